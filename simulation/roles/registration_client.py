"""One registration of a mobile node with one home agent (RFC 3344 section 3.6).

The client knows how to ask, ask again, and keep a binding alive; which way its requests leave
and what a reply means for the node is its owner's business.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet, Table, layer
from simulation.roles.home_agent import MobilitySecurity
from simulation.roles.role import Role, Timer
from simulation.time import SECOND
from simulation.wire import ipv4, mobile_ip, udp
from simulation.wire.address import ANY, Address
from simulation.wire.fields import Header

_BELOW_A_MICROSECOND = 0xFFF


class MobilityClock:
    """The Identification of requests: a clock that never shows the same time twice.

    All clients that share one key share one clock, because the home agent takes only
    Identifications that rise (RFC 3344 section 5.7.1).
    """

    def __init__(self, node: Node, offset_ns: int = 0) -> None:
        self._node = node
        self.offset_ns = offset_ns
        self.newest = 0
        """The Identification of the newest request of all clients; 0 before there is one."""
        self._chance = node.stream("mobility clock")

    def identification(self) -> int:
        """Return the next Identification."""
        now = mobile_ip.ntp_time(int(self._node.env.now) + self.offset_ns)
        # The bits that a clock of microseconds does not give are random; else two requests that
        # are whole seconds apart would be alike in the half that replies are told apart by.
        now = now & ~_BELOW_A_MICROSECOND | self._chance.below(_BELOW_A_MICROSECOND + 1)
        self.newest = max(now, self.newest + 1)
        return self.newest

    def resynchronise(self, identification: int) -> None:
        """Take over the home agent's clock after code 133."""
        told = mobile_ip.ntp_to_ns(identification)
        self.offset_ns = told - int(self._node.env.now)
        self.newest = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationTarget:
    """The home agent to register with, and what requests say; the lifetime in seconds."""

    home_address: Address
    home_agent: Address
    security: MobilitySecurity
    lifetime: int
    encapsulation: str = "ip-ip"
    reverse_tunnel: bool = True
    broadcasts: bool = False
    nai: str = ""
    extensions: tuple[Header, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How requests leave: their source and destination, and the care-of address that they name.

    With *agent* they go to a foreign agent at that Ethernet address, which takes lifetimes of up to
    *longest_lifetime* seconds; with 0 it did not say.  *ip_in_ip_alone*: what ends the tunnel
    knows no other encapsulation, whatever the target wants elsewhere.
    """

    source: Address
    destination: Address
    care_of: Address
    colocated: bool
    nat_traversal: bool = False
    force_udp: bool = False
    ip_in_ip_alone: bool = False
    agent: tuple[Interface, bytes] | None = None
    longest_lifetime: int = 0
    label: str = ""


class RegistrationState(StrEnum):
    """Where a client stands."""

    IDLE = "idle"
    REGISTERING = "registering"
    REGISTERED = "registered"
    DEREGISTERING = "deregistering"


Outcome = Callable[[mobile_ip.RegistrationReply, mobile_ip.Message], None]


@dataclass(slots=True)
class ClientEvents:
    """The outcomes that the owner of a client learns of."""

    accepted: Outcome
    denied: Callable[[int], None] = lambda _: None
    silent: Callable[[], None] = lambda: None
    lapsed: Callable[[], None] = lambda: None
    assigned: Callable[[Address], None] = lambda _: None
    """The home agent gave an address to a node that had asked for one (RFC 2794)."""


@dataclass(slots=True)
class _Attempt:
    """One series of requests; *sent_ns* and *identification* are those of the newest."""

    tries: int = 0
    sent_ns: int = 0
    identification: int = 0
    resynchronised: bool = False


class RegistrationClient(Role):
    """Registers by one way at a time, and renews the registration before its lifetime ends."""

    moves: ClassVar = {
        RegistrationState.IDLE: frozenset(
            {RegistrationState.REGISTERING, RegistrationState.DEREGISTERING}
        ),
        RegistrationState.REGISTERING: frozenset(RegistrationState),
        RegistrationState.REGISTERED: frozenset(RegistrationState),
        RegistrationState.DEREGISTERING: frozenset(
            {RegistrationState.IDLE, RegistrationState.REGISTERING}
        ),
    }
    first_wait = 1 * SECOND
    """RFC 3344 section 3.6.3: at least a second, doubled each time."""

    def __init__(
        self,
        node: Node,
        name: str,
        port: int,
        target: RegistrationTarget,
        clock: MobilityClock,
        events: ClientEvents,
    ) -> None:
        super().__init__(node, name, RegistrationState.IDLE)
        self.target = target
        self.port = port
        self.clock = clock
        self.events = events
        self.way: Way | None = None
        self.most_tries = 0
        """Requests per attempt before giving up; 0 is without end."""
        self.longest_wait = 0
        """Ns between two requests at most; with 0 it is the lifetime that is asked for."""
        self.bound_to: Address = ANY
        """The care-of address that the home agent holds; none without a binding."""
        self.hindrance: Callable[[str], None] = lambda _: None
        """Told in words why the newest reply denies the registration; nothing once one accepts."""
        self.table = Table(node.recorder, node.name, "registration")
        self._attempt = _Attempt()
        self._lifetime = 0
        self._retry = Timer(node, self._send)
        self._renewal = Timer(node, lambda: self.renew("the lifetime is nearly over"))
        self._expiry = Timer(node, self._lapse)

    @property
    def newest(self) -> int:
        """The Identification of the newest request; 0 before the first one."""
        return self._attempt.identification

    # -- asking -----------------------------------------------------------------------------

    def register(
        self, way: Way, because: str, lifetime: int | None = None, spec: str = "RFC 3344 3.6.1"
    ) -> None:
        """Begin to register by *way*, in place of whatever was under way.

        No more is asked for than the foreign agent advertises (RFC 3344 section 3.6.1.2).
        """
        self.way = way
        asked = self.target.lifetime if lifetime is None else lifetime
        self._lifetime = min(asked, way.longest_lifetime or asked)
        self._attempt = _Attempt()
        deregisters = self._lifetime == 0
        state = RegistrationState.DEREGISTERING if deregisters else RegistrationState.REGISTERING
        self._renewal.stop()
        self.become(state, because, spec)
        self._send()

    def deregister(self, way: Way, because: str, tries: int = 1) -> None:
        """Send up to *tries* Deregistration Requests, and count the binding as gone."""
        self.most_tries = tries
        self.register(way, because, 0)
        self._unbind()

    def ask_no_more(self) -> None:
        """Send no more requests, but take an answer to the last one that comes in time."""
        self._renewal.stop()
        self.most_tries = max(1, self._attempt.tries)

    def stop(self, because: str) -> None:
        """Send no more requests, and leave the binding to lapse."""
        self._retry.stop()
        self._renewal.stop()
        self.become(RegistrationState.IDLE, because)

    def renew(self, because: str, spec: str = "RFC 3344 3.6.1") -> None:
        """Register once more by the way in use."""
        if self.way is not None:
            self.register(self.way, because, self._lifetime, spec)

    def _lapse(self) -> None:
        """Count the binding as gone; a renewal that is under way goes on."""
        self._unbind()
        if self.state is RegistrationState.REGISTERED:
            self.become(RegistrationState.IDLE, "the lifetime ran out", "RFC 3344 3.6.2.2")
        if self.state is not RegistrationState.DEREGISTERING:
            self.events.lapsed()

    def _send(self) -> None:
        attempt, way = self._attempt, self.way
        assert way is not None
        if self.most_tries and attempt.tries >= self.most_tries:
            self.become(
                RegistrationState.IDLE,
                f"no answer after {attempt.tries} requests",
                "RFC 3344 3.6.3",
            )
            self.events.silent()
            return
        lifetime = (self._lifetime or self.target.lifetime) * SECOND
        longest = max(self.first_wait, min(lifetime, self.longest_wait or lifetime))
        self._retry.start(min(self.first_wait << min(attempt.tries, 12), longest))
        attempt.tries += 1
        attempt.sent_ns = int(self.node.env.now)
        attempt.identification = self.clock.identification()
        octets = self._request(way, attempt.identification)
        target = self.target
        what = "Deregistration" if self._lifetime == 0 else "Registration"
        again = f", try {attempt.tries}" if attempt.tries > 1 else ""
        self.node.send_udp(
            way.source,
            way.destination,
            (self.port, udp.MOBILE_IP),
            octets,
            (layer("registration-request", "signalling", len(octets)),),
            f"{what} Request for {target.home_address} to {target.home_agent}{way.label}{again}",
            message="registration-request" if self._lifetime else "deregistration-request",
            ttl=255 if way.agent and target.reverse_tunnel else 64,
            via=way.agent,
        )

    def _request(self, way: Way, identification: int) -> bytes:
        target = self.target
        encapsulation = "ip-ip" if way.ip_in_ip_alone else target.encapsulation
        header = mobile_ip.RegistrationRequest(
            lifetime=self._lifetime,
            home_address=target.home_address,
            home_agent=target.home_agent,
            care_of_address=way.care_of,
            identification=identification,
            decapsulates=way.colocated,
            minimal=encapsulation == "minimal",
            gre=encapsulation == "gre",
            reverse_tunnel=target.reverse_tunnel,
            broadcasts=target.broadcasts,
        )
        extensions = list(target.extensions)
        if target.encapsulation == "esp":
            extensions.append(mobile_ip.EncapsulationRequest(encapsulation=ipv4.ESP))
        if target.nai:
            extensions.insert(0, mobile_ip.NaiExtension(nai=target.nai.encode()))
        if way.nat_traversal and way.colocated and self._lifetime:
            extensions.append(mobile_ip.UdpTunnelRequest(force=way.force_udp))
        security = target.security
        return mobile_ip.signed(header, tuple(extensions), spi=security.spi, key=security.key)

    # -- answers ----------------------------------------------------------------------------

    def receive(self, message: mobile_ip.Message, octets: bytes, packet: Packet) -> bool:
        """Check a reply, and return whether it answers a request of this client."""
        reply = message.header
        assert isinstance(reply, mobile_ip.RegistrationReply)
        waiting = self.state in (RegistrationState.REGISTERING, RegistrationState.DEREGISTERING)
        if not waiting or (reply.identification ^ self._attempt.identification) & 0xFFFFFFFF:
            return False
        security = self.target.security
        from_home = reply.code <= 1 or reply.code >= 128
        if from_home and not mobile_ip.verify(
            octets, kind=mobile_ip.MOBILE_HOME, key=security.key, spi=security.spi
        ):
            self.node.drop(
                packet, "mip-check", "the authenticator of the reply is wrong", "RFC 3344 3.6.2.1"
            )
            return True
        self._decide(reply, message)
        return True

    def _decide(self, reply: mobile_ip.RegistrationReply, message: mobile_ip.Message) -> None:
        if reply.code > 1:
            self._denied(reply)
            return
        self._retry.stop()
        self.hindrance("")
        if not self.target.home_address and reply.home_address:
            self.events.assigned(reply.home_address)
        if self._lifetime == 0:
            self._expiry.stop()
            self.become(RegistrationState.IDLE, "the home agent confirmed", "RFC 3344 3.6.2.2")
            self._unbind()
        else:
            self._registered(reply)
        self.events.accepted(reply, message)

    def _denied(self, reply: mobile_ip.RegistrationReply) -> None:
        """Correct what the denial names and ask again; otherwise wait for the next retransmission.

        RFC 3344 section 3.6.2.3.  Asking again at once would only bring the same answer.
        """
        attempt, name = self._attempt, mobile_ip.REPLY_CODES.get(reply.code, str(reply.code))
        if reply.code == 133 and not attempt.resynchronised:
            attempt.resynchronised = True
            self.clock.resynchronise(reply.identification)
            self.node.note("the clock was wrong; it now follows the home agent's", "RFC 3344 5.7.1")
            self._send()
        elif reply.code == 69 and 0 < reply.lifetime < self._lifetime:
            self._lifetime = reply.lifetime
            self.node.note(
                f"the agent takes lifetimes up to {reply.lifetime} s", "RFC 3344 3.6.2.3"
            )
            self._send()
        else:
            what = f"registration for {self.target.home_address} denied: {name}"
            self.node.note(what, "RFC 3344 3.4")
            self.hindrance(f"registration with {self.target.home_agent} is denied: {name}")
            self.events.denied(reply.code)

    def _registered(self, reply: mobile_ip.RegistrationReply) -> None:
        """Count the lifetime from the request on, as RFC 3344 section 3.6.2.2 has it."""
        ends = self._attempt.sent_ns + reply.lifetime * SECOND
        granted = ends - int(self.node.env.now)
        self.become(RegistrationState.REGISTERED, "the home agent accepted", "RFC 3344 3.6.2.2")
        assert self.way is not None
        self.bound_to = self.way.care_of
        self.table.put(
            self.machine,
            home_address=str(self.target.home_address),
            home_agent=str(self.target.home_agent),
            care_of=str(self.way.care_of),
            lifetime_s=reply.lifetime,
            expires_ns=ends,
        )
        self._expiry.start(granted)
        # Early enough that two tries still fit before the binding lapses.
        self._renewal.start(granted - min(granted // 2, 10 * SECOND))

    def _unbind(self) -> None:
        self.bound_to = ANY
        self.table.remove(self.machine)

    def with_target(self, **changes: object) -> None:
        """Change the target of all requests from the next one on."""
        self.target = replace(self.target, **changes)  # type: ignore[arg-type]
