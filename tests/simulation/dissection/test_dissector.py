"""Every nesting that a frame of this world can have, and what is noted where it is damaged."""

import pytest

from simulation.dissection.dissector import FIRST, MOST_LAYERS, Dissector, Region
from simulation.dissection.key_ring import HeldKey, KeyRing
from simulation.wire import (
    arp,
    dhcp,
    esp,
    ethernet,
    gre,
    icmp,
    ikev1,
    ipv4,
    isakmp,
    minimal,
    mip_udp,
    mobile_ip,
    tcp,
)
from simulation.wire.address import Address, AddressList
from tests.simulation.frames import (
    CARE_OF,
    GATEWAY,
    HERE,
    HOME,
    PEER,
    SPI,
    THERE,
    X_HA,
    X_HOA,
    association,
    flow_packet,
    framed,
    ring,
    sealed_packet,
    udp_packet,
)

REQUEST = mobile_ip.RegistrationRequest(
    lifetime=60, home_address=X_HOA, home_agent=X_HA, care_of_address=CARE_OF, identification=1,
    decapsulates=True,
)  # fmt: skip
FLOW = ["ipv4", "udp", "flow", "data"]
ADVERTISEMENT = icmp.advertisement(
    [CARE_OF],
    lifetime=3,
    mobility=icmp.MobilityAgentExtension(
        sequence=0, registration_lifetime=60, foreign_agent=True,
        care_of_addresses=AddressList.of([CARE_OF]),
    ),
    prefix_lengths=[25],
)  # fmt: skip
DISCOVER = dhcp.message(
    dhcp.DISCOVER, transaction=1, mac=HERE, options=(dhcp.ParameterList(codes=b"\x01"),)
)


def layers(frame, keys=None, first="ethernet"):
    dissector = Dissector(frame, keys or KeyRing())
    dissector.step(FIRST[first], Region(0, 0, len(frame)))
    return dissector.layers


def keys_of(frame, keys=None):
    return [layer.header.key for layer in layers(frame, keys)][1:]


def notes(frame, keys=None):
    return {layer.header.key: layer.note for layer in layers(frame, keys) if layer.note}


def ike_message(next_payload, body):
    header = isakmp.IsakmpHeader(initiator=1, responder=2, next_payload=next_payload, exchange=2)
    return isakmp.message(header, body)


def ike_hash():
    return isakmp.join([[ikev1.HashPayload(value=bytes(20))], [ikev1.NoncePayload(value=bytes(8))]])


NESTINGS = {
    "the measured flow": (flow_packet(), FLOW),
    "ip in ip": (ipv4.packet(X_HA, CARE_OF, ipv4.IPIP, flow_packet()), ["ipv4", *FLOW]),
    "gre": (ipv4.packet(X_HA, CARE_OF, ipv4.GRE, gre.wrap(flow_packet())), ["ipv4", "gre", *FLOW]),
    "gre of something else": (
        ipv4.packet(X_HA, CARE_OF, ipv4.GRE, gre.wrap(b"?", protocol=0x1234)),
        ["ipv4", "gre", "data"],
    ),
    "minimal": (
        minimal.encapsulate(flow_packet(), X_HA, CARE_OF),
        ["ipv4", "minimal", *FLOW[1:]],
    ),
    "mip tunnel": (
        udp_packet(434, mip_udp.MipTunnelData().encode() + flow_packet()),
        ["ipv4", "udp", "mip-tunnel-data", *FLOW],
    ),
    "mip tunnel of gre": (
        udp_packet(434, mip_udp.MipTunnelData(next_header=47).encode() + gre.wrap(flow_packet())),
        ["ipv4", "udp", "mip-tunnel-data", "gre", *FLOW],
    ),
    "mip tunnel of minimal": (
        udp_packet(
            434,
            mip_udp.MipTunnelData(next_header=55).encode()
            + ipv4.payload(minimal.encapsulate(flow_packet(), X_HA, CARE_OF)),
        ),
        ["ipv4", "udp", "mip-tunnel-data", "minimal", *FLOW[1:]],
    ),
    "esp without its key": (
        ipv4.packet(GATEWAY, CARE_OF, ipv4.ESP, association().seal(b"x", 17)),
        ["ipv4", "esp", "sealed"],
    ),
    "esp in udp": (
        udp_packet(4500, association().seal(b"x", 17)),
        ["ipv4", "udp", "esp", "sealed"],
    ),
    "nat keepalive": (udp_packet(4500, esp.NAT_KEEPALIVE), ["ipv4", "udp", "nat-keepalive"]),
    "ike": (
        udp_packet(500, ike_message(*ike_hash())),
        ["ipv4", "udp", "isakmp", "ikev1-hash", "ikev1-nonce"],
    ),
    "ike behind its marker": (
        udp_packet(4500, esp.NON_ESP_MARKER + ike_message(*ike_hash())),
        ["ipv4", "udp", "non-esp-marker", "isakmp", "ikev1-hash", "ikev1-nonce"],
    ),
    "registration": (
        udp_packet(
            434,
            mobile_ip.signed(REQUEST, (mobile_ip.NaiExtension(nai=b"mn@a"),), spi=1, key=b"k" * 16),
        ),
        ["ipv4", "udp", "registration-request", "mip-nai", "mip-authentication"],
    ),
    "dhcp": (
        udp_packet(67, DISCOVER),
        ["ipv4", "udp", "bootp", "dhcp-message-type", "dhcp-parameter-list", "dhcp-end"],
    ),
    "dhcp padded": (
        udp_packet(68, DISCOVER + bytes(20)),
        ["ipv4", "udp", "bootp", "dhcp-message-type", "dhcp-parameter-list", "dhcp-end", "data"],
    ),
    "echo": (
        ipv4.packet(HOME, PEER, ipv4.ICMP, icmp.message(icmp.Echo(), b"hi")),
        ["ipv4", "icmp-echo", "data"],
    ),
    "agent advertisement": (
        ipv4.packet(CARE_OF, PEER, ipv4.ICMP, ADVERTISEMENT),
        [
            "ipv4",
            "icmp-router-advertisement",
            "icmp-router-address",
            "mobility-agent-extension",
            "prefix-lengths-extension",
            "one-byte-padding",
        ],
    ),
    "solicitation": (
        ipv4.packet(HOME, PEER, ipv4.ICMP, icmp.message(icmp.RouterSolicitation())),
        ["ipv4", "icmp-router-solicitation"],
    ),
    "error about a datagram": (
        ipv4.packet(
            PEER,
            HOME,
            ipv4.ICMP,
            icmp.message(icmp.Unreachable(code=4, next_hop_mtu=1400), flow_packet()[:28]),
        ),
        ["ipv4", "icmp-unreachable", "ipv4", "udp"],
    ),
    "error about esp": (
        ipv4.packet(
            PEER,
            HOME,
            ipv4.ICMP,
            icmp.message(
                icmp.TimeExceeded(), ipv4.packet(HOME, PEER, ipv4.ESP, bytes(8) + b"more")[:28]
            ),
        ),
        ["ipv4", "icmp-time-exceeded", "ipv4", "esp"],
    ),
    "error about tcp": (
        ipv4.packet(
            PEER,
            HOME,
            ipv4.ICMP,
            icmp.message(icmp.TimeExceeded(), ipv4.packet(HOME, PEER, ipv4.TCP, bytes(20))[:28]),
        ),
        ["ipv4", "icmp-time-exceeded", "ipv4", "data"],
    ),
    "unknown icmp": (
        ipv4.packet(PEER, HOME, ipv4.ICMP, icmp.message(icmp.Echo(type=42))),
        ["ipv4", "data"],
    ),
    "tcp": (
        ipv4.packet(
            HOME,
            PEER,
            ipv4.TCP,
            tcp.segment(
                HOME,
                PEER,
                tcp.TcpHeader(source_port=1, destination_port=2, sequence=3, syn=True),
                b"hi",
                (tcp.MssOption(size=1460), tcp.TcpFiller()),
            ),
        ),
        ["ipv4", "tcp", "tcp-mss", "tcp-filler", "tcp-filler", "tcp-filler", "tcp-filler", "data"],
    ),
    "another port": (udp_packet(9, b"?"), ["ipv4", "udp", "data"]),
    "another protocol": (ipv4.packet(HOME, PEER, 99, b"?"), ["ipv4", "data"]),
    "a dummy": (ipv4.packet(HOME, PEER, ipv4.NO_NEXT_HEADER, b""), ["ipv4"]),
}


@pytest.mark.parametrize("name", NESTINGS)
def test_nesting(name):
    packet, expected = NESTINGS[name]
    found = layers(framed(packet))
    assert [layer.header.key for layer in found] == ["ethernet", *expected]
    faults = [layer.note for layer in found if "wrong" in layer.note]
    assert faults == []


@pytest.mark.parametrize("slug", ["3des-sha1", "aes-cbc-sha1", "aes-gcm"])
def test_the_whole_nest_opens_with_its_key(slug):
    sa = association(slug)
    found = layers(framed(sealed_packet(sa)), ring(sa))
    clear = [layer.header.key for layer in found if not layer.buffer]
    opened = [layer for layer in found if layer.buffer == 1]
    assert clear == ["ethernet", "ipv4", "ipv4", "esp", "esp-iv", "sealed", "esp-icv"]
    names = [layer.header.key for layer in opened]
    assert names[:5] == ["ipv4", *FLOW]
    assert names[-1] == "esp-trailer"
    assert {layer.sealed_by for layer in opened} == {f"esp:0x{SPI:08x}"}
    assert {layer.sealed_by for layer in found if not layer.buffer} == {""}


def test_with_the_wrong_key_it_stays_shut_and_says_so():
    sa, other = association(), association()
    other.authentication_key = bytes(20)
    frame = framed(sealed_packet(sa))
    assert keys_of(frame, ring(other))[-2:] == ["esp", "sealed"]
    assert notes(frame, ring(other)) == {"sealed": "the ICV is wrong: not opened"}
    assert notes(frame) == {"sealed": "no key at hand"}


def test_esp_within_esp_opens_twice():
    inner, outer = association("aes-gcm"), association("3des-sha1")
    outer.spi = 0x1234
    packet = ipv4.packet(CARE_OF, GATEWAY, ipv4.ESP, inner.seal(flow_packet(), ipv4.IPIP))
    frame = framed(ipv4.packet(HOME, X_HA, ipv4.ESP, outer.seal(packet, ipv4.IPIP)))
    secret = {"encryption": outer.encryption_key, "authentication": outer.authentication_key}
    outer_key = HeldKey(0, "mn", "esp:0x1234", "3des-sha1", secret, {"spi": "0x1234"})
    both = KeyRing([outer_key, *ring(inner).held])
    assert max(layer.buffer for layer in layers(frame, both)) == 2
    assert max(layer.buffer for layer in layers(frame, ring(inner))) == 0


def test_first_fragment_is_read_as_far_as_it_goes_and_later_ones_are_data():
    pieces = ipv4.fragments(udp_packet(5004, b"mpvz" + bytes(200)), 120)
    assert keys_of(framed(pieces[0])) == ["ipv4", "udp", "flow", "data"]
    assert keys_of(framed(pieces[1])) == ["ipv4", "fragment"]
    assert notes(framed(pieces[0])) == {"data": "fills the payload up to its size"}


def test_first_fragment_of_a_tunnel_is_read_into_the_tunnel():
    whole = ipv4.packet(X_HA, CARE_OF, ipv4.IPIP, flow_packet(400))
    first = ipv4.fragments(whole, 68)[0]
    assert keys_of(framed(first)) == ["ipv4", "ipv4", "udp", "flow", "data"]


def test_first_fragment_of_esp_is_not_opened():
    sa = association()
    first = ipv4.fragments(ipv4.packet(X_HA, CARE_OF, ipv4.ESP, sa.seal(bytes(200), 17)), 100)[0]
    assert keys_of(framed(first), ring(sa)) == ["ipv4", "esp", "sealed"]
    assert notes(framed(first), ring(sa)) == {"sealed": "a piece of a packet: cannot be opened"}


def test_padding_of_the_link_is_told_apart():
    found = layers(framed(udp_packet(9, b"?") + bytes(17)))
    assert [layer.header.key for layer in found] == ["ethernet", "ipv4", "udp", "data", "data"]
    assert found[-1].note == "padding behind the packet"


def test_arp_is_read():
    asked = arp.Arp(
        operation=arp.REQUEST, sender_mac=HERE, sender=HOME, target_mac=THERE, target=PEER
    )
    assert keys_of(framed(asked.encode(), ethernet.ARP)) == ["arp"]


def broken(packet, place):
    changed = bytearray(packet)
    changed[place] ^= 0xFF
    return framed(bytes(changed))


def test_a_wrong_checksum_is_noted_and_reading_goes_on():
    assert "header checksum" in notes(broken(flow_packet(), 8))["ipv4"]
    assert "checksum" in notes(broken(flow_packet(), -1))["udp"]
    assert "checksum" in notes(broken(NESTINGS["tcp"][0], -1))["tcp"]
    assert "checksum" in notes(broken(NESTINGS["echo"][0], -1))["icmp-echo"]
    assert "checksum" in notes(broken(NESTINGS["minimal"][0], 28))["minimal"]
    summed = ipv4.packet(X_HA, CARE_OF, ipv4.GRE, gre.wrap(flow_packet(), checksum=True))
    assert "gre" not in notes(framed(summed))
    assert "checksum" in notes(broken(summed, -1))["gre"]
    assert keys_of(broken(flow_packet(), 8)) == FLOW


def test_an_authenticator_is_tried_with_the_keys_at_hand():
    frame = framed(udp_packet(434, mobile_ip.signed(REQUEST, spi=1, key=b"k" * 16)))
    right = HeldKey(0, "mn", "mip:1", "hmac-md5", {"key": b"k" * 16}, {"spi": "1"})
    wrong = HeldKey(0, "mn", "mip:1", "hmac-md5", {"key": b"x" * 16}, {"spi": "1"})
    assert notes(frame, KeyRing([right])) == {"mip-authentication": "authentic under mip:1"}
    assert notes(frame, KeyRing([wrong])) == {"mip-authentication": "the authenticator is wrong"}
    assert notes(frame) == {}


@pytest.mark.parametrize(
    ("packet", "named"),
    [
        (b"\x65" + bytes(30), "version 6"),
        (b"\x45" + bytes(30), "total length 0"),
        (b"\x45", "end inside"),
        (ipv4.packet(HOME, PEER, ipv4.UDP, b"short"), "end inside"),
        (ipv4.packet(HOME, PEER, ipv4.UDP, bytes.fromhex("0001000200ff0000")), "length 255"),
        (ipv4.packet(HOME, PEER, ipv4.TCP, bytes(20)), "data offset"),
        (ipv4.packet(HOME, PEER, ipv4.ICMP, b""), "end inside"),
        (udp_packet(434, b"\xff"), "message type 255"),
        (udp_packet(434, REQUEST.encode() + b"\x20\xff"), "runs past the end"),
        (udp_packet(67, DISCOVER[:-1]), "end mark"),
        (udp_packet(500, ike_message(*ike_hash()) + b"?"), "length"),
        (udp_packet(500, ike_message(8, b"\0\0\xff\xff")), "65535 octets"),
        (udp_packet(4500, b"ESP"), "end inside"),
    ],
)
def test_what_makes_no_sense_ends_in_a_malformed_layer_that_says_why(packet, named):
    last = layers(framed(packet))[-1]
    assert last.header.key == "malformed"
    assert named in last.note


def test_padding_that_is_not_there_is_malformed():
    clear = bytes(12) + b"\xff\x04"
    dissector = Dissector(clear, KeyRing())
    dissector.step(Dissector.read_esp_clear, Region(0, 0, len(clear)))
    assert [layer.header.key for layer in dissector.layers] == ["malformed"]
    assert "255 octets of padding are not there" in dissector.layers[0].note


def test_endless_nesting_ends():
    packet = b""
    for _ in range(MOST_LAYERS + 40):
        packet = ipv4.packet(Address(1), Address(2), ipv4.IPIP, packet)
    found = layers(framed(packet))
    assert MOST_LAYERS <= len(found) <= MOST_LAYERS + 1
    assert found[-1].header.key == "data"


@pytest.mark.parametrize("first", FIRST)
def test_reading_may_begin_at_any_header_that_is_offered(first):
    starts = {
        "ethernet": framed(flow_packet()),
        "ipv4": flow_packet(),
        "udp": ipv4.payload(flow_packet()),
        "esp": association().seal(b"x", 17),
        "isakmp": ike_message(*ike_hash()),
        "mobile-ip": REQUEST.encode(),
    }
    names = {"mobile-ip": "registration-request"}
    assert layers(starts[first], first=first)[0].header.key == names.get(first, first)
