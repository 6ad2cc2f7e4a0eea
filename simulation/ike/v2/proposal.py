"""What is offered and chosen in IKEv2's SA payloads, and its identities and selectors."""

from collections.abc import Sequence

from simulation.crypto.suites import IkeSuite, Suite
from simulation.errors import PolicyError, WireError
from simulation.wire.address import Address, Prefix
from simulation.wire.ikev2 import (
    ID_FQDN,
    ID_IPV4,
    ID_RFC822,
    IPV4_RANGE,
    IdentificationPayload,
    ResponderIdentificationPayload,
    ResponderTrafficSelectorPayload,
    SecurityAssociationPayload,
    TrafficSelector,
    TrafficSelectorPayload,
)
from simulation.wire.ikev2_proposal import (
    ENCRYPTION,
    GROUP,
    INTEGRITY,
    PRF,
    SEQUENCE,
    KeyLength,
    Proposal,
    Transform,
)
from simulation.wire.isakmp import Node, Part, join

Choice = tuple[int, int, int | None]
"""Transform type, transform id and key length in bits."""


def ike_choices(suite: IkeSuite, group: int) -> list[Choice]:
    """Return what protects IKE itself."""
    return [
        (ENCRYPTION, suite.v2_encryption, suite.key_bits),
        (PRF, suite.v2_prf, None),
        (INTEGRITY, suite.v2_integrity, None),
        (GROUP, group, None),
    ]


def esp_choices(suite: Suite, group: int | None = None) -> list[Choice]:
    """Return what protects ESP; *group* is for an exchange of CREATE_CHILD_SA's own."""
    choices: list[Choice] = [(ENCRYPTION, suite.v2_encryption, suite.key_bits)]
    if suite.v2_integrity is not None:
        choices.append((INTEGRITY, suite.v2_integrity, None))
    if group is not None:
        choices.append((GROUP, group, None))
    return [*choices, (SEQUENCE, 0, None)]


def offer(protocol: int, spi: bytes, choices: Sequence[Choice], number: int = 1) -> Sequence[Part]:
    """Return an SA payload of one proposal: an offer of these transforms, or their choice."""
    transforms: list[Sequence[Part]] = []
    for purpose, identifier, bits in choices:
        parts: list[Part] = [Transform(purpose=purpose, id=identifier)]
        if bits is not None:
            parts.append(KeyLength(value=bits))
        transforms.append(parts)
    proposal = Proposal(
        number=number, protocol=protocol, spi_size=len(spi), transforms=len(choices), spi=spi
    )
    return [SecurityAssociationPayload(), join([[proposal, join(transforms)[1]]])[1]]


def select(payload: Node, protocol: int, choices: Sequence[Choice]) -> tuple[int, bytes] | None:
    """Return number and SPI of the first proposal that contains every choice, or `None`."""
    for node in payload.inside:
        proposal = node.header
        if not isinstance(proposal, Proposal) or proposal.protocol != protocol:
            continue
        if set(choices) <= {_choice(each) for each in node.inside}:
            return proposal.number, proposal.spi
    return None


def _choice(node: Node) -> Choice:
    header = node.header
    if not isinstance(header, Transform):
        raise WireError("a transform was expected")
    bits = None
    for inner in node.inside:
        if isinstance(inner.header, KeyLength):
            bits = inner.header.value
    return header.purpose, header.id, bits


def esp_spi(spi: bytes) -> int:
    """Return the SPI of an ESP proposal; raise `WireError` for one that cannot be."""
    number = int.from_bytes(spi, "big")
    if len(spi) != 4 or number < 256:
        raise WireError("an ESP proposal without a usable SPI")
    return number


def identification(identity: str, *, initiator: bool) -> IdentificationPayload:
    """Return the payload for a dotted quad, ``user@domain`` or a domain name."""
    payload = IdentificationPayload if initiator else ResponderIdentificationPayload
    try:
        return payload(type=ID_IPV4, data=Address.parse(identity).octets)
    except WireError:
        kind = ID_RFC822 if "@" in identity else ID_FQDN
        return payload(type=kind, data=identity.encode("ascii", "replace"))


def identity_of(node: Node) -> str:
    """Return the identity that a payload states; raise `WireError` for kinds not understood."""
    header = node.header
    if isinstance(header, IdentificationPayload):
        if header.type == ID_IPV4 and len(header.data) == 4:
            return str(Address(int.from_bytes(header.data, "big")))
        text = header.data.decode("ascii", "replace")
        if header.type in (ID_FQDN, ID_RFC822) and text and text.isprintable():
            return text
    raise WireError("an identity that is not understood")


def selectors(local: Prefix, remote: Prefix) -> list[Sequence[Part]]:
    """Return both Traffic Selector payloads, the initiator's side first."""
    return [
        [TrafficSelectorPayload(), _range(local)],
        [ResponderTrafficSelectorPayload(), _range(remote)],
    ]


def _range(prefix: Prefix) -> TrafficSelector:
    return TrafficSelector(start=prefix.network, end=prefix.broadcast)


def prefix_of(node: Node) -> Prefix:
    """Return the network that a Traffic Selector payload means; `PolicyError` if it is none."""
    for inner in node.inside:
        header = inner.header
        if isinstance(header, TrafficSelector) and header.type == IPV4_RANGE:
            length = 32 - (header.start ^ header.end).bit_length()
            prefix = Prefix.parse(f"{header.start}/{length}")
            if (prefix.network, prefix.broadcast) == (header.start, header.end):
                return prefix
    raise PolicyError("a traffic selector that is no network")
