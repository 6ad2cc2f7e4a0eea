import pytest

from simulation.dissection import KeyRing, dissect
from simulation.dissection.key_ring import HeldKey
from simulation.wire import ipv4, wireguard
from simulation.wireguard.handshake import TransportKeys
from simulation.wireguard.session import Session
from tests.simulation.frames import CARE_OF, GATEWAY, flow_packet, framed, udp_packet

FIRST, SECOND = bytes.fromhex("0a0b0c0d"), bytes.fromhex("01020304")
KEYS = TransportKeys(initiator=b"i" * 32, responder=b"r" * 32)
HELD = HeldKey(
    0,
    "mn",
    f"wg:{FIRST.hex()}:{SECOND.hex()}",
    "chacha20-poly1305",
    {"initiator": KEYS.initiator, "responder": KEYS.responder},
    {"initiator": FIRST.hex(), "responder": SECOND.hex()},
)


def session(*, initiator):
    own, peer = (FIRST, SECOND) if initiator else (SECOND, FIRST)
    return Session(KEYS, own, peer, initiator=initiator, now_ns=0)


def sealed(packet, *, initiator=True):
    return udp_packet(wireguard.PORT, session(initiator=initiator).seal(packet))


def layers(packet, *held):
    return dissect(framed(packet), KeyRing(held)).layers[3:]


@pytest.mark.parametrize("initiator", [True, False])
def test_transport_data_opens_with_the_senders_key(initiator):
    found = layers(sealed(flow_packet(61), initiator=initiator), HELD)
    assert [each.header.key for each in found] == [
        "wireguard-data", "ipv4", "udp", "flow", "data", "data",
    ]  # fmt: skip
    assert {each.sealed_by for each in found[1:]} == {HELD.key}
    assert found[0].note == f"opened by {HELD.key}"


def test_a_keepalive_opens_to_nothing():
    (found,) = layers(sealed(b""), HELD)
    assert found.note == f"opened by {HELD.key}"


def test_without_the_key_it_stays_shut():
    (found,) = layers(sealed(flow_packet()))
    assert found.note == "no key at hand"


def test_with_a_wrong_tag_it_stays_shut_and_says_so():
    message = bytearray(session(initiator=True).seal(flow_packet()))
    message[-1] ^= 1
    (found,) = layers(udp_packet(wireguard.PORT, bytes(message)), HELD)
    assert found.note == "the tag is wrong: not opened"


def test_a_fragment_of_it_is_not_opened():
    first = ipv4.fragments(sealed(flow_packet(400)), 200)[0]
    (found,) = layers(first, HELD)
    assert found.note == "a piece of a packet: cannot be opened"


def test_a_handshake_message_is_one_layer():
    message = wireguard.HandshakeInitiation(
        sender=FIRST, ephemeral=bytes(32), static=bytes(48), timestamp=bytes(28)
    )
    (found,) = layers(udp_packet(wireguard.PORT, message.encode(), CARE_OF, GATEWAY))
    assert (found.header, found.note) == (message, "")


@pytest.mark.parametrize("octets", [b"", b"\x09\0\0\0", b"\x04\0\0\0" + bytes(20)])
def test_what_makes_no_sense_is_malformed(octets):
    (found,) = layers(udp_packet(wireguard.PORT, octets))
    assert found.header.key == "malformed"
