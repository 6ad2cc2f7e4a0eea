"""IPv4: the header's table, and the functions over octets that every hop calls (RFC 791).

A packet travels as octets.  What forwarding needs is read straight from its place in them;
`IPv4Header` is the same knowledge as a table, for people, and a test holds the two together.
"""

import struct
from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.errors import WireError
from simulation.wire.address import Address
from simulation.wire.checksum import internet_checksum, shifted_checksum
from simulation.wire.fields import Bits, Header, Octets

ICMP = 1
IPIP = 4
TCP = 6
UDP = 17
GRE = 47
ESP = 50
AH = 51
MINIMAL = 55
NO_NEXT_HEADER = 59
PROTOCOLS = {
    ICMP: "ICMP",
    IPIP: "IP in IP",
    TCP: "TCP",
    UDP: "UDP",
    GRE: "GRE",
    ESP: "ESP",
    AH: "AH",
    MINIMAL: "minimal encapsulation",
    NO_NEXT_HEADER: "nothing follows",
}
"""Protocol numbers, as in the IPv4 header and in every tunnel's next-header field."""

_DONT_FRAGMENT = 0x4000
_MORE_FRAGMENTS = 0x2000


@dataclass(frozen=True, slots=True, kw_only=True)
class IPv4Header(Header):
    """Carries a packet from its source to its destination, hop by hop."""

    key: ClassVar[str] = "ipv4"
    title: ClassVar[str] = "IPv4 header"
    spec: ClassVar[str] = "RFC 791 section 3.1"

    version: Annotated[int, Bits(4, "Version", "4: this is IPv4")] = 4
    ihl: Annotated[
        int, Bits(4, "IHL", "length of this header in words of 4 octets; 5 without options")
    ] = 5
    tos: Annotated[
        int,
        Bits(
            8,
            "Type of Service",
            "wished treatment (DSCP, 6 bits) and congestion marks (ECN, 2 bits); "
            "a tunnel copies it outside",
            base=16,
        ),
    ] = 0
    total_length: Annotated[
        int, Bits(16, "Total Length", "octets of the packet, this header included")
    ]
    identification: Annotated[
        int, Bits(16, "Identification", "equal in all fragments of one packet", base=16)
    ] = 0
    reserved_flag: Annotated[bool, Bits(1, "Reserved", "sent as zero")] = False
    dont_fragment: Annotated[
        bool,
        Bits(1, "DF", "no router may cut the packet: where it is too big, an ICMP error goes back"),
    ] = False
    more_fragments: Annotated[
        bool, Bits(1, "MF", "further fragments of the same packet follow this one")
    ] = False
    fragment_offset: Annotated[
        int, Bits(13, "Fragment Offset", "where this fragment belongs, in units of 8 octets")
    ] = 0
    ttl: Annotated[
        int, Bits(8, "Time to Live", "hops left: each router takes one, at zero the packet ends")
    ] = 64
    protocol: Annotated[int, Bits(8, "Protocol", "what the packet carries", PROTOCOLS)]
    checksum: Annotated[
        int,
        Bits(
            16,
            "Header Checksum",
            "ones-complement sum over this header; changes at every hop with the TTL",
            base=16,
        ),
    ] = 0
    source: Annotated[Address, Bits(32, "Source", "address that the packet claims to come from")]
    destination: Annotated[
        Address, Bits(32, "Destination", "address by which routers forward the packet")
    ]
    options: Annotated[
        bytes, Octets("Options", "rarely used additions", length="ihl", unit=4, less=20)
    ] = b""


_HEADER = struct.Struct("!BBHHHBBHII")
_HALF = struct.Struct("!H")
_TTL_TO_CHECKSUM = struct.Struct("!BBH")
_ADDRESSES = struct.Struct("!II")


def packet(
    source: int,
    destination: int,
    protocol: int,
    payload: bytes,
    *,
    ttl: int = 64,
    tos: int = 0,
    identification: int = 0,
    dont_fragment: bool = False,
) -> bytes:
    """Return a whole packet without options, its checksum filled in.

    `WireError` where the payload is too long for one packet or a value does not fit.
    """
    length = len(payload) + 20
    flags = _DONT_FRAGMENT if dont_fragment else 0
    # 32-bit numbers may be summed whole: see `internet_checksum`.
    total = (
        (0x4500 | tos) + length + identification + flags + (ttl << 8 | protocol)
        + source + destination
    )  # fmt: skip
    rest = total % 0xFFFF
    try:
        return (
            _HEADER.pack(
                0x45, tos, length, identification, flags, ttl, protocol,
                0xFFFF - rest if rest else 0, source, destination,
            )
            + payload
        )  # fmt: skip
    except struct.error as error:
        raise WireError(f"IPv4: {error} (total length {length}, TTL {ttl})") from error


def check(octets: bytes) -> bytes:
    """Return *octets* cut to the packet's total length.

    `WireError` says which of version, header length, total length and checksum is wrong
    (RFC 1122 section 3.2.1).
    """
    have = len(octets)
    if have < 20:
        raise WireError(f"IPv4 header: needs 20 octets, {have} are there")
    first = octets[0]
    if first >> 4 != 4:
        raise WireError(f"IPv4 header: version {first >> 4} is not 4")
    head = (first & 15) << 2
    total = octets[2] << 8 | octets[3]
    if head < 20:
        raise WireError(f"IPv4 header: IHL {head >> 2} is less than 5")
    if not head <= total <= have:
        raise WireError(f"IPv4 header: total length {total} with {have} octets there")
    if int.from_bytes(octets[:head], "big") % 0xFFFF:
        raise WireError(f"IPv4 header: checksum 0x{octets[10:12].hex()} is wrong")
    return octets if total == have else octets[:total]


def source(octets: bytes) -> Address:
    """Return the source address of a checked packet."""
    return Address(int.from_bytes(octets[12:16], "big"))


def destination(octets: bytes) -> Address:
    """Return the destination address of a checked packet."""
    return Address(int.from_bytes(octets[16:20], "big"))


def addresses(octets: bytes) -> tuple[int, int]:
    """Return source and destination of a checked packet as numbers, for sets and keys."""
    return _ADDRESSES.unpack_from(octets, 12)


def protocol(octets: bytes) -> int:
    """Return the number of what the packet carries."""
    return octets[9]


def ttl(octets: bytes) -> int:
    """Return the hops left."""
    return octets[8]


def header_octets(octets: bytes) -> int:
    """Return the length of the header, options included."""
    return (octets[0] & 15) << 2


def payload(octets: bytes) -> bytes:
    """Return what follows the header."""
    return octets[(octets[0] & 15) << 2 :]


def dont_fragment(octets: bytes) -> bool:
    """Return whether no router may cut the packet."""
    return bool(octets[6] & 0x40)


def more_fragments(octets: bytes) -> bool:
    """Return whether further fragments follow this one."""
    return bool(octets[6] & 0x20)


def fragment_offset(octets: bytes) -> int:
    """Return where this fragment's payload belongs, in octets."""
    return (octets[6] << 8 & 0x1F00 | octets[7]) << 3


def is_fragment(octets: bytes) -> bool:
    """Return whether this is a piece of a packet that was cut, the first or a later one."""
    return bool(octets[6] & 0x3F or octets[7])


def identification(octets: bytes) -> int:
    """Return the number that all fragments of one packet share."""
    return octets[4] << 8 | octets[5]


def decrement_ttl(octets: bytes) -> bytes:
    """Return the packet with one hop less and its checksum corrected (RFC 1624).

    `WireError` where no hop is left.
    """
    hops = octets[8]
    if not hops:
        raise WireError("IPv4 header: the TTL is already 0")
    # One less in the high octet of a word is 0x0100 more in the complement; the sum of a
    # header is never 0, so 0xFFFF must not stand for 0 (RFC 1624 section 3).
    checksum = (octets[10] << 8 | octets[11]) + 0x0100
    if checksum >= 0xFFFF:
        checksum -= 0xFFFF
    return octets[:8] + _TTL_TO_CHECKSUM.pack(hops - 1, octets[9], checksum) + octets[12:]


def with_class(octets: bytes, tos: int) -> bytes:
    """Return the packet with another DSCP and ECN (RFC 2474), its checksum corrected (RFC 1624)."""
    if octets[1] == tos:
        return octets
    fresh = bytearray(octets)
    _shift(fresh, 10, tos - octets[1])
    fresh[1] = tos
    return bytes(fresh)


def fragments(octets: bytes, mtu: int) -> list[bytes]:
    """Cut a checked packet into pieces of at most *mtu* octets (RFC 791 section 3.2).

    A packet that fits comes back alone and unchanged.  `WireError` where it must not be cut
    or *mtu* leaves no room for 8 octets.
    """
    if len(octets) <= mtu:
        return [octets]
    if dont_fragment(octets):
        raise WireError(f"IPv4: {len(octets)} octets do not fit {mtu}, and DF is set")
    head = header_octets(octets)
    first, later = octets[:head], octets[:20] + _copied_options(octets[20:head])
    data, whole = octets[head:], more_fragments(octets)
    base, pieces, start = fragment_offset(octets) >> 3, [], 0
    while start < len(data):
        header = later if start else first
        room = (mtu - len(header)) & ~7
        if room < 8:
            raise WireError(f"IPv4: an MTU of {mtu} leaves no room for a fragment")
        if len(header) + len(data) - start <= mtu:
            room = len(data) - start
        more = whole or start + room < len(data)
        pieces.append(_piece(header, base + (start >> 3), data[start : start + room], more=more))
        start += room
    return pieces


def _piece(header: bytes, offset: int, data: bytes, *, more: bool) -> bytes:
    flags = (header[6] & 0xC0) << 8 | (_MORE_FRAGMENTS if more else 0) | offset
    fresh = bytearray(header)
    fresh[0] = 0x40 | len(header) >> 2
    fresh[2:4] = _HALF.pack(len(header) + len(data))
    fresh[6:8] = _HALF.pack(flags)
    fresh[10:12] = b"\0\0"
    fresh[10:12] = _HALF.pack(internet_checksum(bytes(fresh)))
    return bytes(fresh) + data


def _copied_options(options: bytes) -> bytes:
    """Return the options that later fragments carry as well: those with the copied bit."""
    kept, place = b"", 0
    while place < len(options) and options[place]:
        alone = options[place] == 1
        size = 1 if alone else options[place + 1] if place + 1 < len(options) else 0
        if size < 1 or place + size > len(options) or (size == 1 and not alone):
            raise WireError("IPv4 header: an option runs past the end")
        if options[place] & 0x80:
            kept += options[place : place + size]
        place += size
    return kept + bytes(-len(kept) % 4)


_CHECKSUM_AT = {UDP: 6, TCP: 16}


def rewrite(
    octets: bytes,
    *,
    source: int | None = None,
    destination: int | None = None,
    source_port: int | None = None,
    destination_port: int | None = None,
    icmp_id: int | None = None,
    identification: int | None = None,
) -> bytes:
    """Return the packet as a translator sends it on, with every checksum corrected (RFC 3022).

    IP, UDP, TCP and ICMP checksums move by the difference alone, so one that was wrong stays
    wrong; a UDP checksum of 0 (none) stays 0.  A later fragment has no ports to rewrite, and
    quoted octets in an ICMP error may lack the TCP checksum: both are let be.  `WireError`
    where the ports or the identifier asked for are not there.
    """
    fresh = bytearray(octets)
    head = header_octets(octets)
    delta = 0
    for place, value in ((12, source), (16, destination)):
        if value is not None:
            delta += value - int.from_bytes(octets[place : place + 4], "big")
            fresh[place : place + 4] = value.to_bytes(4, "big")
    _shift(fresh, 10, delta)
    if identification is not None:
        _shift(fresh, 10, identification - int.from_bytes(octets[4:6], "big"))
        fresh[4:6] = _HALF.pack(identification)
    if fragment_offset(octets):
        return bytes(fresh)
    kind = octets[9]
    changes = (
        [(head + 4, icmp_id)]
        if kind == ICMP
        else [(head, source_port), (head + 2, destination_port)]
    )
    # An ICMP checksum covers no addresses; UDP's and TCP's do.
    inner = 0 if kind == ICMP else delta
    for place, value in changes:
        if value is None:
            continue
        if kind not in {ICMP, UDP, TCP} or place + 2 > len(octets):
            raise WireError("IPv4: there is no port or identifier to rewrite")
        inner += value - int.from_bytes(octets[place : place + 2], "big")
        fresh[place : place + 2] = value.to_bytes(2, "big")
    _shift_transport(fresh, head, kind, inner)
    return bytes(fresh)


def _shift_transport(fresh: bytearray, head: int, kind: int, delta: int) -> None:
    if kind == ICMP:
        _shift(fresh, head + 2, delta)
    elif kind in _CHECKSUM_AT:
        place = head + _CHECKSUM_AT[kind]
        if kind == UDP and fresh[place : place + 2] == b"\0\0":
            return
        _shift(fresh, place, delta)
        if kind == UDP and fresh[place : place + 2] == b"\0\0":
            fresh[place : place + 2] = b"\xff\xff"


def _shift(fresh: bytearray, place: int, delta: int) -> None:
    """Correct the checksum at *place* after the words that it covers grew by *delta* in sum."""
    if place + 2 > len(fresh) or not delta:
        return
    old = int.from_bytes(fresh[place : place + 2], "big")
    fresh[place : place + 2] = _HALF.pack(shifted_checksum(old, delta))
