"""What the measured flow carries: who sent which datagram when, at the start of each payload."""

import struct
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from simulation.errors import WireError
from simulation.wire.fields import Bits, Header, Octets

MAGIC: Final = b"mpvz"
UPLINK: Final = 0
DOWNLINK: Final = 1
MINIMUM_OCTETS: Final = 18
"""The smallest payload: one that holds the header and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowHeader(Header):
    """Lets the receiver measure loss, order and delay from the octets alone."""

    key: ClassVar[str] = "flow"
    title: ClassVar[str] = "Application data"
    spec: ClassVar[str] = "this project's own measured flow"

    magic: Annotated[
        bytes, Octets("Magic", "four letters that mark the measured flow", length=4, text=True)
    ] = MAGIC
    direction: Annotated[
        int,
        Bits(
            8,
            "Direction",
            "which end of the flow sent it",
            {UPLINK: "from the mobile node", DOWNLINK: "to the mobile node"},
        ),
    ]
    flow: Annotated[int, Bits(8, "Flow", "which of several flows")]
    number: Annotated[int, Bits(32, "Number", "counts the datagrams of this flow and direction")]
    sent_ns: Annotated[
        int, Bits(64, "Sent", "when the application sent it, in nanoseconds of simulated time")
    ]


_PACK = struct.Struct("!4sBBIQ")


def payload(*, direction: int, flow: int, number: int, sent_ns: int, octets: int) -> bytes:
    """Return a payload of *octets* octets, zeros behind the header.

    Never shorter than `MINIMUM_OCTETS`, because a datagram that cannot say its number measures
    nothing.  `WireError` where a value does not fit.
    """
    try:
        head = _PACK.pack(MAGIC, direction, flow, number, sent_ns)
    except struct.error as error:
        raise WireError(f"application data: a value does not fit ({error})") from error
    return head.ljust(octets, b"\0")


def parse(octets: bytes) -> FlowHeader:
    """Return the header at the start of *octets*; `WireError` where there is none."""
    if octets[:4] != MAGIC:
        raise WireError("application data: does not begin with the flow's mark")
    return FlowHeader.decode(octets)[0]
