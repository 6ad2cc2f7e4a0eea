"""What an encapsulator tells of the ICMP errors that come from within its tunnel (RFC 2003)."""

from simulation.wire import icmp

_RELAYED = {
    icmp.NET_UNREACHABLE: icmp.NET_UNREACHABLE,
    icmp.HOST_UNREACHABLE: icmp.HOST_UNREACHABLE,
    # The sender used no tunnel, and "protocol unreachable" would mean nothing to it.
    icmp.PROTOCOL_UNREACHABLE: icmp.HOST_UNREACHABLE,
    icmp.FRAGMENTATION_NEEDED: icmp.FRAGMENTATION_NEEDED,
}


def relayed_code(kind: int, code: int) -> int | None:
    """Return the code of "unreachable" for the original sender, or `None` where it hears nothing.

    RFC 2003 sections 4.1 and 4.4; a loop within the tunnel makes the host unreachable.
    """
    if kind == icmp.TIME_EXCEEDED and code == icmp.TTL_EXCEEDED:
        return icmp.HOST_UNREACHABLE
    return _RELAYED.get(code) if kind == icmp.UNREACHABLE else None
