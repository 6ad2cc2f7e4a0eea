"""Pairs of ESP associations as an IKE session keeps them, whichever version made them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from simulation.ike.configuration import SECOND
from simulation.ike.happenings import KeyMade

if TYPE_CHECKING:
    from simulation.ipsec.association import SecurityAssociation
    from simulation.wire.address import Prefix

_REKEY_SHARE = (9, 10)
"""An association is replaced when this share of its life is over."""


def rekey_at(now_ns: int, lifetime_s: int) -> int:
    """Return when to replace what is made now and lives for *lifetime_s* seconds, in ns."""
    share, of = _REKEY_SHARE
    return now_ns + lifetime_s * SECOND * share // of


@dataclass(slots=True, eq=False)
class Child:
    """A pair of ESP associations that a session made."""

    inbound: SecurityAssociation
    outbound: SecurityAssociation
    local_selector: Prefix
    remote_selector: Prefix
    rekey_ns: int | None
    """When to replace it, at an end that does so."""
    expires_ns: int
    replaced: bool = False
    """Another pair stands in its place; this one only waits for its deletion."""
    deleting: bool = False
    """This end has asked the peer to delete it."""
    closed: bool = False
    """The peer has deleted it."""


class Terms(NamedTuple):
    """What was agreed on for a pair, the keys aside."""

    local_selector: Prefix
    remote_selector: Prefix
    lifetime_s: int
    in_udp: bool
    transport: bool
    replaces: Child | None = None
    """The pair whose place it takes (RFC 7296 section 2.8)."""
    answered: bool = False
    """True at the end that answered: the other may not have the pair yet."""
    redundant: bool = False
    """True where both ends asked at once and this pair is the one to be deleted."""


def key_made(association: SecurityAssociation, source: str, destination: str) -> KeyMade:
    """Return what is told of an association's keys; *source* and *destination* are outer."""
    spi = f"0x{association.spi:08x}"
    secret = {
        "encryption": association.encryption_key.hex(),
        "authentication": association.authentication_key.hex(),
    }
    if association.salt:
        secret["salt"] = association.salt.hex()
    binding = {"spi": spi, "source": source, "destination": destination}
    return KeyMade(f"esp:{spi}", "ESP", association.suite.slug, secret, binding)
