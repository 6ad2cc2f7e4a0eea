"""A bulk transfer over TCP: records at a steady pace, or as fast as the path takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.errors import WireError
from simulation.roles.role import Timer
from simulation.roles.tcp.states import TcpEvents
from simulation.time import SECOND
from simulation.trace import ConnectionLost, Delivered, TransferFinished
from simulation.wire import application

if TYPE_CHECKING:
    from simulation.kernel.node import Node
    from simulation.kernel.recorder import Packet
    from simulation.roles.tcp.connection import Connection
    from simulation.roles.tcp.stack import TcpStack
    from simulation.wire.address import Address

FIRST_PORT = 5001
RECORD = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferConfig:
    """What is transferred: *octets* in all, at *rate_bps* (0: as fast as TCP goes).

    *name* says from where to where; *number* and *direction* stand in every record.
    """

    name: str
    number: int
    direction: int
    octets: int
    rate_bps: int
    start_ns: int

    @property
    def flow(self) -> str:
        """The name of the flow in the trace."""
        return f"tcp {self.name}"

    @property
    def port(self) -> int:
        """The port that the passive side listens on."""
        return FIRST_PORT + self.number

    @property
    def period_ns(self) -> int:
        """Time from record to record."""
        return RECORD * 8 * SECOND // self.rate_bps if self.rate_bps else 0


class Writer:
    """Writes the records of one connection, each of which says when it was written."""

    def __init__(self, node: Node, connection: Connection, config: TransferConfig) -> None:
        self.node = node
        self.connection = connection
        self.config = config
        self._written = 0
        self._number = 0
        self._owed = 0
        self._timer = Timer(node, self._beat)

    def begin(self) -> None:
        """Write the first record, and go on."""
        if self.config.period_ns:
            self._beat()
        else:
            self._owed = -(-self.config.octets // RECORD)
            self.go_on()

    def stop(self) -> None:
        """Write no more."""
        self._owed = 0
        self._timer.stop()

    def _beat(self) -> None:
        self._owed += 1
        self.go_on()
        if self._written < self.config.octets:
            self._timer.start(self.config.period_ns)

    def go_on(self) -> None:
        """Write what is due, as far as TCP has room for it."""
        while self._owed and (size := min(RECORD, self.config.octets - self._written)) > 0:
            if size > self.connection.sender.room:
                return
            self._owed -= 1
            self._written += max(size, application.MINIMUM_OCTETS)
            record = application.payload(
                direction=self.config.direction,
                flow=self.config.number,
                number=self._number,
                sent_ns=int(self.node.env.now),
                octets=size,
            )
            self._number += 1
            self.connection.write(record)
        if self._written >= self.config.octets:
            self.connection.close()


class Reader:
    """Takes the stream apart into records and tells of each that it is whole."""

    def __init__(self, node: Node, config: TransferConfig) -> None:
        self.node = node
        self.config = config
        self._buffer = b""
        self._taken = 0
        self._begun_ns = int(node.env.now)

    def receive(self, octets: bytes, packet: Packet) -> None:
        """Take the next octets of the stream."""
        self._buffer += octets
        while len(self._buffer) >= RECORD:
            self._record(self._buffer[:RECORD], packet)
            self._buffer = self._buffer[RECORD:]
        left = max(self.config.octets - self._taken, application.MINIMUM_OCTETS)
        if self._buffer and len(self._buffer) >= left:
            self._record(self._buffer, packet)
            self._buffer = b""

    def _record(self, octets: bytes, packet: Packet) -> None:
        try:
            head = application.parse(octets)
        except WireError as error:
            self.node.drop(packet, "malformed", str(error))
            return
        self.node.recorder.record(
            Delivered(
                self.node.name, packet.id, self.config.flow, self._taken, len(octets), head.sent_ns
            )
        )
        self._taken += len(octets)

    def finish(self) -> None:
        """Say what the stream came to, now that it has ended."""
        took = max(1, int(self.node.env.now) - self._begun_ns)
        self.node.recorder.record(
            TransferFinished(self.node.name, self.config.flow, self._taken, took)
        )


def end_of(node: Node, connection: Connection, config: TransferConfig, *, sends: bool) -> TcpEvents:
    """Return what one end of a transfer does with its connection."""

    def closed(because: str, orderly: bool) -> None:  # noqa: FBT001 a callback's shape
        if not orderly:
            node.recorder.record(ConnectionLost(node.name, config.flow, because))

    if sends:
        writer = Writer(node, connection, config)

        def over(because: str, orderly: bool) -> None:  # noqa: FBT001 a callback's shape
            writer.stop()
            closed(because, orderly)

        return TcpEvents(opened=writer.begin, room=writer.go_on, closed=over)
    reader = Reader(node, config)

    def ended() -> None:
        reader.finish()
        connection.close()

    return TcpEvents(data=reader.receive, ended=ended, closed=closed)


class TransferServer:
    """The passive end: takes connections for as long as its node runs."""

    def __init__(self, stack: TcpStack, config: TransferConfig, *, sends: bool) -> None:
        self.stack = stack
        self.config = config
        self.sends = sends

    def start(self) -> None:
        """Listen."""
        node, config = self.stack.node, self.config
        self.stack.listen(
            config.port,
            config.name,
            lambda connection: end_of(node, connection, config, sends=self.sends),
        )

    def stop(self) -> None:
        """Do nothing: the node's connections end with its power."""


class TransferClient:
    """The active end: opens one connection a while after its node was switched on."""

    def __init__(
        self,
        stack: TcpStack,
        local: Address,
        remote: Address,
        config: TransferConfig,
        *,
        sends: bool,
    ) -> None:
        self.stack = stack
        self.local = local
        self.remote = remote
        self.config = config
        self.sends = sends
        self._timer = Timer(stack.node, self._connect)

    def start(self) -> None:
        """Connect after the time that the transfer waits."""
        self._timer.start(self.config.start_ns)

    def stop(self) -> None:
        """Connect no more."""
        self._timer.stop()

    def _connect(self) -> None:
        node, config = self.stack.node, self.config
        self.stack.connect(
            config.name,
            self.local,
            self.remote,
            config.port,
            lambda connection: end_of(node, connection, config, sends=self.sends),
        )
