"""What a packet shows to somebody on its way who holds no key."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from simulation.errors import WireError
from simulation.wire import ipv4, mobile_ip, udp, wireguard
from simulation.wire.esp import NAT_KEEPALIVE, NON_ESP_MARKER

if TYPE_CHECKING:
    from simulation.wire.address import Address

_ISAKMP_HEAD = 28
_IP_HEAD = 20
IKEV1_MAIN_MODE = 2
IKEV2_INIT = 34
IKEV2_INFORMATIONAL = 37


class Kind(StrEnum):
    """What a packet is, as far as its outside tells."""

    REQUEST = "registration request"
    REPLY = "registration reply"
    TUNNEL = "Mobile IP tunnel data"
    IKE = "IKE message"
    ESP = "ESP"
    HANDSHAKE = "WireGuard handshake"
    DATA = "WireGuard data"
    PIECE = "later piece of a packet"
    OTHER = "something else"


_MOBILE_IP = {b"\x01": Kind.REQUEST, b"\x03": Kind.REPLY, b"\x04": Kind.TUNNEL}
"""By the first octet of what UDP port 434 carries."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One look at a packet; ports are 0 where there are none.

    *body* is the Mobile IP message, the IKE message or the ESP packet, *exchange* the type of an
    IKE exchange.
    """

    kind: Kind
    source: Address
    destination: Address
    ports: tuple[int, int] = (0, 0)
    body: bytes = b""
    exchange: int = 0

    @property
    def message(self) -> mobile_ip.Message | None:
        """The Mobile IP message that it is, if it parses as one."""
        if self.kind not in (Kind.REQUEST, Kind.REPLY):
            return None
        try:
            return mobile_ip.parse(self.body)
        except WireError:
            return None


def look(octets: bytes) -> Sight:
    """Return what the outermost layers of a checked IP packet show."""
    source, destination = ipv4.source(octets), ipv4.destination(octets)
    protocol, body = ipv4.protocol(octets), ipv4.payload(octets)
    if ipv4.fragment_offset(octets):
        return Sight(Kind.PIECE, source, destination)
    if protocol == ipv4.ESP:
        return Sight(Kind.ESP, source, destination, body=body)
    if protocol == ipv4.IPIP:
        return Sight(Kind.TUNNEL, source, destination, body=body)
    if protocol != ipv4.UDP or len(body) < 8:
        return Sight(Kind.OTHER, source, destination)
    ports = int.from_bytes(body[:2], "big"), int.from_bytes(body[2:4], "big")
    kind, inner = _datagram(ports, body[8:])
    exchange = inner[18] if kind is Kind.IKE and len(inner) >= _ISAKMP_HEAD else 0
    return Sight(kind, source, destination, ports, inner, exchange)


def _datagram(ports: tuple[int, int], payload: bytes) -> tuple[Kind, bytes]:
    if udp.MOBILE_IP in ports and payload[:1] in _MOBILE_IP:
        kind = _MOBILE_IP[payload[:1]]
        return kind, payload[4:] if kind is Kind.TUNNEL else payload
    if wireguard.PORT in ports and payload:
        return (Kind.DATA if payload[0] == wireguard.TRANSPORT else Kind.HANDSHAKE), payload
    if udp.ISAKMP in ports:
        return Kind.IKE, payload
    if udp.NAT_TRAVERSAL in ports and payload != NAT_KEEPALIVE:
        if payload.startswith(NON_ESP_MARKER):
            return Kind.IKE, payload[len(NON_ESP_MARKER) :]
        return Kind.ESP, payload
    return Kind.OTHER, payload


SEALED = frozenset({Kind.ESP, Kind.DATA})
"""What carries user data that only its ends can read."""


def visible_seal(octets: bytes) -> bytes | None:
    """Return the IP packet, inside whatever tunnels are in clear, whose content is sealed."""
    while True:
        seen = look(octets)
        if seen.kind in SEALED:
            return octets
        if seen.kind is not Kind.TUNNEL:
            return None
        try:
            octets = ipv4.check(seen.body)
        except WireError:
            return None


def readable(seen: Sight) -> str:
    """Say what of a packet's user data can be read without a key, as its first octets show."""
    while seen.kind is Kind.TUNNEL and len(seen.body) >= _IP_HEAD and seen.body[0] >> 4 == 4:
        seen = look(seen.body)
    if seen.kind in SEALED:
        return f"user data sealed, {seen.kind}"
    if seen.kind is Kind.PIECE:
        return "a later piece, which does not show whether it is sealed"
    if seen.kind in (Kind.REQUEST, Kind.REPLY, Kind.IKE, Kind.HANDSHAKE):
        return "signalling without user data"
    return "user data in clear"
