"""What makes the keys of an IKE association, first or later: RFC 7296 sections 1.2 and 1.3.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.crypto.dh import GROUPS, PrivateKey
from simulation.errors import WireError
from simulation.ike.happenings import KeyMade
from simulation.ike.v2.task import DenialError
from simulation.wire.ikev2 import (
    INVALID_KE_PAYLOAD,
    KE,
    KeyExchangePayload,
    NoncePayload,
)

if TYPE_CHECKING:
    from simulation.ike.message import Message
    from simulation.ike.v2.task import AssociationV2

NONCE_OCTETS = 32


def own_key(session: AssociationV2) -> PrivateKey:
    """Return a private key of the configured group, newly drawn."""
    group = GROUPS[session.configuration.dh_group]
    return group.key(session.configuration.stream("dh").octets(group.exponent_octets))


def own_nonce(session: AssociationV2) -> bytes:
    """Return a nonce, newly drawn."""
    return session.configuration.stream("nonce").octets(NONCE_OCTETS)


def key_exchange(session: AssociationV2, private: PrivateKey) -> KeyExchangePayload:
    """Return the payload that carries the public value of *private*."""
    return KeyExchangePayload(group=session.configuration.dh_group, value=private.public)


def nonce_payload(nonce: bytes) -> NoncePayload:
    """Return the payload that carries *nonce*."""
    return NoncePayload(value=nonce)


def peer_public(session: AssociationV2, message: Message) -> bytes:
    """Return the peer's public value; raise `DenialError` where it is of another group.

    Without a first association there is nothing that could go on, so the refusal is its end.
    """
    header = message.one(KE).header
    if not isinstance(header, KeyExchangePayload):
        raise WireError("a key exchange payload was expected")
    if header.group != session.configuration.dh_group:
        fatal = not session.established
        raise DenialError(f"group {header.group} is not ours", INVALID_KE_PAYLOAD, fatal=fatal)
    return header.value


def tell_keys(session: AssociationV2) -> None:
    """Tell of the keys that *session* has now."""
    suite = session.suite
    bits = f"-{suite.key_bits}" if suite.key_bits else ""
    group = GROUPS[session.configuration.dh_group].name
    names = ("sk_d", "sk_ai", "sk_ar", "sk_ei", "sk_er", "sk_pi", "sk_pr")
    session.outbox.report(
        KeyMade(
            session.key_id,
            "IKE",
            f"{suite.cipher}{bits} {suite.hash} {group}",
            {name: getattr(session.keys, name).hex() for name in names},
            {"spi_i": session.spi_i.hex(), "spi_r": session.spi_r.hex()},
        )
    )
