"""Which payloads the messages of IKEv2 hold: RFC 7296 section 1, RFC 4555 section 3."""

from collections.abc import Mapping

from simulation.ike.rules import MessageRule
from simulation.wire.ikev2 import AUTH, CP, ID_I, ID_R, KE, NONCE, SA, TS_I, TS_R, D, N, V

IKE_SA_INIT, IKE_AUTH, CREATE_CHILD_SA, INFORMATIONAL = 34, 35, 36, 37

_CLEAR, _SEALED = False, True
_MANY = 20
_ANY_NOTICE = ((N, 0, _MANY), (V, 0, _MANY))

RULES: Mapping[tuple[int, bool], MessageRule] = {
    (IKE_SA_INIT, False): MessageRule(
        "IKE_SA_INIT request",
        _CLEAR,
        ((SA, 1, 1), (KE, 1, 1), (NONCE, 1, 1), *_ANY_NOTICE),
        "RFC 7296 section 1.2",
        "ike-sa-init-request",
    ),
    (IKE_SA_INIT, True): MessageRule(
        "IKE_SA_INIT response",
        _CLEAR,
        ((SA, 0, 1), (KE, 0, 1), (NONCE, 0, 1), *_ANY_NOTICE),
        "RFC 7296 section 1.2",
        "ike-sa-init-response",
    ),
    (IKE_AUTH, False): MessageRule(
        "IKE_AUTH request",
        _SEALED,
        (
            (ID_I, 1, 1),
            (ID_R, 0, 1),
            (AUTH, 1, 1),
            (CP, 0, 1),
            (SA, 1, 1),
            (TS_I, 1, 1),
            (TS_R, 1, 1),
            *_ANY_NOTICE,
        ),
        "RFC 7296 section 1.2",
        "ike-auth-request",
    ),
    (IKE_AUTH, True): MessageRule(
        "IKE_AUTH response",
        _SEALED,
        (
            (ID_R, 0, 1),
            (AUTH, 0, 1),
            (CP, 0, 1),
            (SA, 0, 1),
            (TS_I, 0, 1),
            (TS_R, 0, 1),
            *_ANY_NOTICE,
        ),
        "RFC 7296 section 1.2",
        "ike-auth-response",
    ),
    (CREATE_CHILD_SA, False): MessageRule(
        "CREATE_CHILD_SA request",
        _SEALED,
        ((SA, 1, 1), (NONCE, 1, 1), (KE, 0, 1), (TS_I, 0, 1), (TS_R, 0, 1), *_ANY_NOTICE),
        "RFC 7296 section 1.3",
        "ike-create-child-sa-request",
    ),
    (CREATE_CHILD_SA, True): MessageRule(
        "CREATE_CHILD_SA response",
        _SEALED,
        ((SA, 0, 1), (NONCE, 0, 1), (KE, 0, 1), (TS_I, 0, 1), (TS_R, 0, 1), *_ANY_NOTICE),
        "RFC 7296 section 1.3",
        "ike-create-child-sa-response",
    ),
    (INFORMATIONAL, False): MessageRule(
        "INFORMATIONAL request",
        _SEALED,
        ((D, 0, 4), (CP, 0, 1), *_ANY_NOTICE),
        "RFC 7296 section 1.4",
    ),
    (INFORMATIONAL, True): MessageRule(
        "INFORMATIONAL response",
        _SEALED,
        ((D, 0, 4), (CP, 0, 1), *_ANY_NOTICE),
        "RFC 7296 section 1.4",
        "ike-informational-response",
    ),
}
