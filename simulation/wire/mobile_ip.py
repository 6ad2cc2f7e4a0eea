"""Mobile IPv4 messages: header and extensions, their authenticators, and their clock.

The headers and extensions themselves stand in `registration`, `extension` and
`route_optimization`; this module is where the rest of the simulation finds all of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from cryptography.hazmat.primitives import constant_time, hashes, hmac

from simulation.errors import WireError
from simulation.wire.extension import (
    DELIVERY_STYLE,
    ENCAPSULATION_REQUEST,
    EXTENSION_TYPES,
    EXTENSIONS,
    FOREIGN_HOME,
    HOME_AGENT_PARAMETER,
    MOBILE_FOREIGN,
    MOBILE_HOME,
    NAI,
    ROUTE_OPTIMIZATION,
    TRUSTED_NETWORKS,
    UDP_TUNNEL_REPLY,
    UDP_TUNNEL_REQUEST,
    AuthenticationExtension,
    DeliveryStyleExtension,
    EncapsulationRequest,
    HomeAgentParameter,
    NaiExtension,
    TrustedNetworks,
    UdpTunnelReply,
    UdpTunnelRequest,
    UnknownExtension,
    decode_extension,
)
from simulation.wire.fields import Header
from simulation.wire.registration import (
    REGISTRATION_REPLY,
    REGISTRATION_REQUEST,
    REPLY_CODES,
    RegistrationReply,
    RegistrationRequest,
)
from simulation.wire.route_optimization import (
    BINDING_ACKNOWLEDGE,
    BINDING_REQUEST,
    BINDING_UPDATE,
    BINDING_WARNING,
    ESP_ROUTE_REPLY,
    ESP_ROUTE_REQUEST,
    PATH_ACKNOWLEDGE,
    PATH_SETUP,
    BindingAcknowledge,
    BindingRequest,
    BindingUpdate,
    BindingWarning,
    EspRouteReply,
    EspRouteRequest,
    PathAcknowledge,
    PathSetup,
)

__all__ = [
    "DELIVERY_STYLE",
    "ENCAPSULATION_REQUEST",
    "EXTENSIONS",
    "EXTENSION_TYPES",
    "FOREIGN_HOME",
    "HOME_AGENT_PARAMETER",
    "MESSAGES",
    "MOBILE_FOREIGN",
    "MOBILE_HOME",
    "NAI",
    "REPLY_CODES",
    "ROUTE_OPTIMIZATION",
    "TRUSTED_NETWORKS",
    "UDP_TUNNEL_REPLY",
    "UDP_TUNNEL_REQUEST",
    "AuthenticationExtension",
    "BindingAcknowledge",
    "BindingRequest",
    "BindingUpdate",
    "BindingWarning",
    "DeliveryStyleExtension",
    "EncapsulationRequest",
    "EspRouteReply",
    "EspRouteRequest",
    "HomeAgentParameter",
    "Message",
    "NaiExtension",
    "PathAcknowledge",
    "PathSetup",
    "RegistrationReply",
    "RegistrationRequest",
    "TrustedNetworks",
    "UdpTunnelReply",
    "UdpTunnelRequest",
    "UnknownExtension",
    "decode_extension",
    "ntp_time",
    "ntp_to_ns",
    "parse",
    "sign",
    "signed",
    "verify",
    "walk",
]

MESSAGES: dict[int, type[Header]] = {
    REGISTRATION_REQUEST: RegistrationRequest,
    REGISTRATION_REPLY: RegistrationReply,
    BINDING_WARNING: BindingWarning,
    BINDING_REQUEST: BindingRequest,
    BINDING_UPDATE: BindingUpdate,
    BINDING_ACKNOWLEDGE: BindingAcknowledge,
    ESP_ROUTE_REQUEST: EspRouteRequest,
    ESP_ROUTE_REPLY: EspRouteReply,
    PATH_SETUP: PathSetup,
    PATH_ACKNOWLEDGE: PathAcknowledge,
}
"""Which class reads which type of message (first octet on UDP port 434)."""

_FIRST_SKIPPABLE: Final = 128
_AUTHENTICATOR_OCTETS: Final = 16

_Extension = TypeVar("_Extension", bound=Header)


@dataclass(frozen=True, slots=True)
class Message:
    """A Mobile IP message: its header and its extensions, in wire order."""

    header: Header
    extensions: tuple[Header, ...] = ()

    def encode(self) -> bytes:
        """Return the octets; those of a parsed message come back unchanged."""
        return self.header.encode() + b"".join(each.encode() for each in self.extensions)

    def find(self, kind: type[_Extension], number: int | None = None) -> _Extension | None:
        """Return the first extension of class *kind* (and type *number*), or `None`."""
        for each in self.extensions:
            if isinstance(each, kind) and (number is None or getattr(each, "type", None) == number):
                return each
        return None


def walk(octets: bytes) -> Iterator[tuple[Header, int, int]]:
    """Yield the header and each extension with start and end, whatever their types.

    `WireError` at the first octet that makes no sense.
    """
    kind = MESSAGES.get(octets[0]) if octets else None
    if kind is None:
        raise WireError(
            f"Mobile IP: message type {octets[0] if octets else 'missing'} is not known"
        )
    header, place = kind.decode(octets)
    yield header, 0, place
    while place < len(octets):
        extension, end = decode_extension(octets, place)
        yield extension, place, end
        place = end


def parse(octets: bytes) -> Message:
    """Read a message from a UDP payload.

    `WireError` where it is malformed, or holds an unknown extension of type 0 to 127, which
    must not be skipped (RFC 3344 section 1.8).
    """
    header, *extensions = (each for each, _, _ in walk(octets))
    for each in extensions:
        if isinstance(each, UnknownExtension) and each.type < _FIRST_SKIPPABLE:
            raise WireError(
                f"Mobile IP: extension {each.type} is not known and must not be skipped"
            )
    return Message(header, tuple(extensions))


def _authenticator(octets: bytes, key: bytes) -> bytes:
    digest = hmac.HMAC(key, hashes.MD5())  # noqa: S303 the RFC's default algorithm
    digest.update(octets)
    return digest.finalize()


def sign(octets: bytes, *, kind: int = MOBILE_HOME, spi: int, key: bytes) -> bytes:
    """Return *octets* with an authentication extension of type *kind* that covers all of them.

    HMAC-MD5 over the message and the extension up to its SPI (RFC 3344 section 3.5.1).
    """
    blank = AuthenticationExtension(
        type=kind, spi=spi, authenticator=bytes(_AUTHENTICATOR_OCTETS)
    ).encode()
    covered = octets + blank[:-_AUTHENTICATOR_OCTETS]
    return covered + _authenticator(covered, key)


def signed(
    header: Header,
    extensions: tuple[Header, ...] = (),
    *,
    kind: int = MOBILE_HOME,
    spi: int,
    key: bytes,
    after: tuple[Header, ...] = (),
) -> bytes:
    """Return a whole message: header, *extensions*, authentication, and *after* unprotected."""
    octets = sign(Message(header, tuple(extensions)).encode(), kind=kind, spi=spi, key=key)
    return octets + b"".join(each.encode() for each in after)


def verify(octets: bytes, *, kind: int, key: bytes, spi: int | None = None) -> bool:
    """Return whether the authentication extension of type *kind* is right.

    False as well where there is none or more than one (RFC 3344 section 3.8.2.1), where it
    names another SPI than *spi*, and where the octets make no sense.  The comparison takes the
    same time for every input.
    """
    try:
        found = [
            (each, start, end)
            for each, start, end in walk(octets)
            if isinstance(each, AuthenticationExtension) and each.type == kind
        ]
    except WireError:
        return False
    if len(found) != 1:
        return False
    extension, start, end = found[0]
    if end - start != 6 + _AUTHENTICATOR_OCTETS or spi not in {None, extension.spi}:
        return False
    right = _authenticator(octets[: start + 6], key)
    return constant_time.bytes_eq(right, extension.authenticator)


_NTP_OF_ZERO: Final = 3_251_404_800
"""Seconds from 1900-01-01 to 2003-01-13T00:00:00Z, where the simulation's clock starts."""
_SECOND: Final = 1_000_000_000


def ntp_time(now_ns: int) -> int:
    """Return simulated *now_ns* as a 64-bit NTP timestamp (RFC 3344 section 5.7.1)."""
    seconds, rest = divmod(now_ns, _SECOND)
    return ((_NTP_OF_ZERO + seconds) << 32 | (rest << 32) // _SECOND) & 0xFFFFFFFFFFFFFFFF


def ntp_to_ns(timestamp: int) -> int:
    """Return the simulated time (ns) of an NTP timestamp; inverse of `ntp_time`."""
    seconds, fraction = timestamp >> 32, timestamp & 0xFFFFFFFF
    return (seconds - _NTP_OF_ZERO) * _SECOND + ((fraction * _SECOND + (1 << 31)) >> 32)
