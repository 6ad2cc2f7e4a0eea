"""Which role each layer of a frame plays: told by the trace, or guessed from what it carries."""

from collections.abc import Mapping, Sequence

from simulation.trace import Stack

_ALWAYS: Mapping[str, str] = {
    "ethernet": "access",
    "arp": "access",
    "bootp": "access",
    "icmp-router-advertisement": "access",
    "icmp-router-solicitation": "access",
    "icmp-unreachable": "access",
    "icmp-time-exceeded": "access",
    "esp": "ipsec",
    "esp-iv": "ipsec",
    "sealed": "ipsec",
    "esp-icv": "ipsec",
    "esp-padding": "ipsec",
    "esp-trailer": "ipsec",
    "mip-tunnel-data": "nat-traversal",
    "non-esp-marker": "nat-traversal",
    "nat-keepalive": "nat-traversal",
    "isakmp": "signalling",
    "wireguard": "ipsec",
    "wireguard-data": "ipsec",
    "flow": "data",
    "tcp": "data",
}
_SIGNALLING = (
    "registration-", "binding-", "esp-route-", "path-", "mip-", "udp-tunnel-", "trusted-",
    "home-agent-parameter", "encapsulation-request", "ikev1-", "ikev2-", "isakmp-", "wireguard-",
)  # fmt: skip
_PREFIXES = {"dhcp-": "access", "icmp-": "data", "tcp-": "data"}
_NETWORK = {"ipv4", "udp"}
_TUNNELS = {"ipv4", "gre", "minimal"}
_QUOTING = {"icmp-unreachable", "icmp-time-exceeded"}
"""What follows these is no part of the packet: it is quoted from another."""


def layer_roles(headers: Sequence[str], stack: Stack) -> list[str]:
    """Return a role for each of *headers*, the keys of a frame's layers, outermost first.

    *stack* is what the trace says of the packet: each of its layers gives its role to the
    header of the same key, and to what belongs to it (extensions, options).  A header that
    *stack* does not know, because it is none of the packet's own, gets the role that it
    usually plays.
    """
    roles: list[str] = []
    place, current, quoted = 0, "", False
    for number, key in enumerate(headers):
        if quoted:
            roles.append(roles[-1])
            continue
        quoted = key in _QUOTING
        if place < len(stack) and stack[place].header == key:
            current = stack[place].role
            place += 1
            roles.append(current)
        elif key in _ALWAYS and (key.startswith("esp") or not current):
            roles.append(_ALWAYS[key])
        elif current and key not in _NETWORK:
            roles.append(current)
        else:
            roles.append(_guess(headers, number))
    return roles


def _guess(headers: Sequence[str], number: int) -> str:
    key = headers[number]
    if key in _ALWAYS:
        return _ALWAYS[key]
    if key.startswith(_SIGNALLING):
        return "signalling"
    for prefix, role in _PREFIXES.items():
        if key.startswith(prefix):
            return role
    inside = headers[number + 1] if number + 1 < len(headers) else "data"
    if key in _TUNNELS and inside in _TUNNELS:
        return "external-mip" if "esp" in headers[number + 1 :] else "internal-mip"
    if key in _NETWORK | _TUNNELS:
        return _guess(headers, number + 1) if number + 1 < len(headers) else "data"
    return "data"
