"""Traces made by hand, for what no run shows or no run may show."""

from simulation.trace import PacketRecord, Sent, Trace

ETHERNET = bytes.fromhex("020000000002 020000000001 0800")


def trace_of_packets(*packets: bytes, fault: str = "") -> Trace:
    """Return a trace in which these IP packets crossed `dmz`, a nanosecond apart."""
    trace = Trace(head={})
    for number, octets in enumerate(packets):
        trace.frames.append(ETHERNET + octets)
        trace.packets.append(PacketRecord(0, len(octets), "crafted", "", None, fault))
        sent = (number, "dmz", "x.0", number, 0, [])
        trace.events.append(Sent("x", *sent).at(number))
    return trace
