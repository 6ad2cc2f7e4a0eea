"""Every header of the project by its key: what the catalogue shows and the documents print."""

from collections.abc import Iterator
from types import ModuleType

from simulation.wire import (
    application,
    arp,
    dhcp,
    dhcp_options,
    esp,
    ethernet,
    extension,
    gre,
    icmp,
    ikev1,
    ikev2,
    ikev2_proposal,
    ipv4,
    isakmp,
    minimal,
    mip_udp,
    opaque,
    registration,
    route_optimization,
    router_advertisement,
    tcp,
    udp,
    wireguard,
)
from simulation.wire.fields import Header

_MODULES = (
    ethernet,
    arp,
    dhcp,
    dhcp_options,
    ipv4,
    icmp,
    router_advertisement,
    udp,
    tcp,
    registration,
    extension,
    mip_udp,
    route_optimization,
    minimal,
    gre,
    esp,
    isakmp,
    ikev1,
    ikev2,
    ikev2_proposal,
    wireguard,
    application,
    opaque,
)


def _headers(module: ModuleType) -> Iterator[type[Header]]:
    """Yield the header classes that are written in *module*, in its order."""
    for each in vars(module).values():
        written = isinstance(each, type) and each.__module__ == module.__name__
        if written and issubclass(each, Header) and each.table:
            yield each


HEADERS: dict[str, type[Header]] = {
    header.key: header for module in _MODULES for header in _headers(module)
}
"""Key to class, from the link upwards."""
