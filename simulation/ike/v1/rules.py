"""Which payloads the messages of IKEv1 hold: RFC 2409 section 5, RFC 3947 section 3.2."""

from simulation.ike.rules import Label, MessageRule
from simulation.wire.ikev1 import ATTR, HASH, ID, KE, NAT_D, NONCE, SA, VID, D, N

MAIN, INFORMATIONAL, TRANSACTION, QUICK = 2, 5, 6, 32

_CLEAR, _SEALED = False, True
_MANY = 20
_OFFER = ((SA, 1, 1), (VID, 0, _MANY))
_EXCHANGE = ((KE, 1, 1), (NONCE, 1, 1), (NAT_D, 0, 8), (VID, 0, _MANY))
_PROOF = ((ID, 1, 1), (HASH, 1, 1), (N, 0, 2))

MAIN_MODE = (
    MessageRule("main mode 1", _CLEAR, _OFFER, "RFC 2409 section 5", "ike-main-mode-1"),
    MessageRule("main mode 2", _CLEAR, _OFFER, "RFC 2409 section 5", "ike-main-mode-2"),
    MessageRule("main mode 3", _CLEAR, _EXCHANGE, "RFC 2409 section 5.4", "ike-main-mode-3"),
    MessageRule("main mode 4", _CLEAR, _EXCHANGE, "RFC 2409 section 5.4", "ike-main-mode-4"),
    MessageRule("main mode 5", _SEALED, _PROOF, "RFC 2409 section 5.4", "ike-main-mode-5"),
    MessageRule("main mode 6", _SEALED, _PROOF, "RFC 2409 section 5.4", "ike-main-mode-6"),
)
REKEYING_MAIN = Label("main mode 1, rekeying", "ike-main-mode-1-rekeying")
"""What the first message is called where the association takes the place of another."""

_KEYING = ((HASH, 1, 1), (SA, 1, 1), (NONCE, 1, 1), (KE, 0, 1), (ID, 0, 2), (N, 0, 2))

QUICK_MODE = (
    MessageRule("quick mode 1", _SEALED, _KEYING, "RFC 2409 section 5.5", "ike-quick-mode-1"),
    MessageRule("quick mode 2", _SEALED, _KEYING, "RFC 2409 section 5.5", "ike-quick-mode-2"),
    MessageRule(
        "quick mode 3", _SEALED, ((HASH, 1, 1),), "RFC 2409 section 5.5", "ike-quick-mode-3"
    ),
)
REKEYING_QUICK = Label("quick mode 1, rekeying", "ike-quick-mode-1-rekeying")
"""What the first message is called where the pair takes the place of another."""

INFORMATION = (
    MessageRule(
        "informational",
        _SEALED,
        ((HASH, 1, 1), (N, 0, 4), (D, 0, 4)),
        "RFC 2409 section 5.7",
    ),
)

CONFIGURATION = (
    MessageRule(
        "transaction",
        _SEALED,
        ((HASH, 1, 1), (ATTR, 1, 1)),
        "mode-config draft",
    ),
)
