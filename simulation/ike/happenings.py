"""What an IKE endpoint tells whoever drives it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulation.ipsec.association import SecurityAssociation
from simulation.trace import MessageKind
from simulation.wire.address import Address, Prefix


@dataclass(frozen=True, slots=True)
class Datagram:
    """A message to be sent.  On port 4500 the sender puts the non-ESP marker in front."""

    payload: bytes
    source: Address
    source_port: int
    destination: Address
    destination_port: int
    purpose: str
    """Which message of which exchange, for people."""
    message: MessageKind
    """The same for programs."""
    key: str
    """Id of the key that the message is encrypted under, or empty."""
    plaintext: bytes
    """The same message before it was encrypted."""


@dataclass(frozen=True, slots=True)
class KeyMade:
    """A key came into being here; the fields are those of the trace's `key` event."""

    key: str
    purpose: str
    algorithm: str
    secret: Mapping[str, str]
    binding: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Moved:
    """A state machine moved."""

    machine: str
    old: str
    new: str
    because: str
    spec: str


@dataclass(frozen=True, slots=True)
class AddressAssigned:
    """An inner address was given: told at the client that got it and the server that gave it."""

    session: str
    address: Address


@dataclass(frozen=True, slots=True)
class ChildUp:
    """A pair of ESP associations is ready for use."""

    session: str
    inbound: SecurityAssociation
    outbound: SecurityAssociation
    local_selector: Prefix
    remote_selector: Prefix
    local: Address
    peer: Address
    peer_port: int
    """Port for ESP in UDP, where `udp_encapsulation` asks for it."""
    udp_encapsulation: bool
    peer_identity: str
    local_port: int = 500
    transport: bool = False
    """True for transport mode, false for tunnel mode."""
    replaces: int = 0
    """Inbound SPI of the pair whose place it takes; 0 where it stands beside the others."""
    confirmed: bool = True
    """False where the peer may not have the pair yet: until something comes by it, or the old
    pair is deleted, what it replaces goes on sending (RFC 7296 section 2.8)."""
    receives_only: bool = False
    """True for a pair that is redundant and about to be deleted (RFC 7296 section 2.8.1)."""


@dataclass(frozen=True, slots=True)
class ChildDown:
    """A pair of ESP associations is gone."""

    session: str
    inbound_spi: int
    outbound_spi: int
    because: str


@dataclass(frozen=True, slots=True)
class Succeeded:
    """An IKE association has taken the place of another, and has its children now."""

    session: str
    by: str


@dataclass(frozen=True, slots=True)
class PeerMoved:
    """The outer addresses of a session's ESP associations are to change (RFC 4555)."""

    session: str
    local: Address
    local_port: int
    peer: Address
    peer_port: int
    udp_encapsulation: bool
    because: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """The user is asked for something now."""

    session: str
    what: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A session was given up."""

    session: str
    because: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A message was refused; *reason* is a short code, *spec* what asks for the refusal."""

    reason: str
    detail: str
    spec: str


@dataclass(frozen=True, slots=True)
class InitialContact:
    """An authenticated peer says that it remembers no earlier association with us."""

    session: str
    peer_identity: str


Happening = (
    KeyMade
    | Moved
    | AddressAssigned
    | ChildUp
    | ChildDown
    | Succeeded
    | PeerMoved
    | Prompt
    | Failed
    | Rejected
    | InitialContact
)


@dataclass(slots=True)
class Outbox:
    """Collects what an endpoint has to send and to report until it is drained."""

    datagrams: list[Datagram] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)

    def report(self, happening: Happening) -> None:
        """Add a happening."""
        self.happenings.append(happening)
