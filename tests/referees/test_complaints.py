"""The referees themselves: a planted fault is found, a right packet is not complained about."""

from dataclasses import replace
from pathlib import Path

import pytest
from scapy.layers.inet import IP, TCP, UDP

from simulation.capture import write_pcapng, write_wireshark_directory
from simulation.crypto.suites import SUITES, Suite
from simulation.ipsec.association import SecurityAssociation
from simulation.trace import Event, KeyHeld, Trace
from simulation.wire.address import Address
from simulation.wire.mobile_ip import RegistrationReply, RegistrationRequest, signed
from tests.referees import authentication
from tests.referees.complaints import FIELDS, complaints
from tests.referees.crafted import ETHERNET, trace_of_packets
from tests.referees.frames import read_frames
from tests.referees.layers import EspKey, Reader
from tests.referees.rebuild import rebuilt

DATA = IP(src="10.3.0.10", dst="10.1.0.100") / UDP(sport=5004, dport=5004) / (b"mpvz" + bytes(90))
SEGMENT = IP(src="10.3.0.10", dst="10.1.0.100") / TCP(sport=5000, dport=80) / b"octets"


@pytest.fixture
def ask(tshark: Path, tmp_path: Path):
    """Return a function that says what tshark complains about in a trace."""

    def read(trace: Trace) -> list[str]:
        capture, directory = tmp_path / "t.pcapng", tmp_path / "wireshark"
        write_wireshark_directory(trace, directory)
        with capture.open("wb") as stream:
            write_pcapng(trace, stream)
        return complaints(read_frames(tshark, capture, directory, *FIELDS))

    return read


def association(suite: Suite) -> SecurityAssociation:
    return SecurityAssociation(
        0x1001,
        suite,
        bytes(range(suite.encryption_octets)),
        bytes(suite.authentication_octets),
        bytes(suite.salt_octets),
    )


def key_event(sa: SecurityAssociation) -> Event:
    secret = {
        "encryption": sa.encryption_key.hex(),
        "authentication": sa.authentication_key.hex(),
        "salt": sa.salt.hex(),
    }
    fields = ("esp:0x1001", "data", sa.suite.slug, secret, {"spi": "0x1001"})
    return KeyHeld("mn", *fields).at(0)


def in_esp(esp: bytes) -> bytes:
    return bytes(IP(src="10.3.0.10", dst="10.1.0.100", proto=50) / esp)


@pytest.mark.tshark
@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
@pytest.mark.parametrize("packet", [DATA, SEGMENT], ids=["udp", "tcp"])
def test_nothing_is_wrong_with_esp_of_any_suite(ask, suite: Suite, packet: IP):
    sa = association(suite)
    octets = bytes(packet)
    trace = trace_of_packets(
        in_esp(sa.seal(octets, 4)), in_esp(sa.seal(octets[20:], packet.proto)), octets
    )
    trace.events.append(key_event(sa))
    assert ask(trace) == []


@pytest.mark.tshark
@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_a_wrong_icv_is_found(ask, suite: Suite):
    sa = association(suite)
    esp = sa.seal(bytes(DATA), 4)
    trace = trace_of_packets(in_esp(esp[:-1] + bytes([esp[-1] ^ 1])))
    trace.events.append(key_event(sa))
    (complaint,) = ask(trace)[:1]
    assert "bad ICV" in complaint


@pytest.mark.tshark
@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_a_missing_key_is_found(ask, suite: Suite):
    found = ask(trace_of_packets(in_esp(association(suite).seal(bytes(DATA), 4))))
    assert any("ESP that opens to nothing" in each for each in found)


def broken(octets: bytes, place: int) -> bytes:
    return octets[:place] + bytes([octets[place] ^ 1]) + octets[place + 1 :]


@pytest.mark.tshark
@pytest.mark.parametrize(
    ("octets", "complaint"),
    [
        (broken(bytes(DATA), 10), "ip.checksum.status is bad"),
        (broken(bytes(DATA), 26), "udp.checksum.status is bad"),
        (broken(bytes(SEGMENT), 36), "tcp.checksum.status is bad"),
        (bytes(DATA)[:24], "error: "),
        (bytes(IP(dst="10.1.0.100") / UDP(sport=434, dport=434) / b"\1\0"), "malformed"),
    ],
    ids=["ip", "udp", "tcp", "truncated", "mobile-ip"],
)
def test_a_planted_fault_is_found(ask, octets: bytes, complaint: str):
    assert any(complaint in each for each in ask(trace_of_packets(octets)))
    assert ask(trace_of_packets(octets, fault="planted")) == []


@pytest.mark.tshark
def test_ike_that_stays_closed_is_found(ask):
    message = bytes(16) + bytes([5, 0x10, 2, 1]) + bytes(4) + (60).to_bytes(4, "big") + bytes(32)
    datagram = IP(src="203.0.113.137", dst="192.0.2.10") / UDP(sport=500, dport=500) / message
    assert any("stays closed" in each for each in ask(trace_of_packets(bytes(datagram))))


# -- our own reader ------------------------------------------------------------------------------


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_scapy_writes_the_same_esp(suite: Suite):
    sa = association(suite)
    key = EspKey(
        suite.wireshark_encryption,
        sa.encryption_key + sa.salt,
        suite.wireshark_authentication,
        sa.authentication_key,
    )
    frame = ETHERNET + in_esp(sa.seal(bytes(DATA), 4))
    layers = list(Reader({0x1001: key}).layers("dmz", frame))
    assert [layer.protocol for layer in layers] == ["ethernet", "ip", "esp", "ip", "udp", "flow"]
    for layer in layers[:-1]:
        assert rebuilt(layer, {0x1001: key}) == layer.octets


def test_scapy_writes_other_octets_where_a_checksum_is_wrong():
    frame = ETHERNET + broken(bytes(DATA), 26)
    _, _, layer, _ = Reader({}).layers("dmz", frame)
    assert rebuilt(layer, {}) != layer.octets


def test_fragments_are_joined_before_they_are_opened():
    whole = bytes(DATA)
    pieces = [
        IP(src="10.3.0.10", dst="10.1.0.100", proto=17, id=7, flags=1, frag=0) / whole[20:60],
        IP(src="10.3.0.10", dst="10.1.0.100", proto=17, id=7, flags=0, frag=5) / whole[60:],
    ]
    reader = Reader({})
    first, second = ([*reader.layers("dmz", ETHERNET + bytes(piece))] for piece in pieces)
    assert [layer.protocol for layer in first] == ["ethernet", "ip"]
    assert [layer.protocol for layer in second] == ["ethernet", "ip", "udp", "flow"]
    assert second[2].octets == whole[20:]


# -- authentication extensions -------------------------------------------------------------------

REQUEST = RegistrationRequest(
    lifetime=60,
    home_address=Address.parse("192.0.2.129"),
    home_agent=Address.parse("192.0.2.20"),
    care_of_address=Address.parse("203.0.113.137"),
    identification=7,
)
REPLY = RegistrationReply(
    code=0,
    lifetime=60,
    home_address=REQUEST.home_address,
    home_agent=REQUEST.home_agent,
    identification=7,
)
KEY = bytes(range(16))
KEYS = {0x300: [KEY]}


@pytest.mark.parametrize("header", [REQUEST, REPLY], ids=["request", "reply"])
def test_a_right_authenticator_is_accepted(header):
    assert list(authentication.complaints(signed(header, spi=0x300, key=KEY), KEYS)) == []


@pytest.mark.parametrize("place", [2, 11, 30, 45])
def test_a_changed_octet_is_found(place: int):
    message = broken(signed(REQUEST, spi=0x300, key=KEY), place)
    assert list(authentication.complaints(message, KEYS)) != []


def test_a_message_without_authentication_is_found():
    assert list(authentication.complaints(REQUEST.encode(), KEYS)) == [
        "type 1 bears set(), not {32}"
    ]


def test_a_foreign_agent_refuses_without_authentication():
    assert list(authentication.complaints(replace(REPLY, code=65).encode(), KEYS)) == []
