"""The messages of an IKEv1 association: exchanges, encryption, the IV chain, and copies.

RFC 2409 appendix B chains one IV through phase 1 and one through every later exchange.  A
message moves its chain only once it has proved authentic, so that forged and damaged
octets leave everything as it was.
"""

from abc import abstractmethod
from collections.abc import Sequence

from simulation.crypto.cipher import cbc_decrypt, cbc_encrypt
from simulation.crypto.ikev1_keys import Phase1Keys, exchange_iv, message_hash
from simulation.crypto.prf import same
from simulation.errors import CheckError, PolicyError, WireError
from simulation.ike.association import Path
from simulation.ike.configuration import Configuration
from simulation.ike.happenings import Datagram, Outbox
from simulation.ike.message import Message
from simulation.ike.retransmission import Retransmitter
from simulation.ike.rules import Label
from simulation.ike.session import Registry, Session
from simulation.ike.v1.task import Step, Task
from simulation.wire.ikev1 import HASH, payloads
from simulation.wire.isakmp import HEADER_OCTETS, IsakmpHeader, Part, join, message

_REMEMBERED = 32
"""Finished exchanges that are kept, so that copies of their messages are recognised."""


class Exchange:
    """What is kept for one task: its Message ID, IV chain and last messages."""

    __slots__ = (
        "answer",
        "due_ns",
        "finished",
        "heard",
        "iv",
        "last",
        "message_id",
        "task",
        "timer",
    )

    def __init__(self, task: Task, message_id: int, iv: bytes) -> None:
        self.task = task
        self.message_id = message_id
        self.iv = iv
        self.heard: set[bytes] = set()
        self.last = b""
        """The newest message that was accepted."""
        self.answer: Datagram | None = None
        """What was sent in answer to it."""
        self.timer = Retransmitter()
        self.due_ns: int | None = None
        self.finished = False


class Conversation(Session):
    """The exchanges that two peers hold under one pair of cookies."""

    def __init__(
        self,
        configuration: Configuration,
        path: Path,
        outbox: Outbox,
        *,
        cookie: bytes,
        initiator: bool,
        registry: Registry,
    ) -> None:
        super().__init__(
            cookie.hex(), configuration, path, outbox, initiator=initiator, registry=registry
        )
        self.cookie_i = cookie
        self.cookie_r = bytes(8)
        self.suite = configuration.algorithms.ike
        self.keys: Phase1Keys | None = None
        self.exchanges: dict[int, Exchange] = {}

    @property
    def cookies(self) -> bytes:
        """Both cookies, the initiator's first."""
        return self.cookie_i + self.cookie_r

    @property
    def key_id(self) -> str:
        """Id of this association's key in the trace."""
        return f"ikev1:{self.cookie_i.hex()}:{self.cookie_r.hex()}"

    @abstractmethod
    def answer_to(self, exchange: int) -> Task:
        """Return the task that answers an exchange which the peer begins, or raise."""

    @abstractmethod
    def arrived_by(self, path: Path, *, encrypted: bool) -> None:
        """Learn by which path an acceptable message came."""

    def open_phase_1(self, task: Task) -> Exchange:
        """Return phase 1's exchange with its task."""
        exchange = self.exchanges[0] = Exchange(task, 0, b"")
        return exchange

    def chain_from(self, iv: bytes) -> None:
        """Begin phase 1's chain with *iv* (RFC 2409 appendix B)."""
        self.exchanges[0].iv = iv

    def begin(self, task: Task, now_ns: int) -> Datagram | None:
        """Begin an exchange of its own for *task*; return its first message."""
        message_id = 0
        while message_id == 0 or message_id in self.exchanges:
            drawn = self.configuration.stream("message-id").octets(4)
            message_id = int.from_bytes(drawn, "big")
        exchange = Exchange(task, message_id, self._first_iv(message_id))
        self._remember(exchange)
        return self.follow(exchange, task.build(now_ns), now_ns)

    def receive(self, octets: bytes, header: IsakmpHeader, path: Path, now_ns: int) -> None:
        """Take one message in; raise `WireError`, `CheckError` or `PolicyError` to refuse it."""
        exchange = self._exchange_of(header)
        if octets in exchange.heard:
            self._copy(exchange, octets, path)
            return
        self._check_header(header, exchange)
        clear, iv = self._open(octets, header, exchange)
        # Only the task can tell whether phase 1's own encrypted messages are authentic; of all
        # others that is known by now, and what answers them goes to where they came from.
        proves_itself = header.encrypted and not exchange.message_id
        if not proves_itself:
            self.arrived_by(path, encrypted=header.encrypted)
        step = exchange.task.process(clear, now_ns)
        self._remember(exchange)
        exchange.heard.add(octets)
        exchange.last = octets
        exchange.answer = None
        exchange.timer.stop()
        exchange.task.turn += 1
        self.heard_ns = now_ns
        if header.encrypted:
            exchange.iv = iv
        if proves_itself:
            self.arrived_by(path, encrypted=True)
        self.follow(exchange, step, now_ns)

    def _exchange_of(self, header: IsakmpHeader) -> Exchange:
        if header.major != 1:
            raise WireError("another major version within one association")
        known = self.exchanges.get(header.message_id)
        if known is None:
            task = self.answer_to(header.exchange)
            return Exchange(task, header.message_id, self._first_iv(header.message_id))
        if known.task.exchange != header.exchange:
            raise WireError(f"exchange type {header.exchange} under another's Message ID")
        return known

    def _copy(self, exchange: Exchange, octets: bytes, path: Path) -> None:
        """Answer a copy as its original, at the address that it came from this time."""
        # A side whose own timer runs leaves copies alone: two such would never stop answering.
        answer = exchange.answer or exchange.task.reply
        if octets == exchange.last and answer and exchange.timer.due_ns is None:
            self.outbox.datagrams.append(path.carry(answer))

    def _check_header(self, header: IsakmpHeader, exchange: Exchange) -> None:
        opening = exchange.message_id == 0 and exchange.task.turn <= 1
        if not opening and header.responder != int.from_bytes(self.cookie_r, "big"):
            raise WireError("the responder's cookie is not this association's")
        if exchange.finished or exchange.due_ns is not None:
            raise PolicyError(f"{exchange.task.rule.name}: that exchange takes no more messages")

    def _open(
        self, octets: bytes, header: IsakmpHeader, exchange: Exchange
    ) -> tuple[Message, bytes]:
        """Return the message in clear, and the IV of the one after it."""
        rule = exchange.task.rule
        clear, iv = octets, exchange.iv
        if header.encrypted:
            clear, iv = self._decrypt(octets, iv)
        try:
            nodes = payloads(header.next_payload, clear)
            rule.check([node.kind for node in nodes], encrypted=header.encrypted)
        except WireError as error:
            if not header.encrypted:
                raise
            raise CheckError(
                f"{rule.name}: decrypts to nonsense; the keys differ or octets were changed"
            ) from error
        opened = Message(header, nodes, clear)
        if exchange.message_id:
            self._check_hash(exchange, opened)
        return opened, iv

    def _decrypt(self, octets: bytes, iv: bytes) -> tuple[bytes, bytes]:
        sealed = octets[HEADER_OCTETS:]
        if self.keys is None or not iv or not sealed:
            raise WireError("encrypted before there are keys, or empty")
        opened = cbc_decrypt(self.suite.cipher, self.keys.encryption, iv, sealed)
        return octets[:HEADER_OCTETS] + opened, sealed[-self.suite.block_octets :]

    def _check_hash(self, exchange: Exchange, clear: Message) -> None:
        first = clear.nodes[0]
        covered = clear.octets[first.end : clear.nodes[-1].end]
        expected = self._hash(exchange, covered)
        if first.kind != HASH or not same(clear.body(first), expected):
            raise CheckError(f"{exchange.task.rule.name}: the HASH does not match")

    def _hash(self, exchange: Exchange, covered: bytes) -> bytes:
        if self.keys is None:
            raise PolicyError("phase 1 is not complete")
        seed = exchange.task.seed(exchange.message_id.to_bytes(4, "big"))
        return message_hash(self.suite, self.keys, seed + covered)

    def follow(self, exchange: Exchange, step: Step, now_ns: int) -> Datagram | None:
        """Do what a task asked for: send, wait, or end its exchange; return what was sent."""
        datagram = None
        exchange.due_ns = step.due_ns
        if step.payloads is not None:
            datagram = self._seal(exchange, step.payloads, step.label)
            exchange.answer = datagram if exchange.last else None
            exchange.task.turn += 1
            self.outbox.datagrams.append(datagram)
            if step.expects:
                policy = step.backoff or self.configuration.backoff
                exchange.timer.start(datagram, policy, now_ns)
        if step.finished and not exchange.finished:
            exchange.finished = True
            exchange.task.completed(now_ns)
        return datagram

    def _seal(
        self, exchange: Exchange, parts: Sequence[Sequence[Part]], label: Label | None
    ) -> Datagram:
        first, rest = join(parts)
        rule = exchange.task.rule
        label = label or rule.label
        if exchange.message_id:
            value = self._hash(exchange, rest)
            rest = bytes([first, 0]) + (4 + len(value)).to_bytes(2, "big") + value + rest
            first = HASH
        head = IsakmpHeader(
            initiator=int.from_bytes(self.cookie_i, "big"),
            responder=int.from_bytes(self.cookie_r, "big"),
            next_payload=first,
            exchange=exchange.task.exchange,
            encrypted=rule.encrypted,
            message_id=exchange.message_id,
        )
        if not rule.encrypted or self.keys is None:
            clear = message(head, rest)
            return self._datagram(clear, label, "", clear)
        padded = rest + bytes(-len(rest) % self.suite.block_octets)
        sealed = cbc_encrypt(self.suite.cipher, self.keys.encryption, exchange.iv, padded)
        exchange.iv = sealed[-self.suite.block_octets :]
        return self._datagram(message(head, sealed), label, self.key_id, message(head, padded))

    def _datagram(self, payload: bytes, label: Label, key: str, plaintext: bytes) -> Datagram:
        path = self.path
        return Datagram(
            payload,
            path.local,
            path.local_port,
            path.peer,
            path.peer_port,
            f"IKE {label.name}",
            label.message,
            key,
            plaintext,
        )

    def _first_iv(self, message_id: int) -> bytes:
        return exchange_iv(self.suite, self.exchanges[0].iv, message_id)

    def _remember(self, exchange: Exchange) -> None:
        self.exchanges.setdefault(exchange.message_id, exchange)
        over = [number for number, each in self.exchanges.items() if number and each.finished]
        for number in over[:-_REMEMBERED]:
            del self.exchanges[number]
