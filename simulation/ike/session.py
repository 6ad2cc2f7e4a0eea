"""What every IKE session has, whichever version it speaks."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import NamedTuple

from simulation.ike.configuration import Configuration
from simulation.ike.happenings import ChildDown, Datagram, Happening
from simulation.ipsec.association import SecurityAssociation
from simulation.wire.address import Address, Prefix
from simulation.wire.isakmp import IsakmpHeader


class Path(NamedTuple):
    """The outer addresses and UDP ports that a session uses now."""

    local: Address
    local_port: int
    peer: Address
    peer_port: int


@dataclass(slots=True)
class Outbox:
    """Collects what an endpoint has to send and to tell until it is taken."""

    datagrams: list[Datagram] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)

    def tell(self, happening: Happening) -> None:
        """Add a happening."""
        self.happenings.append(happening)


@dataclass(slots=True)
class Child:
    """A pair of ESP associations that a session made."""

    inbound: SecurityAssociation
    outbound: SecurityAssociation
    local_selector: Prefix
    remote_selector: Prefix
    rekey_ns: int | None
    """When to replace it, at the end that began it."""
    expires_ns: int


class Session(ABC):
    """One IKE association with one peer, from its first message to its end."""

    def __init__(self, name: str, configuration: Configuration, path: Path, outbox: Outbox) -> None:
        self.name = name
        self.configuration = configuration
        self.path = path
        self.outbox = outbox
        self.children: list[Child] = []
        self.peer_identity = ""
        self.finished = False

    @property
    @abstractmethod
    def established(self) -> bool:
        """True from the moment that the peer is authenticated."""

    @abstractmethod
    def receive(self, octets: bytes, header: IsakmpHeader, path: Path, now_ns: int) -> None:
        """Take one message in; raise `WireError`, `CheckError` or `PolicyError` to refuse it."""

    @abstractmethod
    def initiate(self, now_ns: int, *, first_contact: bool) -> None:
        """Begin; *first_contact* says that no other association with the peer is known."""

    @abstractmethod
    def end(self, because: str) -> None:
        """Forget the session and its children without telling the peer."""

    @abstractmethod
    def add_child(self, local: Prefix | None, remote: Prefix | None, now_ns: int) -> None:
        """Begin another pair of associations; `None` stands for the configured selector."""

    @abstractmethod
    def next_timer(self) -> int | None:
        """Return when `on_timer` wants to be called, or `None`."""

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
    def heard(self, now_ns: int) -> None:
        """Note that something authentic came from the peer, ESP included."""

    def drop_children(self, because: str) -> None:
        """Tell that every child is gone."""
        for child in self.children:
            self.drop_child(child, because)
        self.children = []

    def drop_child(self, child: Child, because: str) -> None:
        """Tell that *child* is gone."""
        self.outbox.tell(ChildDown(self.name, child.inbound.spi, child.outbound.spi, because))
