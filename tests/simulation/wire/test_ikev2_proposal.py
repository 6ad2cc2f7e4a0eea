"""Proposals and transforms, octet by octet."""

import pytest

from simulation.wire import ikev2
from simulation.wire.ikev2_proposal import GROUP, KeyLength, Proposal, Transform
from simulation.wire.isakmp import join


def test_a_proposal_of_two_transforms():
    # RFC 7296 sections 3.3.1, 3.3.2 and 3.3.5
    transforms = join(
        [
            [Transform(purpose=1, id=12), KeyLength(value=128)],
            [Transform(purpose=GROUP, id=14)],
        ]
    )[1]
    assert transforms.hex() == "0300000c0100000c800e0080" + "000000080400000e"
    proposal = join([[Proposal(protocol=1, transforms=2), transforms]])[1]
    assert proposal.hex() == "0000001c01010002" + transforms.hex()


@pytest.mark.parametrize(
    ("purpose", "number", "text"),
    [
        (1, 20, "20 (AES-GCM with a 16-octet ICV)"),
        (2, 2, "2 (HMAC-SHA1)"),
        (3, 2, "2 (HMAC-SHA1-96)"),
        (4, 5, "5 (MODP 1536)"),
        (5, 0, "0 (32-bit sequence numbers)"),
        (9, 7, "7"),
    ],
)
def test_numbers_are_named_by_their_type(purpose, number, text):
    inside = join([[Transform(purpose=purpose, id=number)]])[1]
    proposal = join([[Proposal(protocol=1, transforms=1), inside]])[1]
    octets = join([[ikev2.SecurityAssociationPayload(), proposal]])[1]
    header = list(ikev2.payloads(ikev2.SA, octets, 0)[0].walk())[-1].header
    assert next(each.text for each in header.spans() if each.row.name == "id") == text
