"""Every claim of the draft, in the order in which it makes them."""

from simulation.claims.claim import Claim
from simulation.claims.sections import (
    dual_ha,
    explicit_signalling,
    fa_routes_esp,
    gateway_ends_tunnel,
    host_routing,
    ipsec_tunnel,
    mip_proxy,
    mip_to_gateway,
    optimized_dual_ha,
    outer_address_change,
    proxy_in_dmz,
    sa_deletion,
    security,
)

CLAIMS: tuple[Claim, ...] = (
    *dual_ha.CLAIMS,
    *security.CLAIMS,
    *optimized_dual_ha.CLAIMS,
    *gateway_ends_tunnel.CLAIMS,
    *sa_deletion.CLAIMS,
    *mip_to_gateway.CLAIMS,
    *mip_proxy.CLAIMS,
    *proxy_in_dmz.CLAIMS,
    *outer_address_change.CLAIMS,
    *ipsec_tunnel.CLAIMS,
    *host_routing.CLAIMS,
    *explicit_signalling.CLAIMS,
    *fa_routes_esp.CLAIMS,
)
"""The ledger's rows, not yet judged."""
