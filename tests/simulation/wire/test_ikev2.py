"""IKEv2 payloads, octet by octet."""

import pytest

from simulation.errors import WireError
from simulation.wire import ikev2
from simulation.wire.address import Address
from simulation.wire.isakmp import join


def encoded(*parts):
    return join([parts])[1].hex()


def test_key_exchange():
    # RFC 7296 section 3.4
    assert (
        encoded(ikev2.KeyExchangePayload(group=2, value=b"ab")) == "0000000a" + "00020000" + "6162"
    )


def test_identification():
    # RFC 7296 section 3.5
    payload = ikev2.IdentificationPayload(type=3, data=b"a@b")
    assert encoded(payload) == "0000000b" + "03000000" + b"a@b".hex()


def test_update_sa_addresses():
    # RFC 4555 section 4.2.2
    assert encoded(ikev2.NotifyPayload(type=16400)) == "00000008" + "00004010"


def test_delete_of_the_association_itself():
    # RFC 7296 section 3.11
    assert encoded(ikev2.DeletePayload(protocol=1)) == "00000008" + "01000000"


def test_traffic_selector():
    # RFC 7296 section 3.13
    selector = ikev2.TrafficSelector(start=Address(0), end=Address(0xFFFFFFFF))
    expected = "00000018" + "01000000" + "07000010" + "0000ffff" + "00000000" + "ffffffff"
    assert encoded(ikev2.TrafficSelectorPayload(), selector) == expected


def test_configuration_request():
    # RFC 7296 section 3.15
    attribute = ikev2.ConfigurationAttribute(attribute=1, size=0, value=b"")
    payload = ikev2.ConfigurationPayload(action=1)
    assert encoded(payload, attribute) == "0000000c" + "01000000" + "00010000"


def test_an_encrypted_payload_ends_the_chain():
    # RFC 7296 section 3.14: its Next Payload names the first payload inside
    nodes = ikev2.payloads(ikev2.SK, b"\x29\x00\x00\x08body", 0)
    assert [node.kind for node in nodes] == [ikev2.SK]
    assert nodes[0].header.body == b"body"


def test_selectors_that_run_past_their_payload():
    with pytest.raises(WireError):
        ikev2.payloads(ikev2.TS_I, bytes.fromhex("0000000c" + "01000000" + "07000010"), 0)


@pytest.mark.parametrize("kind", sorted(ikev2.PAYLOADS))
def test_every_payload_says_what_its_fields_mean(kind):
    described = ikev2.PAYLOADS[kind].describe()
    assert all(field["meaning"] for field in described["fields"])
    assert described["spec"]
