"""TCP at a node: its connections, its listening ports, and what ICMP tells of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simulation.errors import WireError
from simulation.kernel.recorder import Packet, Table, layer
from simulation.roles.tcp.connection import Connection
from simulation.roles.tcp.states import Ends, TcpConfig, TcpEvents, TcpState
from simulation.wire import icmp, ipv4, tcp

if TYPE_CHECKING:
    from simulation.kernel.device import Device
    from simulation.kernel.node import Node
    from simulation.roles.tcp.sender import Piece
    from simulation.trace import Stack
    from simulation.wire.address import Address

Application = Callable[[Connection], TcpEvents]
"""Told of a new connection; returns whom that connection shall tell."""
FIRST_PORT = 49152
MTU = 1500


class TcpStack:
    """Connections of one node; a crash forgets them, and what comes for them then is reset."""

    def __init__(self, node: Node, config: TcpConfig) -> None:
        self.node = node
        self.config = config
        self.connections: dict[Ends, Connection] = {}
        self._listeners: dict[int, tuple[str, Application]] = {}
        self._next_port = FIRST_PORT
        self._sequences = node.stream("tcp/sequence")
        self._table = Table(node.recorder, node.name, "connections")

    def start(self) -> None:
        """Take TCP from now on, with no connection: the node was just switched on."""
        self.connections.clear()
        self.node.protocols[ipv4.TCP] = self._receive
        if self._receive_error not in self.node.icmp.error_listeners:
            self.node.icmp.error_listeners.append(self._receive_error)

    def stop(self) -> None:
        """Forget every connection without a word to anybody."""
        self.connections.clear()

    def listen(self, port: int, name: str, application: Application) -> None:
        """Let peers connect to *port*; connections are called *name*."""
        self._listeners[port] = (name, application)

    def connect(
        self, name: str, local: Address, remote: Address, port: int, application: Application
    ) -> Connection:
        """Open a connection from a port that was not used before."""
        ends = Ends(local, self._next_port, remote, port)
        self._next_port += 1
        connection = self._add(name, ends, application)
        connection.open()
        return connection

    def _add(self, name: str, ends: Ends, application: Application) -> Connection:
        connection = Connection(
            self.node,
            name,
            ends,
            self.config,
            mtu=MTU,
            first_sequence=int.from_bytes(self._sequences.octets(4), "big"),
            emit=self._emit,
        )
        connection.events = application(connection)
        self.connections[ends] = connection
        return connection

    # -- in ---------------------------------------------------------------------------------

    def _receive(self, packet: Packet, _device: Device | None) -> None:
        octets = packet.octets
        source, destination = ipv4.source(octets), ipv4.destination(octets)
        try:
            segment = tcp.parse(ipv4.payload(octets), source, destination)
        except WireError as error:
            self.node.drop(packet, "malformed", str(error), "RFC 9293 3.1")
            return
        header = segment.header
        ends = Ends(destination, header.destination_port, source, header.source_port)
        connection = self.connections.get(ends)
        if connection is not None and connection.state is not TcpState.CLOSED:
            connection.receive(segment, packet)
            self._show(connection)
        elif header.syn and not header.ack and ends.local_port in self._listeners:
            self._accept(ends, segment)
        else:
            self._refuse(ends, segment, packet)

    def _accept(self, ends: Ends, segment: tcp.Segment) -> None:
        name, application = self._listeners[ends.local_port]
        self._add(name, ends, application).accept(segment)

    def _refuse(self, ends: Ends, segment: tcp.Segment, packet: Packet) -> None:
        """Answer what belongs to no connection with RST (RFC 9293 section 3.10.7.1)."""
        header = segment.header
        self.node.drop(
            packet,
            "no-connection",
            f"no connection with {ends.remote}:{ends.remote_port}",
            "RFC 9293 3.10.7.1",
        )
        if header.rst:
            return
        end = header.sequence + len(segment.payload) + header.syn + header.fin
        reset = tcp.TcpHeader(
            source_port=ends.local_port,
            destination_port=ends.remote_port,
            sequence=header.acknowledgment if header.ack else 0,
            acknowledgment=0 if header.ack else end & 0xFFFFFFFF,
            rst=True,
            ack=not header.ack,
            window=0,
        )
        self._send(ends, reset, b"", (), "TCP RST: no such connection here", "")

    def _receive_error(
        self, kind: int, code: int, mtu: int, quoted: bytes, _packet: Packet
    ) -> None:
        if kind != icmp.UNREACHABLE or len(quoted) < 28 or ipv4.protocol(quoted) != ipv4.TCP:
            return
        head = ipv4.payload(quoted)
        ends = Ends(
            ipv4.source(quoted),
            int.from_bytes(head[:2], "big"),
            ipv4.destination(quoted),
            int.from_bytes(head[2:4], "big"),
        )
        connection = self.connections.get(ends)
        if connection is not None and connection.state is not TcpState.CLOSED:
            length = int.from_bytes(quoted[2:4], "big")
            connection.heard_error(code, mtu, int.from_bytes(head[4:8], "big"), length)
            self._show(connection)

    # -- out --------------------------------------------------------------------------------

    def _emit(
        self,
        connection: Connection,
        header: tcp.TcpHeader,
        piece: Piece,
        options: tuple[tcp.MssOption, ...],
    ) -> None:
        again = ", again" if piece.again else ""
        if piece.data:
            first = piece.place - 1
            what = f"octets {first} to {first + len(piece.data) - 1}"
        else:
            flags = [name.upper() for name in ("syn", "rst", "fin", "ack") if getattr(header, name)]
            what = " ".join(flags)
        # What carries no data belongs to no flow: its loss is no loss of data.
        flow = connection.machine if piece.data else ""
        purpose = f"{connection.machine}: {what}{again}"
        self._send(connection.ends, header, piece.data, options, purpose, flow)

    def _send(
        self,
        ends: Ends,
        header: tcp.TcpHeader,
        data: bytes,
        options: tuple[tcp.MssOption, ...],
        purpose: str,
        flow: str,
    ) -> None:
        node = self.node
        body = tcp.segment(ends.local, ends.remote, header, data, options)
        octets = ipv4.packet(
            ends.local,
            ends.remote,
            ipv4.TCP,
            body,
            identification=node.next_identification(),
            dont_fragment=True,
        )
        layers: Stack = (
            layer("ipv4", "data", 20),
            layer("tcp", "data", len(body) - len(data)),
        )
        if data:
            layers += (layer("data", "data", len(data)),)
        node.send(node.recorder.packet(octets, layers, purpose, flow=flow))

    def _show(self, connection: Connection) -> None:
        ends, sender = connection.ends, connection.sender
        key = f"{ends.local}:{ends.local_port} > {ends.remote}:{ends.remote_port}"
        self._table.put(
            key,
            state=str(connection.state),
            congestion=str(sender.congestion.phase),
            segment_octets=sender.segment,
            path_mtu=connection.discovery.path_mtu,
        )
