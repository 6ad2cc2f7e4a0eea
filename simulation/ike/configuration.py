"""How an IKE endpoint is told to behave: data, the same for both versions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from simulation.crypto.suites import SUITES, Suite
from simulation.ike.retransmission import Backoff
from simulation.wire.address import EVERYWHERE, Address, Prefix

SECOND = 1_000_000_000


class Octets(Protocol):
    """A stream of octets drawn from the scenario's seed."""

    def octets(self, count: int) -> bytes:
        """Return the next *count* octets."""
        ...


@dataclass(frozen=True, slots=True)
class Login:
    """What a user answers when XAUTH asks, and how long that takes a person."""

    user: str
    password: str
    seconds: float = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Everything an endpoint asks about its policy.  Lifetimes are in seconds."""

    identity: str
    """A dotted quad, ``user@domain`` or a domain name; sent as the matching ID type."""
    stream: Callable[[str], Octets]
    """Gives the seeded stream of one name; the caller puts its own name in front."""
    allocate_spi: Callable[[], int]
    """Gives an SPI that no other association of the whole run has."""
    version: Literal[1, 2] = 1
    """The version to begin with; a responder speaks both."""
    peer_identities: frozenset[str] = frozenset()
    """Identities to talk to; empty admits any that hold the key."""
    keys: Mapping[Address, bytes] = field(default_factory=dict)
    """Pre-shared keys by the peer's outer address."""
    group_key: bytes | None = None
    """Key for every address that has none of its own."""
    suite: str = "aes-cbc-sha1"
    dh_group: int = 2
    quick_mode_group: int | None = None
    """Group of quick mode's own exchange, for perfect forward secrecy."""
    nat_traversal: bool = True
    force_udp_encapsulation: bool = False
    """Encapsulate ESP in UDP from the start, NAT or no NAT; both ends must be told.

    Without `nat_traversal` it means nothing: there is no port for it."""
    request_address: bool = False
    """Client: ask for an inner address before the first child."""
    pool: Mapping[str, Address] = field(default_factory=dict)
    """Server: inner addresses by the peer's identity."""
    login: Login | None = None
    """Client: what to answer to XAUTH; offering it asks for XAUTH."""
    users: Mapping[str, str] = field(default_factory=dict)
    """Server: passwords by user; where there are any, XAUTH is demanded."""
    send_initial_contact: bool = True
    honour_initial_contact: bool = True
    honour_delete: bool = True
    local_selector: Prefix | None = None
    """Initiator: what to propose for its own side; `None` proposes the assigned address, or
    else the outer one."""
    remote_selector: Prefix = EVERYWHERE
    """Initiator: what to propose for the peer's side."""
    accepted_selectors: tuple[Prefix, ...] = (EVERYWHERE,)
    """Responder: networks that an initiator without an address from the pool may propose."""
    transport_mode: bool = False
    ike_lifetime: int = 86_400
    child_lifetime: int = 28_800
    rekeyed_by: Literal["initiator", "responder", "both"] = "initiator"
    """Which end replaces associations before their lifetime is over, by who began the first."""
    replay_window: int = 64
    """Sequence numbers that inbound ESP remembers (RFC 4303 section 3.4.3: 64, at least 32)."""
    backoff: Backoff = field(default_factory=Backoff)
    dpd_interval_ns: int | None = None
    """Silence after which the peer is asked whether it lives; `None` never asks."""
    nat_keepalive_ns: int = 20 * SECOND
    """Silence towards a peer after which one octet keeps a NAT's mapping (RFC 3948 section 4); 0
    sends none."""
    follow_peer: bool = False
    """Go after the source of every newer authentic packet with IKE and ESP, NAT or no NAT."""
    follow_nat: Literal["ike-and-esp", "ike", "nothing"] = "ike-and-esp"
    """What goes after a peer behind a NAT to where its newest authentic packet came from.

    Both should (RFC 7296 section 2.23, RFC 3947 section 7); MOBIKE's updates take its place."""
    mobike: bool = True
    return_routability: Literal["off", "before", "after"] = "before"
    """Responder: when to ask a new address for COOKIE2, if at all (RFC 4555 section 3.7)."""
    no_nats_allowed: bool = False
    """IKEv2: declare one's addresses and refuse any translation (RFC 4555 section 3.9)."""

    @property
    def algorithms(self) -> Suite:
        """The suite itself."""
        return SUITES[self.suite]

    def key_for(self, peer: Address) -> bytes | None:
        """Return the pre-shared key for *peer*: its own, or else the group's."""
        return self.keys.get(peer, self.group_key)
