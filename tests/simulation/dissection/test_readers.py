"""Every nesting that a frame of this world can have."""

import pytest

from simulation.dissection.readers import FIRST
from simulation.wire import (
    dhcp,
    esp,
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
from simulation.wire.address import AddressList
from tests.simulation.frames import (
    CARE_OF,
    GATEWAY,
    HERE,
    HOME,
    PEER,
    X_HA,
    X_HOA,
    association,
    flow_packet,
    framed,
    layers,
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
