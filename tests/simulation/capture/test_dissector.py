"""The Lua dissector, as tshark runs it out of an exported directory."""

import struct
from dataclasses import replace
from pathlib import Path

import pytest
from scapy.layers.inet import ICMP, IP, TCP, UDP

from simulation.capture import write_pcapng, write_wireshark_directory
from simulation.trace import KeyHeld, Trace
from simulation.wire import ipv4, minimal
from simulation.wire import udp as udp_header
from simulation.wire.address import Address
from simulation.wire.mobile_ip import (
    ROUTE_OPTIMIZATION,
    BindingAcknowledge,
    BindingRequest,
    BindingUpdate,
    BindingWarning,
    EncapsulationRequest,
    EspRouteReply,
    EspRouteRequest,
    HomeAgentParameter,
    PathAcknowledge,
    PathSetup,
    RegistrationReply,
    RegistrationRequest,
    TrustedNetworks,
    signed,
)
from tests.referees.crafted import trace_of_packets
from tests.referees.frames import Frame, read_frames
from tests.simulation.wireguard import playbook as wireguard

pytestmark = pytest.mark.tshark

ERROR = "8388608"
HOME = Address.parse("192.0.2.129")
CARE_OF = Address.parse("203.0.113.137")
GATEWAY = Address.parse("192.0.2.10")
INNER = Address.parse("10.9.0.5")
KEY = bytes(range(16))


def read(trace: Trace, tshark: Path, directory: Path, *fields: str) -> list[Frame]:
    """Return what tshark says of a trace's frames."""
    capture, wireshark = directory / "t.pcapng", directory / "wireshark"
    write_wireshark_directory(trace, wireshark)
    with capture.open("wb") as stream:
        write_pcapng(trace, stream)
    return read_frames(tshark, capture, wireshark, "_ws.lua.error", *fields)


@pytest.fixture
def ask(tshark: Path, tmp_path: Path):
    """Return a function that has tshark read IP packets and names fields of them."""
    return lambda packets, *fields: read(trace_of_packets(*packets), tshark, tmp_path, *fields)


def udp(payload: bytes, port: int, source_port: int | None = None) -> bytes:
    header = UDP(sport=port if source_port is None else source_port, dport=port)
    return bytes(IP(src="203.0.113.137", dst="192.0.2.10") / header / payload)


def is_clean(frame: Frame) -> bool:
    return (
        ERROR not in frame["_ws.expert.severity"]
        and frame["_ws.malformed"] == []
        and frame["_ws.lua.error"] == []
    )


# -- minimal encapsulation -----------------------------------------------------------------------

DATA = IP(src="10.3.0.10", dst="10.1.0.100") / UDP(sport=5004, dport=5004) / (b"mpvz" + bytes(90))
SEGMENT = IP(src="10.3.0.10", dst="10.1.0.100") / TCP(sport=80, dport=5000, flags="A") / b"octets"
HEADERS = ("minenc.proto", "minenc.s", "minenc.src", "minenc.dst", "minenc.checksum_good")
CHECKSUMS = ("ip.checksum.status", "udp.checksum.status", "tcp.checksum.status")


def minimally(packet: IP, source: str) -> bytes:
    return minimal.encapsulate(bytes(packet), Address.parse(source), Address.parse("203.0.113.137"))


def test_minimal_encapsulation_with_the_original_source(ask):
    (frame,) = ask([minimally(DATA, "10.1.0.1")], *HEADERS, *CHECKSUMS)
    assert is_clean(frame)
    assert frame.protocols == ["eth", "ethertype", "ip", "minenc", "udp", "data"]
    assert frame["minenc.src"] == ["10.3.0.10"]
    assert frame["minenc.dst"] == ["10.1.0.100"]
    assert frame["minenc.checksum_good"] in (["1"], ["True"])
    assert frame["udp.checksum.status"] in (["1"], ["Good"])


def test_minimal_encapsulation_without_the_original_source(ask):
    (frame,) = ask([minimally(SEGMENT, "10.3.0.10")], *HEADERS, *CHECKSUMS)
    assert is_clean(frame)
    assert frame["minenc.src"] == []
    assert frame["tcp.checksum.status"] in (["1"], ["Good"])


def test_a_wrong_checksum_of_the_minimal_header_is_an_error(ask):
    octets = bytearray(minimally(DATA, "10.1.0.1"))
    octets[22] ^= 1
    (frame,) = ask([bytes(octets)], *HEADERS)
    assert ERROR in frame["_ws.expert.severity"]
    assert "Bad checksum" in frame["_ws.expert.message"]


@pytest.mark.parametrize(
    "packet",
    [
        minimally(DATA, "10.1.0.1"),
        udp(bytes(100), 500),
        udp(bytes(100), 4500),
        udp(bytes(100), 434),
        bytes(IP(src="203.0.113.137", dst="192.0.2.10", proto=50) / bytes(range(100))),
        bytes(IP(src="203.0.113.137", dst="192.0.2.10", proto=4) / DATA),
    ],
    ids=["minimal", "ike", "nat-t", "mobile-ip", "esp", "ip-in-ip"],
)
def test_an_icmp_error_may_quote_eight_octets_of_anything(ask, packet: bytes):
    error = IP(src="10.0.0.1", dst="10.3.0.10") / ICMP(type=3, code=4) / packet[:28]
    (frame,) = ask([bytes(error)])
    assert is_clean(frame), frame


# -- the measured traffic ------------------------------------------------------------------------


def test_no_protocol_is_guessed_from_the_octets_of_a_transfer(ask):
    smpp = struct.pack("!IIII", 16, 0x15, 0, 1)  # what Wireshark would take for an enquiry
    frames = ask(
        [
            bytes(IP(dst="10.1.0.100") / TCP(sport=5001, dport=49152, flags="PA") / (smpp * 4)),
            bytes(IP(dst="10.1.0.100") / TCP(sport=9001, dport=49152, flags="PA") / (smpp * 4)),
        ]
    )
    assert [frame.protocols[-1] for frame in frames] == ["data", "smpp"]


# -- copies of IKEv1 messages --------------------------------------------------------------------


def ike(
    *, encrypted: bool, version: int = 0x10, message: int = 0, body: bytes = bytes(32)
) -> bytes:
    return struct.pack("!QQBBBBII", 1, 2, 0, version, 2, encrypted, message, 28 + len(body)) + body


def test_encrypted_ikev1_octets_seen_before_are_named_copies(ask):
    message = ike(encrypted=True)
    frames = ask([udp(message, 500), udp(message, 500), udp(message, 500)], "mipviz.copy_of")
    assert [frame["mipviz.copy_of"] for frame in frames] == [[], ["1"], ["1"]]
    assert all(is_clean(frame) for frame in frames)


def test_a_copy_behind_the_non_esp_marker_is_the_same_message(ask):
    message = ike(encrypted=True)
    frames = ask([udp(message, 500), udp(bytes(4) + message, 4500, 40001)], "mipviz.copy_of")
    assert frames[1]["mipviz.copy_of"] == ["1"]


@pytest.mark.parametrize(
    "message", [ike(encrypted=False), ike(encrypted=True, version=0x20)], ids=["clear", "ikev2"]
)
def test_only_encrypted_ikev1_is_taken_for_a_copy(ask, message: bytes):
    frames = ask([udp(message, 500), udp(message, 500)], "mipviz.copy_of")
    assert [frame["mipviz.copy_of"] for frame in frames] == [[], []]
    assert all("isakmp" in frame.protocols for frame in frames)


def test_another_message_is_no_copy(ask):
    messages = [ike(encrypted=True, message=number) for number in range(3)]
    frames = ask([udp(message, 500) for message in messages], "mipviz.copy_of")
    assert [frame["mipviz.copy_of"] for frame in frames] == [[], [], []]


def test_what_else_arrives_on_port_4500_is_left_to_wireshark(ask):
    esp = bytes.fromhex("00001001 00000001") + bytes(range(60))
    frames = ask([udp(b"\xff", 4500), udp(esp, 4500)], "udpencap.nat_keepalive", "esp.spi")
    assert frames[0]["udpencap.nat_keepalive"] != []
    assert frames[1]["esp.spi"] == ["0x00001001"]


# -- WireGuard -----------------------------------------------------------------------------------


def test_wireguard_to_an_address_that_the_node_has_left_is_opened(tshark: Path, tmp_path: Path):
    wire = wireguard.Wire()
    wire.send(wire.node, wireguard.FORTH)
    wire.run(wireguard.SECOND)
    wire.node.local = wireguard.MN2
    wire.send(wire.node, wireguard.FORTH)
    wire.run(2 * wireguard.SECOND)
    wire.send(wire.gateway, wireguard.BACK)
    wire.run(3 * wireguard.SECOND)
    datagrams = [datagram for _, datagram in wire.sent]
    late = next(each for each in reversed(datagrams) if each.source == wireguard.GATEWAY)
    packets = [_carried(each) for each in datagrams]
    packets[datagrams.index(late)] = _carried(replace(late, destination=wireguard.MN))
    trace = trace_of_packets(*packets)
    for end in wire.happened:
        for key in wire.of(end, wireguard.KeyMade):
            fields = (key.key, key.purpose, key.algorithm, key.secret, key.binding)
            trace.events.append(KeyHeld("mn", *fields).at(0))
    frames = read(trace, tshark, tmp_path, "wg.type", "ip.dst")
    assert all(is_clean(frame) for frame in frames)
    opened = frames[datagrams.index(late)]
    assert opened["wg.type"] == ["4"]
    assert opened["ip.dst"] == [str(wireguard.MN), str(wireguard.INNER)]


def _carried(datagram) -> bytes:
    ports = (datagram.source_port, datagram.destination_port)
    ends = (datagram.source, datagram.destination)
    return ipv4.packet(*ends, ipv4.UDP, udp_header.datagram(*ends, *ports, datagram.payload))


# -- Mobile IP messages --------------------------------------------------------------------------

MESSAGES = {
    16: BindingWarning(home_address=HOME, target=GATEWAY),
    17: BindingRequest(home_address=HOME, identification=7),
    18: BindingUpdate(
        acknowledge=True,
        lifetime=300,
        home_address=HOME,
        care_of_address=CARE_OF,
        identification=7,
    ),
    19: BindingAcknowledge(status=0, home_address=HOME, identification=7),
    200: EspRouteRequest(
        lifetime=300,
        inner_address=INNER,
        gateway=GATEWAY,
        care_of_address=CARE_OF,
        identification=7,
        spi=0x1001,
    ),
    201: EspRouteReply(
        code=0, lifetime=300, inner_address=INNER, gateway=GATEWAY, identification=7, spi=0x1001
    ),
    202: PathSetup(lifetime=300, home_address=HOME, access_router=GATEWAY, identification=7),
    203: PathAcknowledge(
        status=0, lifetime=300, home_address=HOME, crossover=GATEWAY, identification=7
    ),
}
ADDRESSES = {
    "homeaddr": "home_address",
    "coa": "care_of_address",
    "target": "target",
    "gateway": "gateway",
    "tia": "inner_address",
    "router": "access_router",
    "crossover": "crossover",
}


@pytest.mark.parametrize("kind", MESSAGES)
def test_messages_that_wireshark_does_not_know_are_read(ask, kind: int):
    message = MESSAGES[kind]
    octets = signed(message, kind=ROUTE_OPTIMIZATION, spi=0x300, key=KEY)
    numbers = ("type", "lifetime", "ident", "auth.spi", "auth.auth", "ext.type")
    (frame,) = ask([udp(octets, 434)], *(f"mipro.{name}" for name in (*ADDRESSES, *numbers)))
    assert is_clean(frame)
    assert frame["mipro.type"] == [str(kind)]
    for name, attribute in ADDRESSES.items():
        value = getattr(message, attribute, None)
        assert frame[f"mipro.{name}"] == ([] if value is None else [str(value)])
    if hasattr(message, "lifetime"):
        assert frame["mipro.lifetime"] == ["300"]
    if hasattr(message, "identification"):
        assert frame["mipro.ident"] == ["0x0000000000000007"]
    assert frame["mipro.ext.type"] == ["35"]
    assert frame["mipro.auth.spi"] == ["0x00000300"]
    assert frame["mipro.auth.auth"] == [octets[-16:].hex()]


def test_an_update_without_identification_is_read(ask):
    update = BindingUpdate(identified=False, lifetime=0, home_address=HOME, care_of_address=CARE_OF)
    octets = signed(update, kind=ROUTE_OPTIMIZATION, spi=0x300, key=KEY)
    (frame,) = ask([udp(octets, 434)], "mipro.ident", "mipro.auth.spi")
    assert is_clean(frame)
    assert frame["mipro.ident"] == []
    assert frame["mipro.auth.spi"] == ["0x00000300"]


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_message_cut_short_is_malformed_and_no_error_of_the_dissector(ask, kind: int):
    octets = signed(MESSAGES[kind], kind=ROUTE_OPTIMIZATION, spi=0x300, key=KEY)
    lengths = [1, 3, 9, len(octets) - 17, len(octets) - 1]
    frames = ask([udp(octets[:length], 434) for length in lengths])
    for frame in frames:
        assert ERROR in frame["_ws.expert.severity"]
        assert frame["_ws.lua.error"] == []


def test_private_extensions_are_read_beside_wiresharks_own(ask):
    request = RegistrationRequest(
        lifetime=60,
        home_address=HOME,
        home_agent=GATEWAY,
        care_of_address=CARE_OF,
        identification=7,
    )
    private = (HomeAgentParameter(home_agent=INNER), EncapsulationRequest(encapsulation=50))
    reply = RegistrationReply(
        code=0, lifetime=60, home_address=HOME, home_agent=GATEWAY, identification=7
    )
    frames = ask(
        [
            udp(signed(request, private, spi=0x300, key=KEY), 434),
            udp(signed(reply, (TrustedNetworks(),), spi=0x300, key=KEY), 434),
        ],
        "mip.type",
        "mip.ext.type",
        "mip.auth.spi",
        "mipro.ext.homeagent",
        "mipro.ext.encapsulation",
    )
    assert all(is_clean(frame) for frame in frames)
    assert [frame["mip.type"] for frame in frames] == [["1"], ["3"]]
    assert frames[0]["mip.ext.type"] == ["254", "253", "32"]
    assert frames[0]["mipro.ext.homeagent"] == ["10.9.0.5"]
    assert frames[0]["mipro.ext.encapsulation"] == ["50"]
    assert frames[1]["mip.ext.type"] == ["149", "32"]
    assert [frame["mip.auth.spi"] for frame in frames] == [["0x00000300"]] * 2
