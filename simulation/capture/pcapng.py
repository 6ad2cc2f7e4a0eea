"""A trace as a pcapng file: an interface for every link, a packet block for every frame."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO

from simulation.scenario import LINKS
from simulation.trace import Lineage, Sent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.trace import Trace

EPOCH_NS = 1_042_416_000_000_000_000
"""Simulated 0, which is 2003-01-13T00:00:00Z, in nanoseconds of Unix time."""

FAULT = "expected-fault:"
"""What the comment of a frame begins with that a scenario forges or a NAT breaks."""

_SECTION_HEADER = 0x0A0D0D0A
_INTERFACE_DESCRIPTION = 1
_ENHANCED_PACKET = 6
_BYTE_ORDER_MAGIC = 0x1A2B3C4D
_UNKNOWN_SECTION_LENGTH = -1
_LINKTYPE_ETHERNET = 1
_NO_SNAP_LENGTH = 0

_COMMENT = 1
_USER_APPLICATION = 4
_IF_NAME = 2
_IF_DESCRIPTION = 3
_IF_SPEED = 8
_IF_TSRESOL = 9
_NANOSECONDS = b"\x09"


def write_pcapng(trace: Trace, stream: BinaryIO) -> int:
    """Write every frame of *trace* to *stream* in order of time; return how many there were.

    A frame is recorded once for each link that it is put on, when its first bit is sent,
    even if the link then loses it. Every link of the reference world has an interface, in the
    world's order, even where nothing is ever sent. Time stamps are in ns.

    IETF draft-ietf-opsawg-pcapng, sections 4.1 to 4.3.
    """
    links = {link["id"]: link for link in trace.head.get("links", ())}
    names = (*LINKS, *(name for name in links if name not in LINKS))
    stream.write(_section_header(trace))
    stream.writelines(_interface(name, links.get(name, {})) for name in names)
    numbers = {name: number for number, name in enumerate(names)}
    comments = _Comments(trace)
    written = 0
    for _, event in trace.of(Sent):
        stream.write(
            _enhanced_packet(
                numbers[event.link],
                event.at_ns,
                trace.frames[event.frame],
                comments.option(event.packet),
            )
        )
        written += 1
    return written


def purpose(trace: Trace, packet: int) -> str:
    """Return the comment of a packet: what it is for, and before that what is wrong with it.

    A packet is as faulty as any packet inside it.
    """
    record = trace.packets[packet]
    faults = (trace.packets[each].fault for each in Lineage(trace).within(packet))
    fault = next(filter(None, faults), "")
    return f"{FAULT} {fault}; {record.purpose}" if fault else record.purpose


class _Comments:
    """The comment options of a trace's packets, each encoded once for all its hops."""

    __slots__ = ("_options", "_trace")

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._options: dict[int, bytes] = {}

    def option(self, packet: int) -> bytes:
        found = self._options.get(packet)
        if found is None:
            text = purpose(self._trace, packet).encode()
            found = self._options[packet] = _options((_COMMENT, text)) if text else b""
        return found


def _section_header(trace: Trace) -> bytes:
    scenario = trace.head.get("scenario", {})
    about = ", ".join(
        f"{key} {scenario[key]}" for key in ("option", "slug", "seed") if key in scenario
    )
    options = [(_USER_APPLICATION, f"mipviz, engine {trace.head.get('engine', '?')}".encode())]
    if about:
        options.insert(0, (_COMMENT, about.encode()))
    body = struct.pack("<IHHq", _BYTE_ORDER_MAGIC, 1, 0, _UNKNOWN_SECTION_LENGTH)
    return _block(_SECTION_HEADER, body + _options(*options))


def _interface(name: str, link: Mapping[str, object]) -> bytes:
    options = [(_IF_NAME, name.encode())]
    if prefix := link.get("prefix"):
        options.append((_IF_DESCRIPTION, str(prefix).encode()))
    if isinstance(rate := link.get("rate_bps"), int):
        options.append((_IF_SPEED, struct.pack("<Q", rate)))
    options.append((_IF_TSRESOL, _NANOSECONDS))
    body = struct.pack("<HHI", _LINKTYPE_ETHERNET, 0, _NO_SNAP_LENGTH)
    return _block(_INTERFACE_DESCRIPTION, body + _options(*options))


def _enhanced_packet(interface: int, at_ns: int, frame: bytes, options: bytes) -> bytes:
    stamp = EPOCH_NS + at_ns
    length = len(frame)
    fixed = struct.pack("<IIIII", interface, stamp >> 32, stamp & 0xFFFFFFFF, length, length)
    return _block(_ENHANCED_PACKET, fixed + frame + _padding(length) + options)


def _block(kind: int, body: bytes) -> bytes:
    total = len(body) + 12
    return struct.pack("<II", kind, total) + body + struct.pack("<I", total)


def _options(*options: tuple[int, bytes]) -> bytes:
    """Encode *options* and the mark that ends them."""
    encoded = b"".join(
        struct.pack("<HH", code, len(value)) + value + _padding(len(value))
        for code, value in options
    )
    return encoded + b"\0\0\0\0"


def _padding(length: int) -> bytes:
    return bytes(-length % 4)
