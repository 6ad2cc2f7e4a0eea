import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.crypto.suites import SUITES
from simulation.errors import PolicyError, WireError
from simulation.ike.v2 import proposal
from simulation.wire import ikev2
from simulation.wire.address import Address, Prefix
from simulation.wire.isakmp import join


def parsed(parts, kind=ikev2.SA):
    return ikev2.payloads(kind, join([parts])[1], 0)[0]


@pytest.mark.parametrize("suite", SUITES.values(), ids=lambda suite: suite.slug)
def test_what_is_offered_can_be_selected(suite):
    ike = proposal.ike_choices(suite.ike, 14)
    assert proposal.select(parsed(proposal.offer(1, b"", ike)), 1, ike) == (1, b"")
    esp = proposal.esp_choices(suite)
    spi = b"\0\0\x10\x01"
    payload = parsed(proposal.offer(3, spi, esp, 4))
    assert proposal.select(payload, 3, esp) == (4, spi)
    assert proposal.select(payload, 1, esp) is None
    other = proposal.esp_choices(SUITES["3des-sha1" if suite.slug != "3des-sha1" else "aes-gcm"])
    assert proposal.select(payload, 3, other) is None


def test_gcm_needs_no_integrity_transform():
    # RFC 7296 section 3.3: a combined-mode cipher brings its own
    assert [each[0] for each in proposal.esp_choices(SUITES["aes-gcm"])] == [1, 5]


@pytest.mark.parametrize("spi", [b"", b"\0\0\0\xff", b"\0\0\0\1\0"])
def test_spis_that_cannot_be(spi):
    with pytest.raises(WireError):
        proposal.esp_spi(spi)


@pytest.mark.parametrize("name", ["192.0.2.10", "vpn.example.com", "mn@example.com"])
@pytest.mark.parametrize("initiator", [True, False])
def test_identities(name, initiator):
    payload = proposal.identification(name, initiator=initiator)
    assert payload.kind == (ikev2.ID_I if initiator else ikev2.ID_R)
    assert proposal.identity_of(parsed([payload], payload.kind)) == name


@given(st.integers(0, 2**32 - 1), st.integers(0, 32))
def test_selectors(address, length):
    prefix = Prefix.parse(f"{Address(address)}/{length}")
    first, second = proposal.selectors(prefix, Prefix.parse("0.0.0.0/0"))
    assert proposal.prefix_of(parsed(first, ikev2.TS_I)) == prefix
    assert proposal.prefix_of(parsed(second, ikev2.TS_R)) == Prefix.parse("0.0.0.0/0")


def test_a_range_that_is_no_network():
    odd = ikev2.TrafficSelector(start=Address(1), end=Address(6))
    with pytest.raises(PolicyError):
        proposal.prefix_of(parsed([ikev2.TrafficSelectorPayload(), odd], ikev2.TS_I))
