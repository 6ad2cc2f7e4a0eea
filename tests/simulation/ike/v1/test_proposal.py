import pytest

from simulation.crypto.suites import SUITES
from simulation.errors import WireError
from simulation.ike.v1 import proposal
from simulation.ike.v1.task import attributes
from simulation.wire import ikev1
from simulation.wire.isakmp import join


def parsed(parts):
    octets = join([parts])[1]
    return ikev1.payloads(1, octets, 0)[0], octets


@pytest.mark.parametrize("suite", SUITES.values(), ids=lambda suite: suite.slug)
def test_what_is_offered_is_what_is_read(suite):
    wanted = proposal.phase_1_attributes(suite.ike, 14, 1, 86_400)
    offer, _ = parsed(proposal.offer_ike([wanted, wanted | {proposal.METHOD: 65001}]))
    found = [attributes(each) for _, each in proposal.transforms_of(offer, proposal.ISAKMP)]
    assert found == [wanted, wanted | {proposal.METHOD: 65001}]
    esp = proposal.phase_2_attributes(suite, 3, 5, 28_800)
    offer, _ = parsed(proposal.offer_esp(suite, 0x1001, esp))
    ((spi, transform),) = proposal.transforms_of(offer, proposal.ESP)
    assert spi == 0x1001
    assert transform.header.transform == suite.v1_transform
    assert proposal.acceptable(transform, esp, frozenset())


def test_gcm_names_no_authentication_but_a_key_length():
    # RFC 4106 sections 8.3 and 8.4
    wanted = proposal.phase_2_attributes(SUITES["aes-gcm"], 1, None, 100)
    assert proposal.ESP_AUTHENTICATION not in wanted
    assert wanted[proposal.ESP_KEY_LENGTH] == 128


def test_a_choice_is_the_offered_transform_unchanged():
    wanted = proposal.phase_1_attributes(SUITES["3des-sha1"].ike, 2, 1, 100)
    offer, octets = parsed(proposal.offer_ike([wanted | {proposal.GROUP: 5}, wanted]))
    chosen = offer.inside[0].inside[1]
    answer, answer_octets = parsed(proposal.choose_ike(chosen, octets))
    only = answer.inside[0].inside[0]
    assert only.header.number == 2
    given = octets[chosen.start + 1 : chosen.end]
    assert answer_octets[only.start + 1 : only.end] == given


def test_attributes_in_excess_are_not_acceptable():
    suite = SUITES["aes-cbc-sha1"]
    wanted = proposal.phase_2_attributes(suite, 1, None, 100)
    offer, _ = parsed(proposal.offer_esp(suite, 0x1001, wanted | {proposal.ESP_GROUP: 2}))
    ((_, transform),) = proposal.transforms_of(offer, proposal.ESP)
    assert not proposal.acceptable(transform, wanted, proposal.PHASE_2_FREE)


@pytest.mark.parametrize(
    ("transport", "in_udp", "number"),
    [(False, False, 1), (True, False, 2), (False, True, 3), (True, True, 4)],
)
def test_modes(transport, in_udp, number):
    # RFC 2407 section 4.5, RFC 3947 section 5.1
    assert proposal.mode(transport=transport, in_udp=in_udp) == number


def test_an_esp_proposal_without_spi():
    inside = join([[ikev1.EspTransformPayload(transform=12)]])[1]
    bad = join([[ikev1.ProposalPayload(protocol=3, transforms=1), inside]])[1]
    payload, _ = parsed([ikev1.SecurityAssociationPayload(), bad])
    with pytest.raises(WireError):
        proposal.transforms_of(payload, proposal.ESP)
