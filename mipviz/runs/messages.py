"""The messages of `/ws/runs`, both ways, as typed tables for decoder and JSON Schema.

`docs/protocol.md` says how they are used.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

from mipviz.http.limits import SCENARIO_LIMIT_OCTETS
from mipviz.http.refusal import RefusalError
from simulation.narration import ToldStory  # noqa: TC001 - msgspec reads the annotation

FIRST_CREDIT: Final = 4
"""Chunks that the server may send before the client grants more."""
CREDIT_LIMIT: Final = 10_000
"""Chunks that may be granted and not yet sent."""

Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="a run: its scenario's digest")]
Number = Annotated[int, Meta(ge=0, description="number of a chunk, from 0")]


class Run(Struct, tag="run", forbid_unknown_fields=True):
    """Simulate a scenario and stream it from its start; ends the stream before."""

    scenario: Annotated[dict[str, Any], Meta(description="a scenario document, see scenario.json")]


class Resume(Struct, tag="resume", forbid_unknown_fields=True):
    """Stream a run that this server has from the chunk after number *after* on."""

    run: Digest
    after: Annotated[int, Meta(ge=-1, description="last chunk that arrived; -1 for none")]


class Credit(Struct, tag="credit", forbid_unknown_fields=True):
    """Let the server send so many more chunks."""

    chunks: Annotated[int, Meta(ge=1, le=CREDIT_LIMIT)]


class Stop(Struct, tag="stop", forbid_unknown_fields=True):
    """End the stream; a run that nobody else watches is given up."""


Request = Run | Resume | Credit | Stop


class Head(Struct, tag="head"):
    """Opens a stream that begins at the first chunk."""

    run: Digest
    head: Annotated[dict[str, Any], Meta(description="the head of a trace, see trace.json")]


class Line(Struct):
    """One line of narration."""

    event: Annotated[int, Meta(ge=0, description="number of the event that it tells")]
    text: str
    spec: Annotated[str, Meta(description="RFC or draft and section, or empty")]
    phase: Annotated[bool, Meta(description="whether a phase of the story ends here")]


class Guard(Struct):
    """That a key's authenticator covers a layer of a packet."""

    packet: Annotated[int, Meta(ge=0, description="id of the packet")]
    layer: Annotated[int, Meta(ge=0, description="place of the layer, 0 for the outermost")]
    key: Annotated[str, Meta(description="id of the key")]


class Clues(Struct):
    """What decides who sees what of the frames in a chunk."""

    ways: Annotated[
        list[list[str]],
        Meta(
            description="addresses of the IPv4 headers outside every seal, outermost first, each "
            "as SOURCE > DESTINATION; those that no earlier chunk had"
        ),
    ]
    way: Annotated[
        list[int],
        Meta(description="for each `sent` event its place among the ways of all chunks so far"),
    ]
    guards: list[Guard]


class Chunk(Struct, tag="chunk"):
    """What a trace gained, as columns; see trace.json for `events`, `packets` and `stacks`."""

    run: Digest
    seq: Number
    first_event: Annotated[int, Meta(ge=0)]
    first_packet: Annotated[int, Meta(ge=0)]
    first_stack: Annotated[int, Meta(ge=0)]
    until_ns: Annotated[int, Meta(ge=0)]
    events: dict[str, Any]
    packets: dict[str, list[Any]]
    stacks: list[Any]
    lines: list[Line]
    clues: Clues


class End(Struct, tag="end"):
    """Closes a stream: the chunk *seq* was the last."""

    run: Digest
    seq: Number
    fingerprint: Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="SHA-256 of the trace")]
    outcome: dict[str, Any]
    metrics: Any
    handovers: Any
    drops: Any
    story: Annotated[ToldStory, Meta(description="the run as it is told to a newcomer")]


class Error(Struct, tag="error"):
    """What was asked for is not done; the connection stays open."""

    code: str
    message: str
    accepted: str


Answer = Head | Chunk | End | Error

_decoder: Final[msgspec.json.Decoder[Request]] = msgspec.json.Decoder(Request)
_ACCEPTED: Final = (
    '{"type":"run","scenario":{…}}, {"type":"resume","run":"…","after":N}, '
    '{"type":"credit","chunks":N} or {"type":"stop"}'
)


def read(octets: bytes) -> Request:
    """Return the request that *octets* are; raises `RefusalError` for anything else."""
    try:
        request = _decoder.decode(octets)
    except msgspec.ValidationError as error:
        raise RefusalError("bad-message", f"not a request: {error}", _ACCEPTED) from error
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise RefusalError("bad-json", f"not JSON: {str(error)[:200]}", _ACCEPTED) from error
    if isinstance(request, Run) and len(octets) > SCENARIO_LIMIT_OCTETS:
        limit = SCENARIO_LIMIT_OCTETS >> 10
        raise RefusalError("limit", "the scenario is too long", f"at most {limit} KiB of JSON")
    return request


def refused(refusal: RefusalError) -> str:
    """Return the `error` message for *refusal*."""
    error = Error(**refusal.document())
    return msgspec.json.encode(error).decode()
