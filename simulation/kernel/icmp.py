"""ICMP at a node: errors about packets that it cannot carry, echo, and what errors teach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.errors import WireError
from simulation.kernel.quotation import quotation
from simulation.kernel.recorder import Packet, layer
from simulation.wire import icmp, ipv4

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulation.kernel.host import Host
    from simulation.trace import MessageKind
    from simulation.wire.fields import Header

_CODES = {
    0: "net",
    1: "host",
    2: "protocol",
    3: "port",
    4: "fragmentation needed",
    13: "prohibited",
}


class Icmp:
    """The ICMP part of one node (RFC 792, RFC 1122 section 3.2.2, RFC 1191)."""

    def __init__(self, node: Host) -> None:
        self._node = node
        self.error_listeners: list[Callable[[int, int, int, bytes, Packet], None]] = []
        """Told of errors that arrive: type, code, next-hop MTU, the quoted octets, the packet."""
        self.echo_listeners: list[Callable[[icmp.Echo, bytes, Packet], None]] = []

    # -- making errors ----------------------------------------------------------------------

    def unreachable(self, about: Packet, code: int, next_hop_mtu: int = 0) -> None:
        """Tell the source of *about* that it got no further (RFC 792, RFC 1191 section 4)."""
        header = icmp.Unreachable(code=code, next_hop_mtu=next_hop_mtu)
        self._error(about, header, f"ICMP: {_CODES.get(code, code)} unreachable")

    def relay(self, quoted: bytes, code: int, next_hop_mtu: int = 0) -> None:
        """Tell the source of the packet that *quoted* begins what a tunnel's inside told.

        RFC 2003 section 4; the source learns no more than *quoted* shows.
        """
        header = icmp.Unreachable(code=code, next_hop_mtu=next_hop_mtu)
        self._tell(quoted, header, f"ICMP: {_CODES.get(code, code)} unreachable, from a tunnel")

    def time_exceeded(self, about: Packet) -> None:
        """Tell the source of *about* that its TTL ran out in transit."""
        self._error(about, icmp.TimeExceeded(code=0), "ICMP: time to live exceeded")

    def reassembly_time_exceeded(self, first: Packet) -> None:
        """Tell the source of the fragment *first* that others of its datagram never came."""
        self._error(first, icmp.TimeExceeded(code=1), "ICMP: reassembly time exceeded")

    def _error(self, about: Packet, header: Header, purpose: str) -> None:
        self._tell(about.octets, header, purpose)

    def _tell(self, octets: bytes, header: Header, purpose: str) -> None:
        if not self._node.icmp_policy.sends_errors:
            return
        if self._node.gathers(ipv4.destination(octets)) or not _may_be_answered(octets):
            return
        source = self._node.source_for(ipv4.source(octets))
        if source is None:
            return
        quoted = quotation(octets, long=self._node.icmp_policy.quotes_long)
        body = icmp.message(header, quoted)
        node = self._node
        destination = ipv4.source(octets)
        octets = ipv4.packet(
            source, destination, ipv4.ICMP, body, identification=node.next_identification()
        )
        layers = (layer("ipv4", "access", 20), layer(header.key, "access", len(body)))
        message = _message(header)
        node.send(node.recorder.packet(octets, layers, purpose, message=message))

    # -- taking messages --------------------------------------------------------------------

    def receive(self, packet: Packet) -> None:
        """Process an ICMP message that is addressed to this node."""
        body = ipv4.payload(packet.octets)
        try:
            icmp.check(body)
            kind = body[0]
            if kind in (icmp.ECHO_REQUEST, icmp.ECHO_REPLY):
                header, end = icmp.Echo.decode(body)
                self._receive_echo(packet, header, body[end:])
            elif kind == icmp.UNREACHABLE:
                told, end = icmp.Unreachable.decode(body)
                self._receive_error(packet, kind, told.code, told.next_hop_mtu, body[end:])
            elif kind == icmp.TIME_EXCEEDED:
                late, end = icmp.TimeExceeded.decode(body)
                self._receive_error(packet, kind, late.code, 0, body[end:])
            else:
                self._node.deliver_agent_message(packet, body)
        except WireError as error:
            self._node.drop(packet, "malformed", str(error), "RFC 792")

    def _receive_echo(self, packet: Packet, header: icmp.Echo, data: bytes) -> None:
        if header.type == icmp.ECHO_REPLY:
            for listener in self.echo_listeners:
                listener(header, data, packet)
            return
        if self._node.gathers(ipv4.destination(packet.octets)):
            return  # RFC 1122 section 3.2.2.6 lets a node ignore echo requests to everybody
        reply = icmp.Echo(
            type=icmp.ECHO_REPLY, identifier=header.identifier, sequence=header.sequence
        )
        source, destination = ipv4.destination(packet.octets), ipv4.source(packet.octets)
        body = icmp.message(reply, data)
        node = self._node
        octets = ipv4.packet(
            source, destination, ipv4.ICMP, body, identification=node.next_identification()
        )
        headers = (("ipv4", 20), (reply.key, len(body)))
        node.send(node.recorder.answer(packet, octets, headers, "echo reply", "echo-reply"))

    def _receive_error(self, packet: Packet, kind: int, code: int, mtu: int, quoted: bytes) -> None:
        for listener in list(self.error_listeners):
            listener(kind, code, mtu, quoted, packet)


def _message(header: Header) -> MessageKind:
    """Return what kind of message an error with that header is."""
    code = header.code if isinstance(header, icmp.Unreachable) else None
    return "icmp-too-big" if code == icmp.FRAGMENTATION_NEEDED else "icmp-error"


def _may_be_answered(octets: bytes) -> bool:
    """Return whether an error about *octets* is allowed (RFC 1122 section 3.2.2)."""
    source, destination = ipv4.source(octets), ipv4.destination(octets)
    if not source or source >> 28 >= 0xE or destination >> 28 >= 0xE:
        return False
    if ipv4.fragment_offset(octets):
        return False
    if ipv4.protocol(octets) != ipv4.ICMP:
        return True
    body = ipv4.payload(octets)
    return bool(body) and body[0] in (icmp.ECHO_REQUEST, icmp.ECHO_REPLY)
