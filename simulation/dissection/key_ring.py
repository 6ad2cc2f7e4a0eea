"""The keys that somebody holds, read from a trace, and what can be opened with them.

Opening here is reading: no replay window moves, nothing is accepted or refused.  What a role
may do with a packet is the business of its own security associations.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from simulation.crypto.cipher import cbc_decrypt
from simulation.crypto.prf import digest, prf, same
from simulation.crypto.suites import SUITES, Suite
from simulation.errors import WireError
from simulation.trace import KeyHeld, Trace
from simulation.wire import ikev1, isakmp, mobile_ip


@dataclass(frozen=True, slots=True)
class HeldKey:
    """One node's holding of one key, from a moment (ns) on."""

    at_ns: int
    node: str
    key: str
    algorithm: str
    secret: Mapping[str, bytes]
    binding: Mapping[str, str]


class Opened(NamedTuple):
    """What a key made of sealed octets: the clear ones, and where the sealed ones lay."""

    key: str
    clear: bytes
    iv_octets: int
    icv_octets: int


class KeyRing:
    """Keys by what they belong to.  An empty ring opens nothing."""

    def __init__(self, held: Sequence[HeldKey] = (), ivs: "Ikev1Vectors | None" = None) -> None:
        self.held = tuple(held)
        self._vectors = ivs
        self._by_binding: dict[tuple[str, int], list[HeldKey]] = {}
        for each in self.held:
            for name in _places(each):
                place = self._by_binding.setdefault(name, [])
                if all(each.key != other.key or each.secret != other.secret for other in place):
                    place.append(each)

    @classmethod
    def from_trace(cls, trace: Trace) -> Self:
        """Return every key that any node of *trace* came to hold."""
        held = []
        for _, event in trace.of(KeyHeld):
            octets = {name: bytes.fromhex(value) for name, value in event.secret.items()}
            held.append(
                HeldKey(event.at_ns, event.node, event.key, event.algorithm, octets, event.binding)
            )
        return cls(held, Ikev1Vectors(trace.frames, held))

    def held_by(self, node: str, at_ns: int | None = None) -> "KeyRing":
        """Return what *node* held at *at_ns*, or at the end; keys are never forgotten."""
        return KeyRing(
            [
                each
                for each in self.held
                if each.node == node and (at_ns is None or each.at_ns <= at_ns)
            ],
            self._vectors,
        )

    def esp(self, spi: int) -> Sequence[HeldKey]:
        """Return the keys under *spi*; more than one where numbers collide."""
        return self._by_binding.get(("esp", spi), ())

    def open_esp(self, octets: bytes) -> Opened | None:
        """Open ESP from the SPI to the ICV; `None` where no key fits or the ICV is wrong."""
        for held in self.esp(int.from_bytes(octets[:4], "big")):
            opened = _open_esp(held, octets)
            if opened is not None:
                return opened
        return None

    def ikev1(self, cookies: int) -> Sequence[HeldKey]:
        """Return the keys of the association of both *cookies*, initiator's first."""
        return self._by_binding.get(("ikev1", cookies), ())

    def open_ikev1(self, message: bytes) -> Opened | None:
        """Open an encrypted IKEv1 message; `None` where no key fits.

        The IV of a message depends on those before it, so only messages of the trace that
        the ring was made from can be opened.
        """
        iv = self._vectors.find(message) if self._vectors else None
        if iv is None:
            return None
        for held in self.ikev1(int.from_bytes(message[:16], "big")):
            clear = cbc_decrypt(_cipher(held), held.secret["encryption"], iv, message[28:])
            return Opened(held.key, clear, 0, 0)
        return None

    def ikev2(self, spis: int) -> Sequence[HeldKey]:
        """Return the keys of the association of both *spis*, initiator's first."""
        return self._by_binding.get(("ikev2", spis), ())

    def open_ikev2(self, message: bytes, start: int, *, initiator: bool) -> Opened | None:
        """Open the Encrypted payload that begins at *start* and ends *message*.

        *initiator* says whether the original initiator sent it.  `None` where no key fits or
        the ICV is wrong (RFC 7296 section 3.14).
        """
        side = "i" if initiator else "r"
        for held in self.ikev2(int.from_bytes(message[:16], "big")):
            clear = _open_ikev2(held, message, start + 4, side)
            if clear is not None:
                return Opened(held.key, clear, _block(held), _IKEV2_ICV)
        return None

    def wireguard(self, index: int) -> Sequence[HeldKey]:
        """Return the keys of the sessions in which one side chose *index*."""
        return self._by_binding.get(("wg", index), ())

    def open_wireguard(self, message: bytes) -> Opened | None:
        """Open transport data; `None` where no key fits or the tag is wrong.

        The nonce is the counter, the key that of whoever sends to the receiver's index
        (WireGuard white paper section 5.4.6).
        """
        for held in self.wireguard(int.from_bytes(message[4:8], "big")):
            side = "initiator" if held.binding["responder"] == message[4:8].hex() else "responder"
            nonce = bytes(4) + message[8:16]
            try:
                clear = ChaCha20Poly1305(held.secret[side]).decrypt(nonce, message[16:], None)
            except InvalidTag:
                continue
            return Opened(held.key, clear, 0, _WIREGUARD_TAG)
        return None

    def authenticates(self, octets: bytes, kind: int, spi: int) -> str | None:
        """Return the id of the key that made the Mobile IP authenticator of type *kind*.

        An empty string where a key under *spi* is held and none fits, `None` where none is.
        """
        keys = self._by_binding.get(("mip", spi), ())
        for held in keys:
            if mobile_ip.verify(octets, kind=kind, key=held.secret["key"], spi=spi):
                return held.key
        return "" if keys else None


def _place(held: HeldKey) -> tuple[str, int]:
    """Return kind and number under which a packet asks for a key."""
    kind, _, rest = held.key.partition(":")
    binding = held.binding
    if kind in {"esp", "mip"}:
        return kind, int(binding.get("spi", rest), 0)
    first, second = {"ikev1": ("cookie_i", "cookie_r"), "ikev2": ("spi_i", "spi_r")}.get(
        kind, ("", "")
    )
    if first in binding and second in binding:
        return kind, _hexadecimal(binding[first]) << 64 | _hexadecimal(binding[second])
    return held.key, 0


def _places(held: HeldKey) -> list[tuple[str, int]]:
    """Return every kind and number under which a packet may ask for a key."""
    if held.key.startswith("wg:"):
        return [("wg", _hexadecimal(held.binding[side])) for side in ("initiator", "responder")]
    return [_place(held)]


_WIREGUARD_TAG = 16


def _hexadecimal(text: str) -> int:
    return int(text, 16)


def _cipher(held: HeldKey) -> str:
    return "3des-cbc" if held.algorithm.startswith("3des") else "aes-cbc"


_IKEV2_ICV = 12
"""Octets of HMAC-SHA1-96, the one integrity algorithm of the suites' IKE."""


def _block(held: HeldKey) -> int:
    return 8 if _cipher(held) == "3des-cbc" else 16


def _open_ikev2(held: HeldKey, message: bytes, body: int, side: str) -> bytes | None:
    covered, value = message[:-_IKEV2_ICV], message[-_IKEV2_ICV:]
    start = body + _block(held)
    if len(covered) <= start or (len(covered) - start) % _block(held):
        return None
    if not same(prf("hmac-sha1", held.secret[f"sk_a{side}"], covered)[:_IKEV2_ICV], value):
        return None
    return cbc_decrypt(
        _cipher(held), held.secret[f"sk_e{side}"], message[body:start], covered[start:]
    )


def _open_esp(held: HeldKey, octets: bytes) -> Opened | None:
    suite = SUITES.get(held.algorithm)
    if suite is None:
        return None
    sealed = len(octets) - 8 - suite.iv_octets - suite.icv_octets
    if sealed < suite.block_octets or sealed % suite.block_octets:
        return None
    clear = _OPENERS["aes-gcm" if suite.cipher == "aes-gcm" else "cbc"](held, suite, octets)
    return None if clear is None else Opened(held.key, clear, suite.iv_octets, suite.icv_octets)


def _open_gcm(held: HeldKey, suite: Suite, octets: bytes) -> bytes | None:
    body = 8 + suite.iv_octets
    nonce = held.secret["salt"] + octets[8:body]
    try:
        return AESGCM(held.secret["encryption"]).decrypt(nonce, octets[body:], octets[:8])
    except InvalidTag:
        return None


def _open_cbc(held: HeldKey, suite: Suite, octets: bytes) -> bytes | None:
    body, end = 8 + suite.iv_octets, len(octets) - suite.icv_octets
    right = prf("hmac-sha1", held.secret["authentication"], octets[:end])[: suite.icv_octets]
    if not same(right, octets[end:]):
        return None
    return cbc_decrypt(suite.cipher, held.secret["encryption"], octets[8:body], octets[body:end])


_OPENERS: Mapping[str, Callable[[HeldKey, Suite, bytes], bytes | None]] = {
    "aes-gcm": _open_gcm,
    "cbc": _open_cbc,
}


class Ikev1Vectors:
    """The IV of every encrypted IKEv1 message among *frames*, found by replaying them once.

    Each message continues the cipher chain of the one before it (RFC 2409 appendix B), so a
    message alone, even with its key, cannot be opened.
    """

    def __init__(self, frames: Sequence[bytes], held: Sequence[HeldKey]) -> None:
        self._frames = frames
        self._associations = {each.key: each for each in held if each.key.startswith("ikev1:")}
        self._found: dict[bytes, bytes] | None = None

    def find(self, message: bytes) -> bytes | None:
        """Return the IV of *message*, or `None` where it was never seen in its place."""
        if self._found is None:
            self._found = {}
            for held in self._associations.values():
                chain = _Ikev1Chain(held)
                for seen in self._messages(held):
                    iv = chain.follow(seen)
                    if iv:
                        self._found[seen] = iv
        return self._found.get(message)

    def _messages(self, held: HeldKey) -> Iterator[bytes]:
        """Yield the association's messages in order of sending, each once.

        A message crosses several links, wrapped differently: its own octets stay the same.
        """
        cookies = _place(held)[1].to_bytes(16, "big")
        done = set()
        for frame in self._frames:
            start = frame.find(cookies)
            if start < 0 or start + 28 > len(frame):
                continue
            message = frame[start : start + int.from_bytes(frame[start + 24 : start + 28], "big")]
            if len(message) >= isakmp.HEADER_OCTETS and message not in done:
                done.add(message)
                yield message


class _Ikev1Chain:
    """Where the cipher of one association stands."""

    def __init__(self, held: HeldKey) -> None:
        self._held = held
        self._cipher = _cipher(held)
        self._hash = held.algorithm.split()[1] if " " in held.algorithm else "sha1"
        self._block = _block(held)
        self._publics: list[bytes] = []
        self._last: dict[int, bytes] = {}

    def follow(self, message: bytes) -> bytes:
        """Return the IV of *message*, empty where it has none, and move on behind it."""
        try:
            header = isakmp.header_of(message)
            if header.encrypted:
                return self._encrypted(header, message)
            for node in ikev1.payloads(header.next_payload, message):
                if isinstance(node.header, ikev1.KeyExchangePayload):
                    self._publics.append(node.header.value)
        except WireError:
            pass  # forged or damaged: no part of the chain
        return b""

    def _encrypted(self, header: isakmp.IsakmpHeader, message: bytes) -> bytes:
        iv = self._last.get(header.message_id) or self._first(header.message_id)
        if not iv:
            return b""
        clear = cbc_decrypt(self._cipher, self._held.secret["encryption"], iv, message[28:])
        ikev1.payloads(header.next_payload, clear, 0)
        self._last[header.message_id] = message[-self._block :]
        return iv

    def _first(self, message_id: int) -> bytes:
        """Return the IV of an exchange's first encrypted message."""
        if not message_id:
            seed = b"".join(self._publics[:2]) if len(self._publics) > 1 else b""
        else:
            seed = self._last[0] + message_id.to_bytes(4, "big") if 0 in self._last else b""
        return digest(self._hash, seed)[: self._block] if seed else b""
