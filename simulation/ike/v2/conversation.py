"""The messages of an IKEv2 association: Message IDs, sealing, repetition (RFC 7296 section 2).

The window is one request each way.  A response is kept until the next request comes, and a
copy of the request gets the same octets again, at the address that it came from this time.
"""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from simulation.crypto.ikev2_keys import IkeSaKeys, open_sealed, seal
from simulation.errors import CheckError, PolicyError, WireError
from simulation.ike.association import Path
from simulation.ike.configuration import Configuration
from simulation.ike.happenings import Datagram, Outbox
from simulation.ike.message import Message
from simulation.ike.retransmission import Retransmitter
from simulation.ike.rules import Label
from simulation.ike.session import Registry, Session
from simulation.ike.v2.rules import IKE_AUTH, IKE_SA_INIT, RULES
from simulation.ike.v2.task import DenialError, Payloads, Request, notify
from simulation.wire.ikev2 import SK, payloads
from simulation.wire.isakmp import HEADER_OCTETS, IsakmpHeader, Node, Part, Structure, join, message

_NAMED_IKE = frozenset({IKE_SA_INIT, IKE_AUTH})
"""Exchanges whose own names say that they are IKE's."""


class Conversation(Session):
    """Requests and responses between two peers under one pair of SPIs."""

    def __init__(
        self,
        configuration: Configuration,
        path: Path,
        outbox: Outbox,
        *,
        spi: bytes,
        initiator: bool,
        registry: Registry,
    ) -> None:
        super().__init__(
            spi.hex(), configuration, path, outbox, initiator=initiator, registry=registry
        )
        self.spi_i = spi
        self.spi_r = bytes(8)
        self.suite = configuration.algorithms.ike
        self.keys: IkeSaKeys | None = None
        self.asking: Request | None = None
        """The request that waits for its response."""
        self.timer = Retransmitter()
        self.waiting: list[Request] = []
        self._next_request = 0
        self._expected = 0
        self._answered = b""
        self._answer: Datagram | None = None

    @property
    def spis(self) -> bytes:
        """Both SPIs, the initiator's first."""
        return self.spi_i + self.spi_r

    @property
    def key_id(self) -> str:
        """Id of this association's keys in the trace."""
        return f"ikev2:{self.spi_i.hex()}:{self.spi_r.hex()}"

    @abstractmethod
    def answer(self, message: Message, path: Path, now_ns: int) -> Payloads:
        """Return the response to a request that obeys its rule."""

    @abstractmethod
    def answered(self, now_ns: int) -> None:
        """Do what a response left to be done once it was sent."""

    @abstractmethod
    def arrived_by(self, path: Path) -> None:
        """Learn by which path an authentic message came."""

    # -- requests of ours --------------------------------------------------------------------

    def request(self, task: Request, now_ns: int) -> None:
        """Make a request as soon as none is open."""
        self.waiting.append(task)
        self._next(now_ns)

    def _next(self, now_ns: int) -> None:
        self.waiting = [each for each in self.waiting if each.stands()]
        if self.asking is not None or not self.waiting or self.finished:
            return
        task = self.asking = self.waiting.pop(0)
        number, self._next_request = self._next_request, self._next_request + 1
        label = task.label or RULES[task.exchange, False].label
        head = self._head(task.exchange, number, response=False)
        datagram = self._seal(head, task.build(), self.path, label)
        self.sent_request(datagram.payload)
        self.outbox.datagrams.append(datagram)
        self.timer.start(datagram, self.configuration.backoff, now_ns)

    def sent_request(self, octets: bytes) -> None:
        """Learn what the newest request looks like on the wire."""

    def readdress(self, now_ns: int) -> None:
        """Go on repeating the open request, by the path that is in use now."""
        if self.asking is None or self.timer.datagram is None:
            return
        datagram = self.path.carry(self.timer.datagram)
        self.outbox.datagrams.append(datagram)
        self.timer.start(datagram, self.configuration.backoff, now_ns)

    def repeat(self, now_ns: int) -> None:
        """Send the open request again if that is due, or give it up.

        It goes by the path that is in use now (RFC 4555 section 3.5).
        """
        due = self.timer.due_ns
        if due is None or due > now_ns:
            return
        again = self.timer.again(now_ns)
        if again is not None:
            self.outbox.datagrams.append(self.path.carry(again))
            return
        task, self.asking = self.asking, None
        if task is not None:
            task.abandoned(now_ns)

    # -- what arrives ------------------------------------------------------------------------

    def receive(self, octets: bytes, header: IsakmpHeader, path: Path, now_ns: int) -> None:
        """Take one message in; raise `WireError`, `CheckError` or `PolicyError` to refuse it."""
        if header.major != 2:
            raise WireError("another major version within one association")
        if header.from_initiator is self.initiator:
            raise WireError("IKEv2: the I flag says that we sent this ourselves")
        opening = header.exchange == IKE_SA_INIT
        if not opening and header.responder != int.from_bytes(self.spi_r, "big"):
            raise WireError("IKEv2: the responder's SPI is not this association's")
        if header.response:
            self._take_response(octets, header, path, now_ns)
        else:
            self._take_request(octets, header, path, now_ns)

    def _take_response(self, octets: bytes, header: IsakmpHeader, path: Path, now_ns: int) -> None:
        task = self.asking
        if task is None or header.message_id != self._next_request - 1:
            return  # a copy of a response that was taken
        if task.exchange != header.exchange:
            raise WireError("IKEv2: a response of another exchange")
        opened = self._open(octets, header)
        self._accept(header, path, now_ns)
        task.process(opened, path, now_ns)
        self.timer.stop()
        self.asking = None
        self._next(now_ns)

    def _take_request(self, octets: bytes, header: IsakmpHeader, path: Path, now_ns: int) -> None:
        if octets == self._answered:
            if self._answer is not None:
                self.outbox.datagrams.append(path.carry(self._answer))
            return
        if header.message_id != self._expected:
            if header.message_id < self._expected:
                return
            raise PolicyError(f"IKEv2: Message ID {header.message_id} is outside the window")
        opened = self._open(octets, header)
        self._accept(header, path, now_ns)
        denial = None
        try:
            parts = self.answer(opened, path, now_ns)
        except DenialError as error:
            denial = error
            parts = [notify(error.notification, esp_spi=error.esp_spi)]
        head = self._head(header.exchange, header.message_id, response=True)
        label = RULES[header.exchange, True].label
        self._expected += 1
        self._answered = octets
        self._answer = self._seal(head, parts, path, label)
        self.outbox.datagrams.append(self._answer)
        if denial is not None:
            self.denied(denial)
            raise denial
        self.answered(now_ns)
        self._next(now_ns)

    def denied(self, denial: DenialError) -> None:
        """Learn that a request was refused."""
        if denial.fatal:
            self.end(str(denial))

    def _accept(self, header: IsakmpHeader, path: Path, now_ns: int) -> None:
        self.heard_ns = now_ns
        if header.exchange != IKE_SA_INIT:
            self.arrived_by(path)

    def _open(self, octets: bytes, header: IsakmpHeader) -> Message:
        rule = RULES.get((header.exchange, header.response))
        if rule is None:
            raise WireError(f"IKEv2: exchange type {header.exchange} is not supported")
        nodes = payloads(header.next_payload, octets)
        sealed = bool(nodes) and nodes[-1].kind == SK
        clear = octets
        if sealed:
            if self.keys is None or len(nodes) > 1:
                raise WireError(f"{rule.name}: encrypted before there are keys, or only in part")
            inside = open_sealed(self.suite, octets, nodes[0].start, self._keys(own=False))
            clear = octets[:HEADER_OCTETS] + inside
            nodes = payloads(octets[nodes[0].start], clear)
        nodes = [node for node in nodes if _known(node)]
        rule.check([node.kind for node in nodes], encrypted=sealed)
        return Message(header, nodes, clear)

    # -- sealing -----------------------------------------------------------------------------

    def _keys(self, *, own: bool) -> tuple[bytes, bytes]:
        if self.keys is None:
            raise CheckError("IKEv2: there are no keys yet")
        if own is self.initiator:
            return self.keys.sk_ei, self.keys.sk_ai
        return self.keys.sk_er, self.keys.sk_ar

    def _head(self, exchange: int, number: int, *, response: bool) -> IsakmpHeader:
        return IsakmpHeader(
            initiator=int.from_bytes(self.spi_i, "big"),
            responder=int.from_bytes(self.spi_r, "big"),
            major=2,
            exchange=exchange,
            response=response,
            from_initiator=self.initiator,
            message_id=number,
        )

    def _seal(
        self, head: IsakmpHeader, parts: Sequence[Sequence[Part]], path: Path, label: Label
    ) -> Datagram:
        first, inside = join(parts)
        clear = message(replace(head, next_payload=first), inside)
        purpose = label.name if head.exchange in _NAMED_IKE else f"IKE {label.name}"
        if head.exchange == IKE_SA_INIT:
            return Datagram(clear, *path, purpose, label.message, "", clear)
        octets = seal(
            self.suite,
            head.encode(),
            first,
            inside,
            keys=self._keys(own=True),
            iv=self.configuration.stream("iv").octets(self.suite.block_octets),
        )
        return Datagram(octets, *path, purpose, label.message, self.key_id, clear)


def _known(node: Node) -> bool:
    """Tell whether a payload is understood; raise `WireError` for one that may not be ignored."""
    if type(node.header).__name__ != "UnknownPayload":
        return True
    if isinstance(node.header, Structure) and getattr(node.header, "critical", False):
        raise WireError(f"IKEv2: payload {node.kind} is critical and not understood")
    return False
