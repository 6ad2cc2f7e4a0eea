import pytest

from simulation.dissection.ike_sentences import IKE_SENTENCES
from simulation.dissection.sentences import sentences
from simulation.wire import ikev1, ikev2, ikev2_proposal
from simulation.wire.address import Address

TOLD = [
    (
        ikev1.ProposalPayload(protocol=3, transforms=1, spi_size=4, spi=bytes.fromhex("c0de0001")),
        "Proposal 1 for ESP with 1 choice, to be received under SPI 0xc0de0001.",
    ),
    (
        ikev1.ProposalPayload(protocol=1, transforms=2),
        "Proposal 1 for ISAKMP or IKE with 2 choices.",
    ),
    (
        ikev1.EspTransformPayload(number=2, transform=12),
        "Choice 2: AES-CBC; its attributes follow.",
    ),
    (ikev1.BasicAttribute(attribute=1, value=5), "Encryption Algorithm: 3DES-CBC."),
    (ikev1.BasicAttribute(attribute=4, value=14), "Group Description: 2048-bit MODP group."),
    (ikev1.EspBasicAttribute(attribute=5, value=2), "Authentication Algorithm: HMAC-SHA1."),
    (ikev1.EspBasicAttribute(attribute=6, value=128), "Key Length: 128."),
    (
        ikev1.LongAttribute(attribute=12, size=4, value=bytes.fromhex("00015180")),
        "Life Duration: 86400.",
    ),
    (
        ikev1.ConfigurationLongAttribute(attribute=1, size=0, value=b""),
        "Asks for INTERNAL_IP4_ADDRESS.",
    ),
    (
        ikev1.ConfigurationLongAttribute(attribute=1, size=4, value=bytes([10, 9, 0, 5])),
        "INTERNAL_IP4_ADDRESS is 10.9.0.5.",
    ),
    (
        ikev1.ConfigurationLongAttribute(attribute=16521, size=5, value=b"alice"),
        "XAUTH_USER_NAME is alice.",
    ),
    (
        ikev1.IdentificationPayload(type=3, data=b"mn@example.com"),
        "Identity: user and domain name mn@example.com.",
    ),
    (
        ikev1.IdentificationPayload(type=3, data=b"\x00\x1b"),
        "Identity: user and domain name 001b.",
    ),
    (
        ikev1.IdentificationPayload(type=1, data=bytes([192, 0, 2, 10])),
        "Identity: address 192.0.2.10.",
    ),
    (
        ikev1.IdentificationPayload(type=4, data=bytes([10, 0, 0, 0, 255, 0, 0, 0])),
        "Identity: network 10.0.0.0, mask 255.0.0.0.",
    ),
    (
        ikev1.IdentificationPayload(type=11, data=b"12345"),
        "Identity: opaque key id of 5 octets.",
    ),
    (
        ikev1.NotificationPayload(spi_size=0, type=24578, spi=b""),
        "Tells the peer INITIAL-CONTACT.",
    ),
    (
        ikev2.NotifyPayload(type=16401, data=bytes(8)),
        "Tells the peer COOKIE2 with 8 octets of data.",
    ),
    (
        ikev1.DeletePayload(
            protocol=3, spi_size=4, count=2, spis=bytes.fromhex("0000100100001002")
        ),
        "The sender no longer receives ESP under SPI 0x00001001, 0x00001002.",
    ),
    (ikev2.DeletePayload(protocol=1), "The sender has dropped this association itself."),
    (
        ikev1.VendorIdPayload(vendor=ikev1.VENDOR_DPD),
        "The sender knows dead peer detection.",
    ),
    (ikev1.VendorIdPayload(vendor=b"??"), "An extension: 3f3f."),
    (
        ikev1.AttributesPayload(action=1, identifier=7),
        "Configuration REQUEST 7; attributes follow.",
    ),
    (
        ikev2.KeyExchangePayload(group=14, value=bytes(256)),
        "Public Diffie-Hellman value of 256 octets.",
    ),
    (
        ikev1.HashPayload(value=bytes(20)),
        "Proof of 20 octets that only a holder of the keys can make.",
    ),
    (
        ikev2_proposal.EncryptionTransform(purpose=1, id=12),
        "Encryption transform: AES-CBC.",
    ),
    (
        ikev2.TrafficSelector(start=Address(0), end=Address(0xFFFFFFFF)),
        "Packets with addresses 0.0.0.0 to 255.255.255.255, ports 0 to 65535.",
    ),
    (
        ikev2.EncryptedPayload(body=bytes(60)),
        "All further payloads, encrypted and authenticated: 60 octets.",
    ),
]


@pytest.mark.parametrize(("header", "sentence"), TOLD, ids=lambda each: getattr(each, "key", ""))
def test_sentence(header, sentence):
    assert sentences([header]) == [sentence]


def test_every_class_that_is_told_of_lies_on_the_wire():
    assert all(kind.table for kind in IKE_SENTENCES)
