"""What IKEv1 and IKEv2 messages share: the header, and payloads that name their successor.

A payload may hold further structures (proposals, transforms, attributes, selectors); every
class says by `inner` what its own octets hold, and `split` follows that down.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, NamedTuple

from simulation.errors import WireError
from simulation.wire.fields import Bits, Header, Octets

EXCHANGES = {
    2: "main mode",
    4: "aggressive mode",
    5: "informational",
    6: "transaction",
    32: "quick mode",
    33: "new group mode",
    34: "IKE_SA_INIT",
    35: "IKE_AUTH",
    36: "CREATE_CHILD_SA",
    37: "INFORMATIONAL",
}

PAYLOADS = {
    0: "none",
    1: "Security Association",
    2: "Proposal",
    3: "Transform",
    4: "Key Exchange",
    5: "Identification",
    6: "Certificate",
    7: "Certificate Request",
    8: "Hash",
    9: "Signature",
    10: "Nonce",
    11: "Notification",
    12: "Delete",
    13: "Vendor ID",
    14: "Attributes",
    20: "NAT Detection",
    21: "NAT Original Address",
    33: "Security Association",
    34: "Key Exchange",
    35: "Identification, initiator",
    36: "Identification, responder",
    37: "Certificate",
    38: "Certificate Request",
    39: "Authentication",
    40: "Nonce",
    41: "Notify",
    42: "Delete",
    43: "Vendor ID",
    44: "Traffic Selector, initiator",
    45: "Traffic Selector, responder",
    46: "Encrypted and Authenticated",
    47: "Configuration",
    48: "Extensible Authentication",
}

PROTOCOLS = {1: "ISAKMP or IKE", 2: "AH", 3: "ESP"}


@dataclass(frozen=True, slots=True, kw_only=True)
class IsakmpHeader(Header):
    """Begins every IKE message of either version and names the association it belongs to."""

    key: ClassVar[str] = "isakmp"
    title: ClassVar[str] = "ISAKMP header"
    spec: ClassVar[str] = "RFC 2408 section 3.1, RFC 7296 section 3.1"

    initiator: Annotated[
        int, Bits(64, "Initiator's cookie or SPI", "chosen by who began the association", base=16)
    ]
    responder: Annotated[
        int,
        Bits(64, "Responder's cookie or SPI", "zero until the responder has answered", base=16),
    ] = 0
    next_payload: Annotated[
        int, Bits(8, "Next Payload", "kind of the first payload", values=PAYLOADS)
    ] = 0
    major: Annotated[int, Bits(4, "Major Version", "1 for IKEv1, 2 for IKEv2")] = 1
    minor: Annotated[int, Bits(4, "Minor Version", "always 0")] = 0
    exchange: Annotated[
        int, Bits(8, "Exchange Type", "which conversation this is part of", values=EXCHANGES)
    ]
    reserved: Annotated[int, Bits(2, "Reserved", "sent as zero")] = 0
    response: Annotated[bool, Bits(1, "R", "IKEv2: answers the request of this Message ID")] = False
    higher_version: Annotated[
        bool, Bits(1, "V", "IKEv2: the sender could speak a higher major version")
    ] = False
    from_initiator: Annotated[bool, Bits(1, "I", "IKEv2: sent by who began the association")] = (
        False
    )
    authentication_only: Annotated[bool, Bits(1, "A", "IKEv1: authenticated but not encrypted")] = (
        False
    )
    commit: Annotated[
        bool, Bits(1, "C", "IKEv1: wait for confirmation before using the association")
    ] = False
    encrypted: Annotated[bool, Bits(1, "E", "IKEv1: everything after this header is encrypted")] = (
        False
    )
    message_id: Annotated[
        int,
        Bits(
            32,
            "Message ID",
            "IKEv1: names an exchange, zero in phase 1; IKEv2: counts each side's requests",
            base=16,
        ),
    ] = 0
    length: Annotated[
        int, Bits(32, "Length", "octets of the whole message, padding of encryption included")
    ] = 0


HEADER_OCTETS = 28
MOST_PAYLOADS = 64


class Structure(Header):
    """Anything in a message that begins with its successor's kind, an octet, and its length."""

    __slots__ = ()

    kind: ClassVar[int] = 0
    """Number by which the structure before names this one."""
    ends_chain: ClassVar[bool] = False
    """True where the successor that is named stands inside, encrypted."""

    def inner(self, octets: bytes, start: int) -> type[Header] | None:  # noqa: ARG002
        """Return the class of the structure at *start* inside this one, or `None`."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload(Structure):
    """Begins every payload of IKEv1: what follows it, and how long it is."""

    key: ClassVar[str] = "isakmp-payload"
    title: ClassVar[str] = "ISAKMP generic payload header"
    spec: ClassVar[str] = "RFC 2408 section 3.2"

    next_payload: Annotated[
        int, Bits(8, "Next Payload", "kind of the payload after this one", values=PAYLOADS)
    ] = 0
    reserved: Annotated[int, Bits(8, "Reserved", "sent as zero")] = 0
    length: Annotated[int, Bits(16, "Payload Length", "octets, these four included")] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownPayload(Payload):
    """A payload of a kind that nothing here knows."""

    key: ClassVar[str] = "isakmp-unknown"
    title: ClassVar[str] = "Unknown payload"

    body: Annotated[bytes, Octets("Body", "not understood", length="length", less=4)] = b""


class Node(NamedTuple):
    """One structure found in a message, with its place in the octets it was read from."""

    kind: int
    """Number of the payload; 0 for structures inside one."""
    header: Header
    start: int
    head_end: int
    """Offset after the structure's own fields."""
    end: int
    """Offset after everything that is inside it."""
    inside: "tuple[Node, ...]"

    def walk(self) -> "Iterator[Node]":
        """Yield this structure and all inside it, in wire order."""
        yield self
        for node in self.inside:
            yield from node.walk()


Part = Header | bytes
"""What a payload is put together from."""


def split(
    first: int, octets: bytes, start: int, kinds: Mapping[int, type[Structure]]
) -> list[Node]:
    """Read the payloads at *start*, the first of kind *first*; raise `WireError` for nonsense.

    Octets after the last payload are left alone: IKEv1 pads with them.
    """
    nodes: list[Node] = []
    kind = first
    while kind:
        if len(nodes) == MOST_PAYLOADS:
            raise WireError(f"more than {MOST_PAYLOADS} payloads in one message")
        cls = kinds.get(kind, kinds.get(0, UnknownPayload))
        node = _node(cls, kind, octets, start, len(octets))
        nodes.append(node)
        start = node.end
        kind = 0 if cls.ends_chain else octets[node.start]
    return nodes


def _node(cls: type[Header], kind: int, octets: bytes, start: int, limit: int) -> Node:
    header: Header
    if issubclass(cls, Structure):
        length = int.from_bytes(octets[start + 2 : start + 4], "big")
        if not start + 4 <= start + length <= limit:
            raise WireError(f"{cls.title}: a length of {length} octets does not fit")
        # Cut off what follows, so that "all that is left" ends with this payload.
        header, head_end = cls.decode(octets[: start + length], start)
        end = start + length
    else:
        header, head_end = cls.decode(octets[:limit], start)
        end = head_end
    inside: list[Node] = []
    place = head_end
    if isinstance(header, Structure):
        while place < end and (within := header.inner(octets, place)) is not None:
            inside.append(_node(within, 0, octets, place, end))
            place = inside[-1].end
    if place != end:
        raise WireError(f"{cls.title}: {end - place} octets are left over inside")
    return Node(kind, header, start, head_end, end, tuple(inside))


def join(payloads: Sequence[Sequence[Part]]) -> tuple[int, bytes]:
    """Return the kind of the first payload, and all of them with their chain and lengths set.

    Every payload is a sequence of parts of which the first is its `Structure`.
    """
    out = b""
    kinds = [_kind(parts[0]) for parts in payloads] + [0]
    for parts, successor in zip(payloads, kinds[1:], strict=True):
        body = b"".join(part if isinstance(part, bytes) else part.encode() for part in parts)
        if len(body) > 0xFFFF:
            raise WireError(f"a payload of {len(body)} octets is too long")
        out += bytes([successor]) + body[1:2] + len(body).to_bytes(2, "big") + body[4:]
    return kinds[0], out


def _kind(part: Part) -> int:
    if not isinstance(part, Structure):
        raise WireError("a payload begins with its header")
    return part.kind


def header_of(octets: bytes) -> IsakmpHeader:
    """Return the header of a message; raise `WireError` unless its length is the message's."""
    header, _ = IsakmpHeader.decode(octets)
    if header.length != len(octets):
        raise WireError(f"ISAKMP header: Length {header.length}, but {len(octets)} octets arrived")
    if header.major not in (1, 2):
        raise WireError(f"ISAKMP header: major version {header.major}")
    return header


def message(header: IsakmpHeader, rest: bytes) -> bytes:
    """Return a whole message: *header* with its length filled in, and *rest*."""
    head = header.encode()
    return head[:24] + (HEADER_OCTETS + len(rest)).to_bytes(4, "big") + rest
