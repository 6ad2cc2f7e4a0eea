"""What is offered and chosen in the SA payloads of both phases."""

from collections.abc import Mapping, Sequence

from simulation.crypto.suites import IkeSuite, Suite
from simulation.errors import PolicyError, WireError
from simulation.ike.v1.task import attributes
from simulation.wire.fields import Header
from simulation.wire.ikev1 import (
    TRANSPORT,
    TUNNEL,
    UDP_TRANSPORT,
    UDP_TUNNEL,
    BasicAttribute,
    EspBasicAttribute,
    EspLongAttribute,
    EspTransformPayload,
    LongAttribute,
    ProposalPayload,
    SecurityAssociationPayload,
    TransformPayload,
)
from simulation.wire.isakmp import Node, Part, join

ISAKMP, ESP = 1, 3

# Attribute numbers of phase 1: RFC 2409 appendix A.
ENCRYPTION, HASH, METHOD, GROUP, LIFE_TYPE, LIFE, KEY_LENGTH = 1, 2, 3, 4, 11, 12, 14
# Attribute numbers of phase 2: RFC 2407 section 4.5.
ESP_LIFE_TYPE, ESP_LIFE, ESP_GROUP, ESP_MODE, ESP_AUTHENTICATION, ESP_KEY_LENGTH = range(1, 7)
_SECONDS = 1


def phase_1_attributes(suite: IkeSuite, group: int, method: int, lifetime: int) -> dict[int, int]:
    """Return the attributes of a phase-1 transform, in order."""
    wanted = {ENCRYPTION: suite.v1_encryption, HASH: suite.v1_hash, METHOD: method, GROUP: group}
    if suite.key_bits is not None:
        wanted[KEY_LENGTH] = suite.key_bits
    return wanted | {LIFE_TYPE: _SECONDS, LIFE: lifetime}


def phase_2_attributes(suite: Suite, mode: int, group: int | None, lifetime: int) -> dict[int, int]:
    """Return the attributes of an ESP transform, in order."""
    wanted = {ESP_LIFE_TYPE: _SECONDS, ESP_LIFE: lifetime, ESP_MODE: mode}
    if group is not None:
        wanted[ESP_GROUP] = group
    if suite.v1_authentication is not None:
        wanted[ESP_AUTHENTICATION] = suite.v1_authentication
    if suite.key_bits is not None:
        wanted[ESP_KEY_LENGTH] = suite.key_bits
    return wanted


def mode(*, transport: bool, in_udp: bool) -> int:
    """Return the Encapsulation Mode attribute: RFC 2407 section 4.5, RFC 3947 section 5.1."""
    if transport:
        return UDP_TRANSPORT if in_udp else TRANSPORT
    return UDP_TUNNEL if in_udp else TUNNEL


def offer_ike(choices: Sequence[Mapping[int, int]]) -> Sequence[Part]:
    """Return the SA payload that offers phase-1 transforms, best first."""
    transforms: list[Sequence[Part]] = [
        [TransformPayload(number=number), *_phase_1_parts(choice)]
        for number, choice in enumerate(choices, 1)
    ]
    proposal = ProposalPayload(protocol=ISAKMP, transforms=len(transforms))
    return _sa(proposal, join(transforms)[1])


def choose_ike(chosen: Node, octets: bytes) -> Sequence[Part]:
    """Return the SA payload that chooses one offered transform, exactly as it was offered."""
    return _sa(ProposalPayload(protocol=ISAKMP, transforms=1), _alone(chosen, octets))


def offer_esp(suite: Suite, spi: int, wanted: Mapping[int, int]) -> Sequence[Part]:
    """Return the SA payload that offers one ESP transform."""
    transform: Sequence[Part] = [
        EspTransformPayload(transform=suite.v1_transform),
        *(
            EspBasicAttribute(attribute=each, value=value)
            if value <= 0xFFFF
            else EspLongAttribute(attribute=each, size=4, value=value.to_bytes(4, "big"))
            for each, value in wanted.items()
        ),
    ]
    return _sa(_esp_proposal(spi), join([transform])[1])


def choose_esp(chosen: Node, octets: bytes, spi: int) -> Sequence[Part]:
    """Return the SA payload that chooses one ESP transform, exactly as it was offered."""
    return _sa(_esp_proposal(spi), _alone(chosen, octets))


def _esp_proposal(spi: int) -> ProposalPayload:
    return ProposalPayload(protocol=ESP, spi_size=4, transforms=1, spi=spi.to_bytes(4, "big"))


def _phase_1_parts(choice: Mapping[int, int]) -> list[Header]:
    return [
        BasicAttribute(attribute=each, value=value)
        if value <= 0xFFFF
        else LongAttribute(attribute=each, size=4, value=value.to_bytes(4, "big"))
        for each, value in choice.items()
    ]


def _sa(proposal: ProposalPayload, transforms: bytes) -> Sequence[Part]:
    return [SecurityAssociationPayload(), join([[proposal, transforms]])[1]]


def _alone(transform: Node, octets: bytes) -> bytes:
    return b"\x00" + octets[transform.start + 1 : transform.end]


def transforms_of(payload: Node, protocol: int) -> list[tuple[int, Node]]:
    """Return every transform for *protocol* that an SA payload holds, each with its SPI."""
    found = []
    for proposal in payload.inside:
        header = proposal.header
        if isinstance(header, ProposalPayload) and header.protocol == protocol:
            if protocol == ESP and header.spi_size != 4:
                raise WireError("an ESP proposal without a 4-octet SPI")
            spi = int.from_bytes(header.spi, "big")
            found += [(spi, transform) for transform in proposal.inside]
    return found


def acceptable(transform: Node, wanted: Mapping[int, int], free: frozenset[int]) -> bool:
    """Tell whether a transform has exactly the *wanted* attributes, those in *free* aside."""
    given = attributes(transform)
    return {each: value for each, value in given.items() if each not in free} == {
        each: value for each, value in wanted.items() if each not in free
    }


PHASE_1_FREE = frozenset({LIFE_TYPE, LIFE, METHOD})
PHASE_2_FREE = frozenset({ESP_LIFE_TYPE, ESP_LIFE})


def no_proposal(what: str) -> PolicyError:
    """Return the error for an offer that holds nothing acceptable."""
    return PolicyError(f"{what}: no proposal is acceptable")
