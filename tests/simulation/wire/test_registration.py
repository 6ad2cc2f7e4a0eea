import pytest
from hypothesis import given

from simulation.wire.address import Address
from simulation.wire.registration import REPLY_CODES, RegistrationReply, RegistrationRequest
from tests.simulation.wire.generate import headers

HOME, AGENT, CARE_OF = map(Address.parse, ("10.1.0.100", "10.1.0.1", "203.0.113.137"))
FLAGS = {
    "simultaneous": 0x80, "broadcasts": 0x40, "decapsulates": 0x20, "minimal": 0x10,
    "gre": 0x08, "r": 0x04, "reverse_tunnel": 0x02, "x": 0x01,
}  # fmt: skip


def request(**flags):
    return RegistrationRequest(
        lifetime=60, home_address=HOME, home_agent=AGENT, care_of_address=CARE_OF,
        identification=0xC1CB7C8000000001, **flags,
    )  # fmt: skip


def test_known_octets_of_a_request():
    assert request(decapsulates=True, reverse_tunnel=True).encode().hex() == (
        "0122003c" "0a010064" "0a010001" "cb007189" "c1cb7c8000000001"
    )  # fmt: skip


def test_known_octets_of_a_reply():
    reply = RegistrationReply(
        code=133, lifetime=0, home_address=HOME, home_agent=AGENT, identification=1
    )
    assert reply.encode().hex() == "038500000a0100640a0100010000000000000001"


@pytest.mark.parametrize(("name", "mask"), FLAGS.items())
def test_each_flag_has_its_bit(name, mask):
    assert request(**{name: True}).encode()[1] == mask


@given(header=headers(RegistrationRequest, type=1))
def test_scapy_reads_and_rebuilds_a_request(scapy, rebuild, header):
    octets = header.encode()
    read = scapy.MobileIP(octets)
    body = read[scapy.MobileIPRRQ]
    assert (body.homeaddr, body.haaddr, body.coaddr) == (
        str(header.home_address), str(header.home_agent), str(header.care_of_address),
    )  # fmt: skip
    assert (body.lifetime, body.id) == (header.lifetime, header.identification)
    assert rebuild(read) == octets


@given(header=headers(RegistrationReply, type=3))
def test_scapy_reads_and_rebuilds_a_reply(scapy, rebuild, header):
    octets = header.encode()
    read = scapy.MobileIP(octets)
    body = read[scapy.MobileIPRRP]
    assert (body.code, body.lifetime, body.haaddr) == (
        header.code, header.lifetime, str(header.home_agent),
    )  # fmt: skip
    assert rebuild(read) == octets


def test_every_refusal_says_who_refused():
    for code, meaning in REPLY_CODES.items():
        who = "" if code < 64 else "foreign agent: " if code < 128 else "home agent: "
        assert meaning.startswith(who)
