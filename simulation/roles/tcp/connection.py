"""One TCP connection: the states of RFC 9293 around a sender and a receiver."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulation.roles.role import Role, Timer
from simulation.roles.tcp.congestion import Congestion, Phase
from simulation.roles.tcp.discovery import HEADERS, PathMtuDiscovery
from simulation.roles.tcp.receiver import Receiver
from simulation.roles.tcp.sender import Piece, Sender
from simulation.roles.tcp.states import (
    CLOSING,
    ENDED_HERE,
    ENDED_THERE,
    MOVES,
    OPEN,
    Ends,
    TcpConfig,
    TcpEvents,
    TcpState,
)
from simulation.time import MILLISECOND, SECOND
from simulation.trace import Windows
from simulation.wire import tcp

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulation.kernel.node import Node
    from simulation.kernel.recorder import Packet

DELAYED_ACK = 200 * MILLISECOND
"""At most half a second (RFC 5681 section 4.2)."""
LIFETIME = 120 * SECOND
"""Maximum segment lifetime (RFC 9293 section 3.4.2)."""
LEAST_SYN_PATIENCE = 180 * SECOND
"""RFC 1122 section 4.2.3.5."""
DEFAULT_SEGMENT = 536
"""Where the peer announces none (RFC 9293 section 3.7.1)."""


class CongestionRole(Role):
    """Tells of the phases of a sender's congestion control."""

    moves: ClassVar = dict.fromkeys(Phase, frozenset(Phase))


class Connection(Role):
    """One end of a connection.  Places count from each side's SYN, so they never wrap."""

    moves: ClassVar = MOVES

    def __init__(
        self,
        node: Node,
        name: str,
        ends: Ends,
        config: TcpConfig,
        *,
        mtu: int,
        first_sequence: int,
        emit: Callable[[Connection, tcp.TcpHeader, Piece, tuple[tcp.MssOption, ...]], None],
    ) -> None:
        super().__init__(node, f"tcp {name}", TcpState.CLOSED)
        self.name = name
        self.ends = ends
        self.events = TcpEvents()
        self.config = config
        self.discovery = PathMtuDiscovery(node, name, mtu, config.probing)
        self._announced = min(mtu - HEADERS, config.segment)
        self.sender = Sender(self._announced)
        self.receiver = Receiver(config.window)
        self.congestion = CongestionRole(node, f"congestion {name}", Phase.SLOW_START)
        self._ours = first_sequence
        self._theirs = 0
        self._emit = emit
        self._retransmission = Timer(node, self._expired)
        self._delayed_ack = Timer(node, self._ack_late)
        self._linger = Timer(node, lambda: self._finish("both sides have ended", orderly=True))
        self._waiting_acks = 0
        self._expiries = 0
        self._progress_ns = 0
        self._heard_fin = False

    # -- the application's side -------------------------------------------------------------

    def open(self) -> None:
        """Begin the handshake."""
        self.become(TcpState.SYN_SENT, "the application opens", "RFC 9293 3.5")
        self._send_syn()

    def write(self, octets: bytes) -> None:
        """Append to the stream; no more than `sender.room`."""
        self.sender.write(octets)
        self._output()

    def close(self) -> None:
        """Send no more than what was written, then end."""
        after = CLOSING.get(TcpState(self.state))
        if after is not None:
            self.sender.close()
            self.become(after, "the application has no more to send", "RFC 9293 3.6")
            self._output()

    def abort(self, because: str, spec: str = "") -> None:
        """Break off, telling the peer."""
        if self.state not in (TcpState.CLOSED, TcpState.SYN_SENT):
            self._transmit(Piece(self.sender.nxt, b""), ack=True, rst=True)
        self._finish(because, spec=spec)

    # -- taking segments --------------------------------------------------------------------

    def accept(self, segment: tcp.Segment) -> None:
        """Begin as the passive side with the peer's SYN."""
        self._learn_peer(segment)
        self.become(TcpState.SYN_RECEIVED, "a SYN came", "RFC 9293 3.5")
        self._send_syn()

    def receive(self, segment: tcp.Segment, packet: Packet) -> None:
        """Take a segment of this connection (RFC 9293 section 3.10.7)."""
        if self.state is TcpState.SYN_SENT:
            self._receive_in_syn_sent(segment)
            return
        header = segment.header
        place = _near(header.sequence - self._theirs, self.receiver.expected)
        length = len(segment.payload) + header.fin
        if not self.receiver.accepts(place, length) or header.syn:
            if header.syn and self.state is TcpState.SYN_RECEIVED and not header.ack:
                self._send_syn()
            elif not header.rst:
                self._ack()
            return
        if header.rst:
            if place == self.receiver.expected:
                self._finish("the peer broke off (RST)", spec="RFC 9293 3.10.7.4")
            return
        if header.ack and self._receive_ack(header, length):
            self._receive_data(place, segment, packet)
            self._output()

    def _receive_in_syn_sent(self, segment: tcp.Segment) -> None:
        header = segment.header
        if not header.ack or header.acknowledgment != self._wire(1):
            return
        if header.rst:
            self._finish("connection refused (RST)", spec="RFC 9293 3.10.7.3")
        elif header.syn:
            self._learn_peer(segment)
            self._waiting_acks = 1
            self._established(header)
            self._output()
            if self._waiting_acks:
                self._ack()

    def _learn_peer(self, segment: tcp.Segment) -> None:
        self._theirs = segment.header.sequence
        room = min(self._announced, segment.maximum or DEFAULT_SEGMENT)
        self.sender.congestion = Congestion(self.discovery.begin(room + HEADERS))
        self.sender.window = segment.header.window

    def _established(self, header: tcp.TcpHeader) -> None:
        repeated = self._expiries
        self.sender.acknowledged(1, self._now)
        if repeated:
            # RFC 5681 section 3.1: after a lost SYN the first window is one segment.
            self.sender.congestion.window = self.sender.segment
            self.sender.timeout.begin_data()
        self.sender.window = header.window
        self._expiries = 0
        self._retransmission.stop()
        self.become(TcpState.ESTABLISHED, "the handshake is done", "RFC 9293 3.5")
        self.events.opened()

    def _receive_ack(self, header: tcp.TcpHeader, length: int) -> bool:
        """Take the acknowledgement; return whether the segment is to be looked at further."""
        place = _near(header.acknowledgment - self._ours, self.sender.una)
        if place > self.sender.top:
            self._ack()
            return False
        if self.state is TcpState.SYN_RECEIVED:
            if place < 1:
                return False
            self._established(header)
        sender = self.sender
        same_window = header.window == sender.window
        sender.window = header.window
        if place > sender.una:
            self._progress(place)
        elif (
            place == sender.una
            and sender.flight
            and not length
            and same_window
            and sender.duplicate()
        ):
            self._told("three duplicate acknowledgements: the next segment is lost", "3.2")
            if sender.probe is not None and sender.probe_at_front:
                self.discovery.lost(len(sender.probe.data), self._now)
            self._resend()
        return self.state is not TcpState.CLOSED

    def _progress(self, place: int) -> None:
        probed = self.sender.end_probe(place)
        if probed:
            self.sender.resize(self.discovery.came(probed, self._now))
        lost = self.sender.acknowledged(place, self._now)
        self._expiries = 0
        self._progress_ns = self._now
        if self.sender.flight:
            self._retransmission.start(self.sender.timeout.value)
        else:
            self._retransmission.stop()
        if lost:
            self._resend()
        self._told("acknowledgements come in", "3.1")
        if self.sender.everything_acknowledged:
            self._end_acknowledged()
        else:
            self.events.room()

    def _end_acknowledged(self) -> None:
        after = ENDED_HERE.get(TcpState(self.state))
        if after is TcpState.CLOSED:
            self._finish("both sides have ended", orderly=True)
        elif after is not None:
            self.become(after, "the peer has everything", "RFC 9293 3.6")
            self._await_end()

    def _receive_data(self, place: int, segment: tcp.Segment, packet: Packet) -> None:
        if self.state not in OPEN or not (segment.payload or segment.header.fin):
            return
        in_order = place == self.receiver.expected
        had_gap = self.receiver.gap
        ready = self.receiver.receive(place, segment.payload)
        if segment.header.fin and place + len(segment.payload) == self.receiver.expected:
            self._receive_fin()
        # RFC 5681 section 4.2: every second segment, and at once where something is missing.
        self._waiting_acks += 1
        if not in_order or had_gap or self._heard_fin or self._waiting_acks >= 2:
            self._ack()
        elif not self._delayed_ack.running:
            self._delayed_ack.start(DELAYED_ACK)
        if ready:
            self.events.data(ready, packet)
        if self._heard_fin:
            self.events.ended()

    def _receive_fin(self) -> None:
        self._heard_fin = True
        self.receiver.expected += 1
        self.become(
            ENDED_THERE[TcpState(self.state)], "the peer has no more to send", "RFC 9293 3.6"
        )
        self._await_end()

    def _await_end(self) -> None:
        if self.state is TcpState.TIME_WAIT:
            self._retransmission.stop()
            self._linger.start(2 * LIFETIME)

    # -- sending ----------------------------------------------------------------------------

    @property
    def _now(self) -> int:
        return int(self.node.env.now)

    def _wire(self, place: int) -> int:
        return (self._ours + place) & 0xFFFFFFFF

    def _send_syn(self) -> None:
        if self.sender.top == 0:
            self._progress_ns = self._now
        self.sender.syn_sent(self._now)
        passive = self.state is TcpState.SYN_RECEIVED
        self._transmit(
            Piece(0, b"", again=self._expiries > 0),
            syn=True,
            ack=passive,
            options=(tcp.MssOption(size=self._announced),),
        )
        self._retransmission.start(self.sender.timeout.value)

    def _output(self) -> None:
        """Send what the windows allow."""
        if self.state in (TcpState.CLOSED, TcpState.SYN_SENT, TcpState.SYN_RECEIVED):
            return
        if not self.sender.flight and self._now - self._progress_ns > self.sender.timeout.value:
            self.sender.congestion.idle()
        probe = self.discovery.probe(self._now)
        while (piece := self.sender.next_piece(self._now, probe)) is not None:
            if not self._retransmission.running:
                self._progress_ns = self._now
                self._retransmission.start(self.sender.timeout.value)
            self._send_piece(piece)

    def _resend(self) -> None:
        self._send_piece(self.sender.first_piece(self._now))
        self._retransmission.start(self.sender.timeout.value)

    def _send_piece(self, piece: Piece) -> None:
        self._transmit(piece, ack=True, fin=piece.fin, psh=bool(piece.data))

    def _ack(self) -> None:
        self._transmit(Piece(self.sender.nxt, b""), ack=True)

    def _ack_late(self) -> None:
        self._ack()

    def _transmit(
        self, piece: Piece, *, options: tuple[tcp.MssOption, ...] = (), **flags: bool
    ) -> None:
        self._waiting_acks = 0
        self._delayed_ack.stop()
        acknowledgment = (self._theirs + self.receiver.expected) & 0xFFFFFFFF
        header = tcp.TcpHeader(
            source_port=self.ends.local_port,
            destination_port=self.ends.remote_port,
            sequence=self._wire(piece.place),
            acknowledgment=acknowledgment if flags.get("ack") else 0,
            window=self.receiver.window,
            **flags,
        )
        self._emit(self, header, piece, options)

    # -- trouble ----------------------------------------------------------------------------

    def _expired(self) -> None:
        """Retransmit after silence, or give up (RFC 6298 section 5, RFC 1122 section 4.2.3.5)."""
        handshake = self.state in (TcpState.SYN_SENT, TcpState.SYN_RECEIVED)
        patience = self.config.user_timeout_ns
        if handshake:
            patience = max(patience, LEAST_SYN_PATIENCE)
        silent = self._now - self._progress_ns
        if silent >= patience:
            self.abort(f"no acknowledgement for {silent / SECOND:g} s", "RFC 1122 4.2.3.5")
            return
        waited = self.sender.timeout.value
        self._expiries += 1
        self.node.note(
            f"{self.name}: nothing acknowledged for {waited / SECOND:.3g} s, retransmission"
            f" {self._expiries}",
            "RFC 6298 5.4",
        )
        if handshake:
            self.sender.timeout.back_off()
            self._send_syn()
        else:
            self.sender.resize(self._fitting(self.discovery.silent(self._expiries)))
            self.sender.timed_out(again=self._expiries > 1)
            self._told("the retransmission timer ran out", "3.1")
            self._resend()
        self._retransmission.start(
            min(self.sender.timeout.value, patience - (self._now - self._progress_ns))
        )

    def heard_error(self, code: int, mtu: int, sequence: int, length: int) -> None:
        """Take an ICMP unreachable about a segment (RFC 1122 section 4.2.3.9, RFC 1191).

        *length* is that of the quoted packet in octets.
        """
        place = _near(sequence - self._ours, self.sender.una)
        if not self.sender.una <= place <= self.sender.top:
            return
        if code == 4:
            if self.sender.resize(self._fitting(self.discovery.heard(mtu, length))):
                self._output()
        elif code in (2, 3):
            self._finish("ICMP: the peer cannot be reached", spec="RFC 1122 4.2.3.9")

    def _fitting(self, segment: int) -> int:
        """Return *segment*, or the shorter one that is used already."""
        return min(segment, self.sender.segment)

    def _told(self, because: str, section: str) -> None:
        self.congestion.become(
            self.sender.congestion.phase, f"{because}; {self._windows()}", f"RFC 5681 {section}"
        )

    def _windows(self) -> str:
        congestion = self.sender.congestion
        return Windows(congestion.window, congestion.threshold).words()

    def _finish(self, because: str, *, spec: str = "", orderly: bool = False) -> None:
        if self.state is TcpState.CLOSED:
            return
        for timer in (self._retransmission, self._delayed_ack, self._linger):
            timer.stop()
        self.become(TcpState.CLOSED, because, spec)
        self.events.closed(because, orderly)


def _near(wire: int, reference: int) -> int:
    """Return the place nearest to *reference* that *wire*, counted modulo 2**32, stands for."""
    return reference + ((wire - reference + 0x80000000) & 0xFFFFFFFF) - 0x80000000
