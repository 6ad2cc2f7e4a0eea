"""Two hosts and a router between them, a stream from one host to the other, and what got lost."""

from simulation.roles.tcp.stack import TcpStack
from simulation.roles.tcp.states import TcpConfig, TcpEvents
from simulation.trace import Noted, Sent, StateChanged
from simulation.wire import ipv4, tcp
from tests.simulation.small_world import address, routed

PORT = 80
A, B = address("10.0.0.1"), address("10.0.1.1")


class Stream:
    """``a`` connects to ``b`` and sends *data*; *loses* tells the router what to drop."""

    def __init__(self, data=b"", *, loses=lambda number, segment: False, config=None, **shape):
        shape = {"delay_ns": 50_000_000, "rate_bps": 10_000_000} | shape
        self.world, self.a, self.router, self.b = routed(**shape)
        self.stacks = [TcpStack(node, config or TcpConfig()) for node in (self.a, self.b)]
        for stack in self.stacks:
            stack.start()
        self.data = data
        self.received = b""
        self.closed = {}
        self.opened = []
        self.passive = None
        self._left = data
        self._loses = loses
        self._number = {A: 0, B: 0}
        self.router.filters.append(self._filter)
        self.stacks[1].listen(PORT, "stream", self._accept)
        self.active = self.stacks[0].connect("stream", A, B, PORT, self._open)

    def _filter(self, packet, inbound, outbound):
        octets = packet.octets
        if ipv4.protocol(octets) != ipv4.TCP:
            return ""
        source = ipv4.source(octets)
        segment = tcp.parse(ipv4.payload(octets), source, ipv4.destination(octets))
        number = self._number[source]
        self._number[source] += 1
        return "lost on purpose" if self._loses((source == B, number), segment) else ""

    def _open(self, connection):
        return TcpEvents(
            opened=lambda: self._write(connection),
            room=lambda: self._write(connection),
            ended=lambda: None,
            closed=lambda *why: self.closed.update(a=why),
        )

    def _write(self, connection):
        room = connection.sender.room
        piece, self._left = self._left[:room], self._left[room:]
        if piece:
            connection.write(piece)
        if not self._left:
            connection.close()

    def _accept(self, connection):
        self.passive = connection

        def take(octets, packet):
            self.received += octets

        return TcpEvents(
            opened=lambda: self.opened.append(connection),
            data=take,
            ended=connection.close,
            closed=lambda *why: self.closed.update(b=why),
        )

    def run(self, until):
        self.world.run(until)
        return self

    def segments(self, link="left"):
        """Return time, direction and segment of everything on a link."""
        found = []
        for each in self.world.events(Sent):
            frame = self.world.trace.frames[each.frame]
            packet = frame[14:]
            if each.link == link and frame[12:14] == b"\x08\x00" and packet[9] == ipv4.TCP:
                source = ipv4.source(packet)
                segment = tcp.parse(ipv4.payload(packet), source, ipv4.destination(packet))
                found.append((each.at_ns, source == A, segment))
        return found

    def machine(self, node, name="tcp stream"):
        """Return the states that a machine went through."""
        return [each.new for each in self.world.events(StateChanged, node) if each.machine == name]

    def notes(self, node="a"):
        return [each.text for each in self.world.events(Noted, node)]


def pattern(octets):
    """Return octets that tell where they belong."""
    return b"".join(number.to_bytes(4, "big") for number in range(-(-octets // 4)))[:octets]
