"""A reader of pcapng that shares nothing with the writer: blocks, options and packets."""

import struct
from dataclasses import dataclass, field

SECTION, INTERFACE, PACKET = 0x0A0D0D0A, 1, 6


@dataclass(frozen=True)
class Interface:
    name: str
    link_type: int
    snap_length: int
    ticks_exponent: int
    options: dict[int, bytes]


@dataclass(frozen=True)
class Record:
    interface: str
    stamp: int
    octets: bytes
    comment: str


@dataclass
class Capture:
    options: dict[int, bytes]
    interfaces: list[Interface] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)


def read_capture(octets: bytes) -> Capture:
    """Return everything in a little-endian file of one section; assert what the format asks."""
    capture = None
    place = 0
    while place < len(octets):
        kind, length = struct.unpack_from("<II", octets, place)
        assert length % 4 == 0
        assert length >= 12
        (again,) = struct.unpack_from("<I", octets, place + length - 4)
        assert again == length, f"the block at {place} names two lengths"
        body = octets[place + 8 : place + length - 4]
        place += length
        if capture is None:
            assert kind == SECTION
            magic, major, minor = struct.unpack_from("<IHH", body)
            assert (magic, major, minor) == (0x1A2B3C4D, 1, 0)
            capture = Capture(_options(body[16:]))
        elif kind == INTERFACE:
            capture.interfaces.append(_interface(body))
        else:
            assert kind == PACKET
            capture.records.append(_record(body, capture.interfaces))
    assert place == len(octets)
    assert capture is not None
    return capture


def _interface(body: bytes) -> Interface:
    link_type, reserved, snap_length = struct.unpack_from("<HHI", body)
    assert reserved == 0
    options = _options(body[8:])
    return Interface(options[2].decode(), link_type, snap_length, options[9][0], options)


def _record(body: bytes, interfaces: list[Interface]) -> Record:
    number, high, low, captured, original = struct.unpack_from("<5I", body)
    assert captured == original
    padded = captured + -captured % 4
    assert body[20 + captured : 20 + padded].strip(b"\0") == b""
    comment = _options(body[20 + padded :]).get(1, b"")
    return Record(
        interfaces[number].name, high << 32 | low, body[20 : 20 + captured], comment.decode()
    )


def _options(octets: bytes) -> dict[int, bytes]:
    options: dict[int, bytes] = {}
    place = 0
    while place < len(octets):
        code, length = struct.unpack_from("<HH", octets, place)
        if code == 0:
            assert length == 0
            assert place + 4 == len(octets), "nothing may follow the end of the options"
            return options
        options[code] = octets[place + 4 : place + 4 + length]
        place += 4 + length + -length % 4
    assert not octets, "options without an end"
    return options
