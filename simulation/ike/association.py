"""What one exchange may know and do of the association that it belongs to.

Tasks are typed against this and not against sessions: a session knows its tasks, so a task that
knew its session would close a circle.  Each version's `task` says what it needs beyond it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from simulation.ike.children import Child, Terms
    from simulation.ike.configuration import Configuration
    from simulation.ike.happenings import Datagram, Outbox
    from simulation.ike.moves import Machine
    from simulation.ipsec.association import SecurityAssociation
    from simulation.wire.address import Address


class Path(NamedTuple):
    """The outer addresses and UDP ports that an association uses now."""

    local: Address
    local_port: int
    peer: Address
    peer_port: int

    def carry(self, datagram: Datagram) -> Datagram:
        """Return the same message as it leaves by this path."""
        return replace(
            datagram,
            source=self.local,
            source_port=self.local_port,
            destination=self.peer,
            destination_port=self.peer_port,
        )


class Association(Protocol):
    """One IKE association with one peer, in either version."""

    name: str
    configuration: Configuration
    path: Path
    outbox: Outbox
    began: bool
    """Whether this end began the first of a series of associations that replaced one another.

    MOBIKE's "initiator" (RFC 4555 section 2.2), and the client of remote access."""
    machine: Machine
    children: list[Child]
    peer_identity: str
    first_contact: bool
    nat_local: bool
    """Whether a NAT was found in front of us."""
    nat_peer: bool
    """Whether a NAT was found in front of the peer."""
    address: Address | None
    """The inner address that this association was given or has given."""
    expires_ns: int | None
    rekey_ns: int | None
    """When to replace this association itself."""
    succeeded: bool
    """Whether another association has taken its place."""

    @property
    def established(self) -> bool:
        """True from the moment that the peer is authenticated."""
        ...

    @property
    def encapsulates(self) -> bool:
        """True where ESP is to travel in UDP."""
        ...

    def authenticated(self, now_ns: int, *, initial_contact: bool) -> None:
        """Go on after the peer has proved who it is."""
        ...

    def install(
        self,
        inbound: SecurityAssociation,
        outbound: SecurityAssociation,
        terms: Terms,
        now_ns: int,
    ) -> Child:
        """Have a pair: keep it, and tell its keys and that it is ready."""
        ...

    def deleted_by_peer(self, spis: set[int]) -> list[Child]:
        """Drop the children on whose outbound SPI the peer no longer listens; return them."""
        ...

    def give_up(self, because: str) -> None:
        """Tell that nothing comes of this association, and end it."""
        ...
