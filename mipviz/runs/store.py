"""A run on disk: what a worker appends while it simulates is what every viewer is sent.

A run is a folder of plain files.  The chunks lie there in the very octets that travel over the
WebSocket, so a live run, a resumed one and one that ended yesterday are served alike, and the
server keeps nothing of a trace in memory.  Nothing is unpickled: what is read back is JSON, and
only as it was written (see `sealed`).
"""

from __future__ import annotations

import hashlib
import struct
from typing import TYPE_CHECKING, Any, Final

import msgspec

from mipviz.runs.sealed import SEAL, DamagedError, Sealed, seal, write
from simulation.trace import Trace, append, chunk

if TYPE_CHECKING:
    from pathlib import Path

    from simulation.dissection import Clues

HEAD: Final = "head.json"
CHUNKS: Final = "chunks"
INDEX: Final = "index.json"
FRAMES: Final = "frames"
END: Final = "end.json"
WHOLE: Final = "trace.json.gz"
CAPTURE: Final = "capture.pcapng"
SEALED: Final = (HEAD, CHUNKS, INDEX, FRAMES, END)
"""What belongs to a finished run, and is covered by its seal."""

_LENGTH: Final = struct.Struct(">I")
Span = tuple[int, int, str]
"""Where a chunk lies in its file (offset and length in octets), and its digest."""


class Index(msgspec.Struct):
    """What a finished run needs besides its chunks."""

    spans: list[Span]
    outcome: dict[str, Any]
    """The trace's own, which its fingerprint covers."""


class RunWriter:
    """Appends a growing trace to the folder of its run."""

    def __init__(self, folder: Path, run: str) -> None:
        self.folder = folder
        self.run = run
        self.spans: list[Span] = []
        self._chunks = (folder / CHUNKS).open("wb", buffering=0)
        self._frames = (folder / FRAMES).open("wb")
        self._written = [0, 0, 0, 0]
        self._offset = 0

    def head(self, trace: Trace) -> None:
        """Write the message that opens the stream."""
        self._write(HEAD, {"type": "head", "run": self.run, "head": trace.head})

    def grow(self, trace: Trace, lines: list[dict[str, Any]], clues: Clues) -> Span | None:
        """Append what *trace* gained as one chunk; return where it lies, or `None` for nothing.

        *lines* are the narration of the new events, *clues* say who sees what of their frames.
        """
        events, packets, stacks, frames = self._written
        for frame in trace.frames[frames:]:
            self._frames.write(_LENGTH.pack(len(frame)) + frame)
        self._written[3] = len(trace.frames)
        if len(trace.events) == events:
            return None
        message = {
            "type": "chunk",
            "run": self.run,
            "seq": len(self.spans),
            **chunk(trace, events, packets, stacks),
            "lines": lines,
            "clues": clues,
        }
        octets = msgspec.json.encode(message)
        left = memoryview(octets)
        while left:  # a disk that is nearly full takes a part, and says so the next time
            left = left[self._chunks.write(left) :]
        self._written[:3] = [len(trace.events), len(trace.packets), len(trace.stacks)]
        self.spans.append((self._offset, len(octets), _digest(octets)))
        self._offset += len(octets)
        return self.spans[-1]

    @property
    def events(self) -> int:
        """Number of events written so far."""
        return self._written[0]

    def end(self, trace: Trace, summary: dict[str, Any]) -> None:
        """Write the message that closes the stream; only now does the run count as finished."""
        self._frames.close()
        self._chunks.close()
        self._write(INDEX, Index(self.spans, trace.outcome))
        message = {
            "type": "end",
            "run": self.run,
            "seq": len(self.spans) - 1,
            "fingerprint": trace.fingerprint(),
            **summary,
        }
        self._write(END, message)
        seal(self.folder, SEALED)

    def close(self) -> None:
        """Let go of the files of a run that did not end."""
        self._frames.close()
        self._chunks.close()

    def _write(self, name: str, value: object) -> None:
        write(self.folder / name, msgspec.json.encode(value))


def is_finished(folder: Path) -> bool:
    """Return whether a run was written to its end in *folder*; whether it is whole is not said."""
    return (folder / SEAL).is_file()


def read_chunk(folder: Path, span: Span) -> bytes:
    """Return one chunk as it travels; raises `DamagedError` if it is not what was written."""
    offset, length, digest = span
    try:
        with (folder / CHUNKS).open("rb") as file:
            file.seek(offset)
            octets = file.read(length)
    except FileNotFoundError as error:
        raise DamagedError("the chunks are missing") from error
    if _digest(octets) != digest:
        raise DamagedError("a chunk is not what was written")
    return octets


def _digest(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()[:16]


def index(files: Sealed) -> Index:
    """Return the index of a finished run."""
    return msgspec.json.decode(files.read(INDEX), type=Index)


def whole(folder: Path) -> bytes:
    """Return a finished run as one JSON document: ``{"head", "chunks", "end"}``."""
    files = Sealed(folder)
    head = msgspec.json.decode(files.read(HEAD))["head"]
    chunks = (read_chunk(folder, span) for span in index(files).spans)
    return b"".join(
        (
            b'{"head":',
            msgspec.json.encode(head),
            b',"chunks":[',
            b",".join(chunks),
            b'],"end":',
            files.read(END),
            b"}",
        )
    )


def summary(folder: Path) -> dict[str, Any]:
    """Return a finished run in a row: its option, fingerprint, outcome and metrics."""
    files = Sealed(folder)
    head = msgspec.json.decode(files.read(HEAD))["head"]
    end = msgspec.json.decode(files.read(END))
    return {
        "option": head["scenario"].get("option", ""),
        **{name: end[name] for name in ("fingerprint", "outcome", "metrics")},
    }


def restore(folder: Path) -> Trace:
    """Return the trace of a finished run, equal to the one that was written."""
    files = Sealed(folder)
    trace = Trace(head=msgspec.json.decode(files.read(HEAD))["head"])
    kept = index(files)
    for span in kept.spans:
        append(trace, msgspec.json.decode(read_chunk(folder, span)))
    octets, place = files.read(FRAMES), 0
    while place < len(octets):
        (length,) = _LENGTH.unpack_from(octets, place)
        place += _LENGTH.size
        trace.frames.append(octets[place : place + length])
        place += length
    trace.outcome = kept.outcome
    return trace
