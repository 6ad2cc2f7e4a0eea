"""IKEv1 payloads, octet by octet."""

import pytest

from simulation.wire import ikev1
from simulation.wire.isakmp import join


def encoded(*parts):
    return join([parts])[1].hex()


def test_security_association():
    # RFC 2408 sections 3.4 to 3.6, RFC 2407 section 4.6.1
    transform = [
        ikev1.TransformPayload(),
        ikev1.BasicAttribute(attribute=1, value=5),
        ikev1.LongAttribute(attribute=12, size=4, value=bytes.fromhex("00015180")),
    ]
    inside = join([transform])[1]
    proposal = join([[ikev1.ProposalPayload(protocol=1, transforms=1), inside]])[1]
    octets = join([[ikev1.SecurityAssociationPayload(), proposal]])[1]
    expected = [
        "00000028" + "00000001" + "00000001",
        "0000001c" + "01010001",
        "00000014" + "01010000" + "80010005" + "000c0004" + "00015180",
    ]
    assert octets.hex() == "".join(expected)
    names = [type(node.header).__name__ for node in ikev1.payloads(1, octets, 0)[0].walk()]
    assert names == [
        "SecurityAssociationPayload",
        "ProposalPayload",
        "TransformPayload",
        "BasicAttribute",
        "LongAttribute",
    ]


def test_esp_transforms_have_attributes_of_their_own():
    transform = [
        ikev1.EspTransformPayload(transform=12),
        ikev1.EspBasicAttribute(attribute=4, value=3),
    ]
    proposal = ikev1.ProposalPayload(protocol=3, spi_size=4, transforms=1, spi=b"\0\0\x10\x01")
    octets = join(
        [[ikev1.SecurityAssociationPayload(), join([[proposal, join([transform])[1]]])[1]]]
    )[1]
    attribute = list(ikev1.payloads(1, octets, 0)[0].walk())[-1].header
    span = next(each for each in attribute.spans() if each.row.name == "attribute")
    assert span.text == "4 (Encapsulation Mode)"


def test_identification():
    payload = ikev1.IdentificationPayload(type=1, data=b"\x0a\x09\x00\x05")
    assert encoded(payload) == "0000000c" + "01000000" + "0a090005"


def test_initial_contact():
    # RFC 2407 section 4.6.3.3
    payload = ikev1.NotificationPayload(spi_size=16, type=24578, spi=bytes(range(16)))
    assert encoded(payload) == "0000001c" + "00000001" + "01106002" + bytes(range(16)).hex()


def test_notification_data_ends_with_its_payload():
    parts = [
        [ikev1.NotificationPayload(spi_size=0, type=36136, spi=b"", data=b"\0\0\0\7")],
        [ikev1.VendorIdPayload(vendor=b"v")],
    ]
    first, octets = join(parts)
    assert ikev1.payloads(first, octets, 0)[0].header.data == b"\0\0\0\7"


def test_delete():
    # RFC 2408 section 3.15
    payload = ikev1.DeletePayload(protocol=3, spi_size=4, count=2, spis=bytes(range(8)))
    assert encoded(payload) == "00000014" + "00000001" + "03040002" + bytes(range(8)).hex()


def test_attributes():
    parts = (
        ikev1.AttributesPayload(action=1, identifier=7),
        ikev1.ConfigurationLongAttribute(attribute=1, size=0, value=b""),
        ikev1.ConfigurationBasicAttribute(attribute=16527, value=1),
    )
    assert encoded(*parts) == "00000010" + "01000007" + "00010000" + "c08f0001"


@pytest.mark.parametrize("kind", sorted(ikev1.PAYLOADS))
def test_every_payload_says_what_its_fields_mean(kind):
    described = ikev1.PAYLOADS[kind].describe()
    assert all(field["meaning"] for field in described["fields"])
    assert described["spec"]
