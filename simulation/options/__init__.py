"""The register of options: one line for each."""

from collections.abc import Mapping

from simulation.options import (
    baseline,
    dual_ha,
    explicit_signalling,
    fa_routes_esp,
    host_routing,
    ipsec_tunnel,
    mip_proxy,
    mip_to_gateway,
    optimized_dual_ha,
    outer_address_change,
    rfc5265,
    rfc5266,
    wireguard,
)
from simulation.options.option import Change, Option, changes_of

OPTIONS: Mapping[str, Option] = {
    each.OPTION.id: each.OPTION
    for each in (
        baseline,
        dual_ha,
        optimized_dual_ha,
        mip_to_gateway,
        mip_proxy,
        outer_address_change,
        ipsec_tunnel,
        host_routing,
        explicit_signalling,
        fa_routes_esp,
        rfc5265,
        rfc5266,
        wireguard,
    )
}

NAMES: Mapping[str, str] = {
    name: option.id for option in OPTIONS.values() for name in (option.id, option.slug)
}
"""Every accepted name of an option, and its id."""

__all__ = ["NAMES", "OPTIONS", "Change", "Option", "changes_of"]
