"""The four messages of WireGuard, as its white paper section 5.4 lays them out.

Its numbers are little-endian, unlike everything else on these links, so they stand in the
tables as octets.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.errors import WireError
from simulation.wire.fields import Bits, Header, Octets

INITIATION, RESPONSE, COOKIE_REPLY, TRANSPORT = 1, 2, 3, 4
PORT = 51820
TYPES = {
    INITIATION: "handshake initiation",
    RESPONSE: "handshake response",
    COOKIE_REPLY: "cookie reply",
    TRANSPORT: "transport data",
}
MAC_OCTETS = 16

_SENDER = Octets("Sender Index", "chosen by the sender, little-endian", length=4)
_RECEIVER = Octets("Receiver Index", "the index that the receiver chose, little-endian", length=4)
_MAC1 = Octets("MAC 1", "proves knowledge of the receiver's public key", length=MAC_OCTETS)
_MAC2 = Octets("MAC 2", "zero unless the receiver sent a cookie", length=MAC_OCTETS)


@dataclass(frozen=True, slots=True, kw_only=True)
class WireGuardHeader(Header):
    """Begins every message."""

    key: ClassVar[str] = "wireguard"
    title: ClassVar[str] = "WireGuard"
    spec: ClassVar[str] = "WireGuard white paper section 5.4"

    type: Annotated[int, Bits(8, "Type", "which message this is", values=TYPES)]
    reserved: Annotated[int, Bits(24, "Reserved", "zero")] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HandshakeInitiation(WireGuardHeader):
    """The first message: the initiator's ephemeral key, and its identity, encrypted."""

    key: ClassVar[str] = "wireguard-initiation"
    title: ClassVar[str] = "WireGuard handshake initiation"
    spec: ClassVar[str] = "WireGuard white paper section 5.4.2"

    type: Annotated[int, Bits(8, "Type", "which message this is", values=TYPES)] = INITIATION
    sender: Annotated[bytes, _SENDER]
    ephemeral: Annotated[bytes, Octets("Ephemeral", "a Curve25519 key used once", length=32)]
    static: Annotated[
        bytes, Octets("Encrypted Static", "the initiator's public key, sealed", length=48)
    ]
    timestamp: Annotated[
        bytes, Octets("Encrypted Timestamp", "must be later than any before, sealed", length=28)
    ]
    mac1: Annotated[bytes, _MAC1] = bytes(MAC_OCTETS)
    mac2: Annotated[bytes, _MAC2] = bytes(MAC_OCTETS)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandshakeResponse(WireGuardHeader):
    """The second message: with it both sides have the transport keys."""

    key: ClassVar[str] = "wireguard-response"
    title: ClassVar[str] = "WireGuard handshake response"
    spec: ClassVar[str] = "WireGuard white paper section 5.4.3"

    type: Annotated[int, Bits(8, "Type", "which message this is", values=TYPES)] = RESPONSE
    sender: Annotated[bytes, _SENDER]
    receiver: Annotated[bytes, _RECEIVER]
    ephemeral: Annotated[bytes, Octets("Ephemeral", "a Curve25519 key used once", length=32)]
    empty: Annotated[
        bytes, Octets("Encrypted Nothing", "proves that the responder has the keys", length=16)
    ]
    mac1: Annotated[bytes, _MAC1] = bytes(MAC_OCTETS)
    mac2: Annotated[bytes, _MAC2] = bytes(MAC_OCTETS)


@dataclass(frozen=True, slots=True, kw_only=True)
class CookieReply(WireGuardHeader):
    """What a responder under load sends instead of doing the work."""

    key: ClassVar[str] = "wireguard-cookie"
    title: ClassVar[str] = "WireGuard cookie reply"
    spec: ClassVar[str] = "WireGuard white paper section 5.4.7"

    type: Annotated[int, Bits(8, "Type", "which message this is", values=TYPES)] = COOKIE_REPLY
    receiver: Annotated[bytes, _RECEIVER]
    nonce: Annotated[bytes, Octets("Nonce", "random", length=24)]
    cookie: Annotated[bytes, Octets("Encrypted Cookie", "to be proved in MAC 2", length=32)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportData(WireGuardHeader):
    """A sealed IP packet; one without anything inside is a keepalive."""

    key: ClassVar[str] = "wireguard-data"
    title: ClassVar[str] = "WireGuard transport data"
    spec: ClassVar[str] = "WireGuard white paper section 5.4.6"

    type: Annotated[int, Bits(8, "Type", "which message this is", values=TYPES)] = TRANSPORT
    receiver: Annotated[bytes, _RECEIVER]
    counter: Annotated[
        bytes, Octets("Counter", "counts packets from 0, little-endian; also the nonce", length=8)
    ]
    packet: Annotated[bytes, Octets("Encrypted Packet", "padded to 16 octets, and its tag")]


MESSAGES: Mapping[int, type[Header]] = {
    INITIATION: HandshakeInitiation,
    RESPONSE: HandshakeResponse,
    COOKIE_REPLY: CookieReply,
    TRANSPORT: TransportData,
}
_TAG_OCTETS = 16


def parse(octets: bytes) -> Header:
    """Return the message that *octets* are; raise `WireError` where they are none."""
    head, _ = WireGuardHeader.decode(octets)
    if head.type not in MESSAGES or head.reserved:
        raise WireError(f"WireGuard: no message of type {head.type}")
    found, end = MESSAGES[head.type].decode(octets)
    if end != len(octets):
        raise WireError(f"{found.title}: {len(octets) - end} octets too many")
    if isinstance(found, TransportData) and len(found.packet) < _TAG_OCTETS:
        raise WireError(f"{found.title}: too short for its tag")
    return found
