"""What a connection is made of: its states, its ends, and whom it tells of what happens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from simulation.roles.tcp.discovery import Probing
from simulation.time import SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simulation.kernel.recorder import Packet
    from simulation.wire.address import Address


class TcpState(StrEnum):
    """RFC 9293 section 3.3.2."""

    CLOSED = "closed"
    SYN_SENT = "syn-sent"
    SYN_RECEIVED = "syn-received"
    ESTABLISHED = "established"
    FIN_WAIT_1 = "fin-wait-1"
    FIN_WAIT_2 = "fin-wait-2"
    CLOSE_WAIT = "close-wait"
    CLOSING = "closing"
    LAST_ACK = "last-ack"
    TIME_WAIT = "time-wait"


MOVES: Mapping[StrEnum, frozenset[StrEnum]] = {
    TcpState.CLOSED: frozenset({TcpState.SYN_SENT, TcpState.SYN_RECEIVED}),
    TcpState.SYN_SENT: frozenset({TcpState.ESTABLISHED, TcpState.CLOSED}),
    TcpState.SYN_RECEIVED: frozenset({TcpState.ESTABLISHED, TcpState.CLOSED}),
    TcpState.ESTABLISHED: frozenset({TcpState.FIN_WAIT_1, TcpState.CLOSE_WAIT, TcpState.CLOSED}),
    TcpState.FIN_WAIT_1: frozenset(
        {TcpState.FIN_WAIT_2, TcpState.CLOSING, TcpState.TIME_WAIT, TcpState.CLOSED}
    ),
    TcpState.FIN_WAIT_2: frozenset({TcpState.TIME_WAIT, TcpState.CLOSED}),
    TcpState.CLOSE_WAIT: frozenset({TcpState.LAST_ACK, TcpState.CLOSED}),
    TcpState.CLOSING: frozenset({TcpState.TIME_WAIT, TcpState.CLOSED}),
    TcpState.LAST_ACK: frozenset({TcpState.CLOSED}),
    TcpState.TIME_WAIT: frozenset({TcpState.CLOSED}),
}
"""What may follow what: RFC 9293 section 3.3.2, figure 5."""

OPEN = frozenset({TcpState.ESTABLISHED, TcpState.FIN_WAIT_1, TcpState.FIN_WAIT_2})
ENDED_HERE = {
    TcpState.FIN_WAIT_1: TcpState.FIN_WAIT_2,
    TcpState.CLOSING: TcpState.TIME_WAIT,
    TcpState.LAST_ACK: TcpState.CLOSED,
}
ENDED_THERE = {
    TcpState.ESTABLISHED: TcpState.CLOSE_WAIT,
    TcpState.FIN_WAIT_1: TcpState.CLOSING,
    TcpState.FIN_WAIT_2: TcpState.TIME_WAIT,
}
CLOSING = {
    TcpState.ESTABLISHED: TcpState.FIN_WAIT_1,
    TcpState.CLOSE_WAIT: TcpState.LAST_ACK,
}


@dataclass(frozen=True, slots=True)
class Ends:
    """Addresses and ports of a connection, seen from one end."""

    local: Address
    local_port: int
    remote: Address
    remote_port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TcpConfig:
    """How an end behaves; *user_timeout_ns* is R2 of RFC 1122 section 4.2.3.5."""

    window: int = 65535
    segment: int = 1460
    """The longest segment that it announces and sends, in octets of data."""
    user_timeout_ns: int = 100 * SECOND
    probing: Probing = Probing.OFF


@dataclass(slots=True)
class TcpEvents:
    """What a connection tells its application."""

    opened: Callable[[], None] = lambda: None
    data: Callable[[bytes, Packet], None] = lambda *_: None
    room: Callable[[], None] = lambda: None
    ended: Callable[[], None] = lambda: None
    """The peer will send no more."""
    closed: Callable[[str, bool], None] = lambda *_: None
    """It is over: why, and whether both sides had ended in order."""
