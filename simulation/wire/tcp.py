"""TCP segments: the header, its options, and the checksum that covers the addresses (RFC 9293)."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Final

from simulation.errors import WireError
from simulation.wire.checksum import shifted_checksum
from simulation.wire.fields import Bits, Header, Octets

END_OF_OPTIONS = 0
NO_OPERATION = 1
MAXIMUM_SEGMENT_SIZE = 2
OPTION_KINDS = {
    END_OF_OPTIONS: "end of options",
    NO_OPERATION: "no operation",
    MAXIMUM_SEGMENT_SIZE: "maximum segment size",
}
_FIXED: Final = 20
_PROTOCOL: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class TcpHeader(Header):
    """Carries one piece of a byte stream, and says how much of the other stream has arrived."""

    key: ClassVar[str] = "tcp"
    title: ClassVar[str] = "TCP header"
    spec: ClassVar[str] = "RFC 9293 section 3.1"

    source_port: Annotated[int, Bits(16, "Source Port", "port of the sending program")]
    destination_port: Annotated[
        int, Bits(16, "Destination Port", "port of the program that receives")
    ]
    sequence: Annotated[
        int, Bits(32, "Sequence Number", "place of the first octet of data in the stream")
    ]
    acknowledgment: Annotated[
        int, Bits(32, "Acknowledgment Number", "the next octet that the sender is waiting for")
    ] = 0
    data_offset: Annotated[
        int, Bits(4, "Data Offset", "length of header and options in words of 4 octets")
    ] = 5
    reserved: Annotated[int, Bits(4, "Reserved", "sent as zero")] = 0
    cwr: Annotated[bool, Bits(1, "CWR", "the sender has slowed down for congestion")] = False
    ece: Annotated[bool, Bits(1, "ECE", "congestion was marked on the way")] = False
    urg: Annotated[bool, Bits(1, "URG", "the urgent pointer counts")] = False
    ack: Annotated[bool, Bits(1, "ACK", "the acknowledgment number counts")] = False
    psh: Annotated[bool, Bits(1, "PSH", "give the data to the program without waiting")] = False
    rst: Annotated[bool, Bits(1, "RST", "the connection is broken off")] = False
    syn: Annotated[bool, Bits(1, "SYN", "opens the connection and sets the first number")] = False
    fin: Annotated[bool, Bits(1, "FIN", "the sender has no more data")] = False
    window: Annotated[
        int, Bits(16, "Window", "octets that the sender of this segment is ready to take")
    ] = 0xFFFF
    checksum: Annotated[
        int, Bits(16, "Checksum", "sum over addresses, header and data", base=16)
    ] = 0
    urgent: Annotated[int, Bits(16, "Urgent Pointer", "end of urgent data; unused here")] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MssOption(Header):
    """Tells the other side how much data a segment may hold; only beside SYN."""

    key: ClassVar[str] = "tcp-mss"
    title: ClassVar[str] = "Maximum segment size option"
    spec: ClassVar[str] = "RFC 9293 section 3.7.1"

    kind: Annotated[int, Bits(8, "Kind", "which option", OPTION_KINDS)] = MAXIMUM_SEGMENT_SIZE
    length: Annotated[int, Bits(8, "Length", "octets of this option, kind and length too")] = 4
    size: Annotated[int, Bits(16, "Maximum Segment Size", "octets of data that fit")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TcpFiller(Header):
    """A single octet that ends the options or fills a gap between them."""

    key: ClassVar[str] = "tcp-filler"
    title: ClassVar[str] = "TCP end or no-operation option"
    spec: ClassVar[str] = "RFC 9293 section 3.1"

    kind: Annotated[int, Bits(8, "Kind", "which option", OPTION_KINDS)] = NO_OPERATION


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownTcpOption(Header):
    """An option that this project gives no meaning."""

    key: ClassVar[str] = "tcp-unknown-option"
    title: ClassVar[str] = "Unknown TCP option"
    spec: ClassVar[str] = "RFC 9293 section 3.1"

    kind: Annotated[int, Bits(8, "Kind", "which option", OPTION_KINDS)]
    length: Annotated[int, Bits(8, "Length", "octets of this option, kind and length too")]
    data: Annotated[bytes, Octets("Data", "content of the option", length="length", less=2)]


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment, read."""

    header: TcpHeader
    options: tuple[Header, ...]
    payload: bytes

    @property
    def maximum(self) -> int | None:
        """The maximum segment size that it announces, in octets."""
        return next((each.size for each in self.options if isinstance(each, MssOption)), None)


def segment(
    source: int,
    destination: int,
    header: TcpHeader,
    payload: bytes = b"",
    options: Sequence[Header] = (),
) -> bytes:
    """Return a whole segment; data offset and checksum of *header* are filled in.

    `WireError` where a value does not fit or the options exceed 40 octets.
    """
    extra = b"".join(option.encode() for option in options)
    extra += bytes(-len(extra) % 4)
    offset = (_FIXED + len(extra)) // 4
    octets = replace(header, data_offset=offset, checksum=0).encode() + extra + payload
    rest = _sum(octets, source, destination)
    checksum = struct.pack("!H", 0xFFFF - rest if rest else 0)
    return octets[:16] + checksum + octets[18:]


def parse(octets: bytes, source: int, destination: int) -> Segment:
    """Read a segment; `WireError` where checksum, data offset or an option is wrong."""
    header, place = TcpHeader.decode(octets)
    end = header.data_offset * 4
    if not _FIXED <= end <= len(octets):
        raise WireError(f"TCP header: data offset {header.data_offset} with {len(octets)} octets")
    if _sum(octets, source, destination):
        raise WireError(f"TCP header: checksum 0x{header.checksum:04x} is wrong")
    options = tuple(each for each, _, _ in walk_options(octets, place, end))
    return Segment(header, options, octets[end:])


def clamped(octets: bytes, most: int) -> bytes:
    """Return a segment that announces no more than *most* octets, its checksum corrected.

    `WireError` where an option is wrong; a checksum that was wrong stays so (RFC 1624).
    """
    header, place = TcpHeader.decode(octets)
    end = min(header.data_offset * 4, len(octets))
    for option, start, _ in walk_options(octets, place, end):
        if isinstance(option, MssOption) and option.size > most:
            checksum = shifted_checksum(header.checksum, _growth(octets, start + 2, most))
            octets = octets[: start + 2] + most.to_bytes(2, "big") + octets[start + 4 :]
            return octets[:16] + checksum.to_bytes(2, "big") + octets[18:]
    return octets


def _growth(octets: bytes, place: int, value: int) -> int:
    """Return how much the checksum's sum grows with *value* at *place*, be that odd or even."""
    growth = value - int.from_bytes(octets[place : place + 2], "big")
    return growth << 8 if place & 1 else growth


def walk_options(octets: bytes, place: int, end: int) -> Iterator[tuple[Header, int, int]]:
    """Yield the options between *place* and *end* with the start and end of each."""
    option: Header
    while place < end:
        if octets[place] in {END_OF_OPTIONS, NO_OPERATION}:
            option, stop = TcpFiller.decode(octets, place)
        else:
            option, stop = _long_option(octets, place, end)
        yield option, place, stop
        place = stop


def _long_option(octets: bytes, place: int, end: int) -> tuple[Header, int]:
    length = octets[place + 1] if place + 1 < end else 0
    if length < 2 or place + length > end:
        raise WireError(f"TCP option: length {length} is impossible")
    if octets[place] == MAXIMUM_SEGMENT_SIZE and length == 4:
        return MssOption.decode(octets, place)
    return UnknownTcpOption.decode(octets[:end], place)


def _sum(octets: bytes, source: int, destination: int) -> int:
    data = int.from_bytes(octets, "big")
    if len(octets) & 1:
        data <<= 8
    return (data + source + destination + _PROTOCOL + len(octets)) % 0xFFFF
