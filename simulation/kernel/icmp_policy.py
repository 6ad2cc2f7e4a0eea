"""What a node does about ICMP errors: how it sends them, and how far it believes them."""

from dataclasses import dataclass

from simulation.time import SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class IcmpPolicy:
    """Settings of one node, in octets and ns."""

    sends_errors: bool = True
    """Whether the node tells anybody of packets that it cannot carry."""
    quotes_long: bool = True
    """Whether errors quote what 576 octets have room for (RFC 1812 4.3.2.3), or 8 (RFC 792)."""
    path_mtu_lifetime_ns: int = 600 * SECOND
    """How long an MTU that an error told is believed (RFC 1191 section 6.3)."""
    least_path_mtu: int = 68
    """No error makes the ends of tunnels believe in less (RFC 4301 section 6.1.1)."""
    ipsec_believes: bool = True
    """Whether IPsec acts on errors that nobody authenticates (RFC 4301 section 6.1.1)."""


DEFAULT_POLICY = IcmpPolicy()
