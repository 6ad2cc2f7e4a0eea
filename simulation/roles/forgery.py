"""What can be made of packets that were once seen: replays, forgeries, and guesses at a key."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from simulation.kernel.recorder import Packet, layer
from simulation.roles import dictionary
from simulation.roles.observer import SEALED, Kind, Sight, look, visible_seal
from simulation.time import SECOND
from simulation.trace import Forged
from simulation.wire import esp, ipv4, mobile_ip, udp, wireguard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simulation.kernel.node import Node
    from simulation.trace import Stack
    from simulation.wire.address import Address

MOST_KEPT = 8
_KEY_BITS = 128
_YEAR = 365 * 24 * 3600
_PORT = 1434
_HEADERS = {
    Kind.REQUEST: mobile_ip.RegistrationRequest.key,
    Kind.ESP: esp.EspHeader.key,
    Kind.DATA: wireguard.TransportData.key,
}
_NUMBER: Mapping[Kind, tuple[int, int, Literal["big", "little"]]] = {
    Kind.ESP: (4, 8, "big"),
    Kind.DATA: (8, 16, "little"),
}
"""Where the number stands by which a receiver knows replays, and its order of octets."""
LIFETIME = 60


@dataclass(slots=True)
class _Captured:
    """A registration request as it was seen, and whether its home agent accepted it."""

    octets: bytes
    body: bytes
    header: mobile_ip.RegistrationRequest
    spi: int
    accepted: bool = False


class Forger:
    """Keeps what came by, and sends what it makes of it."""

    def __init__(
        self,
        node: Node,
        send: Callable[[Packet], None],
        address: Address,
        *,
        forgeries: int,
        guesses_per_second: int,
    ) -> None:
        self.node = node
        self.send = send
        self.address = address
        self.forgeries = forgeries
        self.guesses_per_second = guesses_per_second
        self.requests: deque[_Captured] = deque(maxlen=MOST_KEPT)
        self.sealed: deque[bytes] = deque(maxlen=MOST_KEPT)
        """IP packets with sealed data, without the tunnels that were in clear around them."""
        self._chance = node.stream("forgery")
        self._asked: set[int] = set()

    # -- seeing -----------------------------------------------------------------------------

    def saw(self, packet: Packet, seen: Sight) -> None:
        """Keep what goes out if it is of use."""
        if seen.kind is Kind.REQUEST:
            self._keep_request(packet.octets, seen)
        sealed = visible_seal(packet.octets)
        if sealed is not None:
            self.sealed.append(sealed)

    def _keep_request(self, octets: bytes, seen: Sight) -> None:
        message = seen.message
        if message is None or not isinstance(message.header, mobile_ip.RegistrationRequest):
            return
        proof = message.find(mobile_ip.AuthenticationExtension, mobile_ip.MOBILE_HOME)
        if proof is not None and message.header.lifetime:
            self.requests.append(_Captured(octets, seen.body, message.header, proof.spi))

    def saw_answer(self, seen: Sight) -> None:
        """Mark the request that an accepting reply answers."""
        message = seen.message
        if message is None or not isinstance(message.header, mobile_ip.RegistrationReply):
            return
        reply = message.header
        for each in self.requests:
            if each.header.identification == reply.identification and reply.code <= 1:
                each.accepted = True

    def accepted(self, seen: Sight) -> bool:
        """Return whether this is the answer to a forged request, and tell what it says."""
        message = seen.message
        if message is None or not isinstance(message.header, mobile_ip.RegistrationReply):
            return False
        if message.header.identification not in self._asked:
            return False
        code = message.header.code
        told = mobile_ip.REPLY_CODES.get(code, str(code))
        self.node.note(
            f"the forged registration for {message.header.home_address} was answered: {told}",
            "RFC 3344 3.4",
        )
        return True

    # -- replays ----------------------------------------------------------------------------

    def replay(self) -> None:
        """Send again, octet for octet, what was captured."""
        kept = [(each.octets, Kind.REQUEST) for each in self.requests]
        kept += [(each, look(each).kind) for each in self.sealed]
        if not kept:
            self.node.note("the attacker captured nothing that it could replay")
        for octets, kind in kept:
            what = f"replay of a captured packet: {kind}"
            self._put(octets, kind, what, "replay", "the attacker replays")

    def _put(self, octets: bytes, kind: Kind, purpose: str, forgery: str, fault: str) -> None:
        role = "ipsec" if kind in SEALED else "signalling"
        layers: Stack = (layer("ipv4", role, 20),)
        head = 20
        if ipv4.protocol(octets) == ipv4.UDP:
            head = 28
            layers += (layer("udp", "nat-traversal" if kind is Kind.ESP else role, 8),)
        layers += (layer(_HEADERS[kind], role, len(octets) - head),)
        self.put(self.node.recorder.packet(octets, layers, purpose, fault=fault), forgery)

    def put(self, packet: Packet, forgery: str) -> None:
        """Send *packet*, which is not what it says to be."""
        self.node.recorder.record(Forged(self.node.name, packet.id, forgery))
        self.send(packet)

    # -- forgeries --------------------------------------------------------------------------

    def forge(self) -> None:
        """Try made-up ESP and registrations, without the keys that would make them right."""
        if not self.sealed and not self.requests:
            self.node.note("the attacker saw nothing whose numbers it could forge with")
        for number in range(self.forgeries):
            if self.sealed:
                self._forge_sealed(self.sealed[-1], number + 1)
        # One that was answered says that its home agent can be reached from here.
        best = max(self.requests, key=lambda each: each.accepted, default=None)
        for _ in range(self.forgeries if best else 0):
            assert best is not None
            self._forge_request(best, self._chance.octets(16), None)

    def _forge_sealed(self, captured: bytes, ahead: int) -> None:
        """Send chance octets under a true SPI and a number that was not used yet."""
        seen = look(captured)
        forged, sequence = self._renumbered(seen, ahead)
        protocol, body = ipv4.ESP, forged
        if seen.ports[0]:
            protocol = ipv4.UDP
            body = udp.datagram(
                self.address,
                seen.destination,
                *seen.ports,
                forged,
                checksum=seen.kind is not Kind.ESP,
            )
        octets = ipv4.packet(
            self.address,
            seen.destination,
            protocol,
            body,
            identification=self.node.next_identification(),
        )
        what = f"forged {seen.kind}, number {sequence}"
        self._put(octets, seen.kind, what, "sealed", f"the attacker forges {seen.kind}")

    def _renumbered(self, seen: Sight, ahead: int) -> tuple[bytes, int]:
        """Return a packet of the same length with a later number, and that number."""
        start, end, order = _NUMBER[seen.kind]
        number = int.from_bytes(seen.body[start:end], order) + ahead
        head = seen.body[:start] + number.to_bytes(end - start, order)
        return head + self._chance.octets(len(seen.body) - end), number

    def _forge_request(self, captured: _Captured, authenticator: bytes, key: bytes | None) -> None:
        """Ask for a binding to the attacker's address, signed with *key* or with chance octets."""
        identification = mobile_ip.ntp_time(int(self.node.env.now))
        self._asked.add(identification)
        header = mobile_ip.RegistrationRequest(
            lifetime=LIFETIME,
            home_address=captured.header.home_address,
            home_agent=captured.header.home_agent,
            care_of_address=self.address,
            identification=identification,
            decapsulates=True,
            reverse_tunnel=captured.header.reverse_tunnel,
        )
        signed = mobile_ip.signed(header, (), spi=captured.spi, key=key or b"")
        body = signed if key is not None else signed[: -len(authenticator)] + authenticator
        octets = ipv4.packet(
            self.address,
            header.home_agent,
            ipv4.UDP,
            udp.datagram(self.address, header.home_agent, _PORT, udp.MOBILE_IP, body),
            identification=self.node.next_identification(),
        )
        how = "with the key that was found" if key is not None else "with a made-up authenticator"
        self._put(
            octets,
            Kind.REQUEST,
            f"forged Registration Request for {header.home_address}, {how}",
            "registration",
            "the attacker forges a registration",
        )

    # -- guesses ----------------------------------------------------------------------------

    def guess(self) -> None:
        """Try every word of the list on a captured request, then use the key that fits."""
        request = next((each for each in reversed(self.requests) if each.accepted), None)
        if request is None:
            self.node.note("the attacker captured no registration that was accepted in clear")
            return
        found = dictionary.search(request.body)
        tries = found.tries if found else len(dictionary.WORDS)
        spent = tries * SECOND // self.guesses_per_second
        self.node.after(spent, lambda: self._guessed(request, found, tries))

    def _guessed(self, request: _Captured, found: dictionary.Found | None, tries: int) -> None:
        took = f"{tries} guesses in {tries / self.guesses_per_second:.6g} s"
        if found is None:
            years = 2 ** (_KEY_BITS - 1) / self.guesses_per_second / _YEAR
            self.node.note(
                f"no word of the list is the key ({took}); a random key of {_KEY_BITS} bits would"
                f" take {years:.1e} years at this pace",
                "RFC 3344 5.1",
            )
            return
        key = dictionary.key_of(found.word)
        self.node.note(f"the secret is the word {found.word!r}: {took}", "RFC 3344 5.1")
        self.node.hold_key(
            f"mip:{request.spi}",
            "found by trying words on a captured registration",
            "hmac-md5",
            {"key": key.hex()},
            {"spi": str(request.spi), "between": "whoever has the word"},
        )
        self._forge_request(request, b"", key)
