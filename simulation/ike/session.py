"""What every IKE session has and does, whichever version it speaks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Protocol

from simulation.ike.children import Child, Terms, key_made, rekey_at
from simulation.ike.configuration import SECOND, Configuration
from simulation.ike.happenings import (
    ChildDown,
    ChildUp,
    Failed,
    InitialContact,
    Outbox,
    PeerMoved,
    Succeeded,
)
from simulation.ike.moves import Machine, Moves
from simulation.wire.address import Prefix

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulation.ike.association import Association, Path
    from simulation.ipsec.association import SecurityAssociation
    from simulation.wire.address import Address
    from simulation.wire.isakmp import IsakmpHeader


_FORGOTTEN = "the peer remembers no earlier association"


class Registry(Protocol):
    """Whoever keeps all sessions of one node."""

    def sessions(self) -> Iterable[Session]:
        """Return the sessions, oldest first."""
        ...

    def adopt(self, session: Session) -> None:
        """Keep a session that another one made."""
        ...


class Session(ABC):
    """One IKE association with one peer, from its first message to its end."""

    moves: Moves
    proves: str
    """The section by which a peer is authenticated."""
    first_of_peer: str
    """How this version calls the notification that no earlier association is remembered."""

    def __init__(
        self,
        name: str,
        configuration: Configuration,
        path: Path,
        outbox: Outbox,
        *,
        initiator: bool,
        registry: Registry,
    ) -> None:
        self.name = name
        self.configuration = configuration
        self.path = path
        self.outbox = outbox
        self.registry = registry
        self.initiator = initiator
        """Whether this end began this very association."""
        self.began = initiator
        """Whether this end began the first of a series of associations that replaced one another.

        MOBIKE's "initiator" (RFC 4555 section 2.2), and the client of remote access."""
        self.machine = Machine(f"ike {name}", self.moves, "idle", outbox.report)
        self.children: list[Child] = []
        self.peer_identity = ""
        self.finished = False
        self.first_contact = False
        self.nat_local = self.nat_peer = False
        """Whether a NAT was found in front of us, and of the peer."""
        self.address: Address | None = None
        """The inner address that this session was given or has given."""
        self.heard_ns = 0
        self.expires_ns: int | None = None
        self.rekey_ns: int | None = None
        """When to replace this association itself."""
        self.succeeded = False
        """Whether another association has taken its place."""

    # -- what it is --------------------------------------------------------------------------

    @property
    def established(self) -> bool:
        """True from the moment that the peer is authenticated."""
        return self.machine.state == "established"

    @property
    def encapsulates(self) -> bool:
        """True where ESP is to travel in UDP."""
        told = self.configuration
        forced = told.force_udp_encapsulation and told.nat_traversal
        return self.nat_local or self.nat_peer or forced

    @property
    def rekeys(self) -> bool:
        """True at an end that replaces associations in time."""
        by = self.configuration.rekeyed_by
        return by == "both" or (by == "initiator") is self.began

    # -- what a version does -----------------------------------------------------------------

    @abstractmethod
    def receive(self, octets: bytes, header: IsakmpHeader, path: Path, now_ns: int) -> None:
        """Take one message in; raise `WireError`, `CheckError` or `PolicyError` to refuse it."""

    @abstractmethod
    def initiate(self, now_ns: int, *, first_contact: bool) -> None:
        """Begin; *first_contact* says that no other association with the peer is known."""

    @abstractmethod
    def negotiate(
        self, local: Prefix, remote: Prefix, now_ns: int, replaces: Child | None = None
    ) -> None:
        """Begin another pair of associations, in the place of one or beside them all."""

    @abstractmethod
    def rekey(self, now_ns: int) -> None:
        """Begin an association that takes the place of this one."""

    @abstractmethod
    def on_timer(self, now_ns: int) -> None:
        """Do whatever has become due."""

    @abstractmethod
    def delete(self, now_ns: int) -> None:
        """Tell the peer that everything here is deleted, and forget it."""

    @abstractmethod
    def move(self, local: Address, now_ns: int) -> None:
        """Go on from another address of our own."""

    @abstractmethod
    def expired(self, child: Child, now_ns: int) -> None:
        """Learn that a child's lifetime is over; it has been dropped."""

    # -- what follows what -------------------------------------------------------------------

    def add_child(self, local: Prefix | None, remote: Prefix | None, now_ns: int) -> None:
        """Begin another pair of associations; `None` stands for the configured selector."""
        configuration = self.configuration
        own = Prefix.host(self.path.local if self.address is None else self.address)
        local = local or configuration.local_selector or own
        self.negotiate(local, remote or configuration.remote_selector, now_ns)

    def rekey_child(self, child: Child, now_ns: int) -> None:
        """Begin a pair of associations in the place of *child*."""
        child.rekey_ns = None
        self.negotiate(child.local_selector, child.remote_selector, now_ns, child)

    def install(
        self,
        inbound: SecurityAssociation,
        outbound: SecurityAssociation,
        terms: Terms,
        now_ns: int,
    ) -> Child:
        """Have a pair: keep it, and tell its keys and that it is ready."""
        path, old = self.path, terms.replaces
        self.outbox.report(key_made(inbound, str(path.peer), str(path.local)))
        self.outbox.report(key_made(outbound, str(path.local), str(path.peer)))
        between = terms.local_selector, terms.remote_selector
        rekey_ns = rekey_at(now_ns, terms.lifetime_s) if self.rekeys else None
        expires_ns = now_ns + terms.lifetime_s * SECOND
        child = Child(inbound, outbound, *between, rekey_ns, expires_ns)
        self.children.append(child)
        if old is not None:
            old.replaced, old.rekey_ns = True, None
        self.outbox.report(
            ChildUp(
                self.name,
                inbound,
                outbound,
                *between,
                path.local,
                path.peer,
                path.peer_port,
                terms.in_udp,
                self.peer_identity,
                path.local_port,
                terms.transport,
                replaces=old.inbound.spi if old is not None else 0,
                confirmed=old is None or not terms.answered,
                receives_only=terms.redundant,
            )
        )
        return child

    def authenticated(self, now_ns: int, *, initial_contact: bool) -> None:
        """Go on after the peer has proved who it is."""
        because = f"{self.peer_identity} proved that it holds the key"
        self.machine.become("established", because=because, spec=self.proves)
        self.live(now_ns)
        if initial_contact:
            self.outbox.report(InitialContact(self.name, self.peer_identity))
            if self.configuration.honour_initial_contact:
                for other in self.registry.sessions():
                    if other is not self and other.peer_identity == self.peer_identity:
                        other.end(f"{self.first_of_peer}: {_FORGOTTEN}")

    def live(self, now_ns: int) -> None:
        """Begin the lifetime of this association."""
        lifetime = self.configuration.ike_lifetime
        self.expires_ns = now_ns + lifetime * SECOND
        self.rekey_ns = rekey_at(now_ns, lifetime) if self.rekeys else None

    def join(self) -> None:
        """Be kept by the node: another session made this one."""
        self.registry.adopt(self)

    def inherit(self, old: Association) -> None:
        """Take over from *old* who the peer is, and where."""
        self.began = old.began
        self.peer_identity = old.peer_identity
        self.address = old.address
        self.nat_local, self.nat_peer = old.nat_local, old.nat_peer

    def succeed(self, old: Association) -> None:
        """Take over the children of *old* (RFC 7296 section 2.8)."""
        self.children += old.children
        old.children = []
        old.rekey_ns = None
        old.succeeded = True
        self.outbox.report(Succeeded(old.name, self.name))

    def heard(self, now_ns: int) -> None:
        """Note that something authentic came from the peer, ESP included."""
        self.heard_ns = now_ns

    def go_after(self, path: Path) -> None:
        """Go after the peer to where its newest authentic packet came from, if that is right.

        A NAT may change its mind about a peer behind it, but where this end is behind one itself
        that rule would let anybody lead it away (RFC 7296 section 2.23, RFC 3947 section 7).
        A gateway that is told to follows any peer, NAT or no NAT (draft section 2.6).
        """
        told = self.configuration
        by_nat = self.nat_peer and not self.nat_local and told.follow_nat != "nothing"
        if not self.established or path == self.path or not (by_nat or told.follow_peer):
            return
        self.path = path
        if told.follow_peer or told.follow_nat == "ike-and-esp":
            self.esp_follows("the newest authentic packet came from elsewhere")

    def esp_follows(self, because: str) -> None:
        """Tell that ESP takes the path that IKE takes now."""
        self.outbox.report(PeerMoved(self.name, *self.path, self.encapsulates, because))

    # -- time --------------------------------------------------------------------------------

    def next_timer(self) -> int | None:
        """Return when `on_timer` wants to be called, or `None`."""
        return min((due for due in self.dues() if due is not None), default=None)

    def dues(self) -> list[int | None]:
        """Return when something is due; `None` stands for never."""
        dues = [self.expires_ns, self.rekey_ns]
        for child in self.children:
            dues += [child.rekey_ns, child.expires_ns]
        return dues

    def lifetimes(self, now_ns: int) -> None:
        """End or replace what has lived long enough."""
        for child in list(self.children):
            if child.expires_ns <= now_ns:
                self.drop_child(child, "its lifetime is over")
                self.expired(child, now_ns)
            elif child.rekey_ns is not None and child.rekey_ns <= now_ns:
                self.rekey_child(child, now_ns)
        if self.rekey_ns is not None and self.rekey_ns <= now_ns:
            self.rekey_ns = None
            self.rekey(now_ns)

    # -- the end -----------------------------------------------------------------------------

    def give_up(self, because: str) -> None:
        """Tell that nothing comes of this session, and end it."""
        self.outbox.report(Failed(self.name, because))
        self.end(because)

    def end(self, because: str) -> None:
        """Forget the session and its children without telling the peer."""
        if self.finished:
            return
        self.drop_children(because)
        if self.machine.state != "gone":
            self.machine.become("gone", because=because)
        self.finished = True

    def drop_children(self, because: str) -> None:
        """Tell that every child is gone."""
        for child in list(self.children):
            self.drop_child(child, because)

    def drop_child(self, child: Child, because: str) -> None:
        """Forget *child*, and tell that it is gone."""
        if child in self.children:
            self.children.remove(child)
            self.outbox.report(ChildDown(self.name, child.inbound.spi, child.outbound.spi, because))

    def deleted_by_peer(self, spis: set[int]) -> list[Child]:
        """Drop the children on whose outbound SPI the peer no longer listens; return them."""
        gone = [child for child in self.children if child.outbound.spi in spis]
        for child in gone:
            child.closed = True
            self.drop_child(child, "the peer deleted it")
        return gone
