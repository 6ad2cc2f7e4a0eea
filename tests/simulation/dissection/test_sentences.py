import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.dissection.sentences import sentences
from simulation.wire import (
    application,
    arp,
    dhcp,
    esp,
    ethernet,
    extension,
    gre,
    icmp,
    ikev1,
    ipv4,
    isakmp,
    minimal,
    opaque,
    registration,
    tcp,
    udp,
    wireguard,
)
from simulation.wire import route_optimization as ro
from simulation.wire.address import ETHERNET_BROADCAST, AddressList
from simulation.wire.registry import HEADERS
from tests.simulation.frames import CARE_OF, GATEWAY, HERE, HOME, PEER, THERE, X_HA, X_HOA
from tests.simulation.wire.generate import headers


def ip(protocol=17, **changes):
    return ipv4.IPv4Header(
        total_length=99, protocol=protocol, source=HOME, destination=PEER, ttl=63, **changes
    )


def request(**changes):
    values = {
        "lifetime": 60, "home_address": X_HOA, "home_agent": X_HA, "care_of_address": CARE_OF,
        "identification": 1,
    }  # fmt: skip
    return registration.RegistrationRequest(**(values | changes))


def reply(code, lifetime=60):
    return registration.RegistrationReply(
        code=code, lifetime=lifetime, home_address=X_HOA, home_agent=X_HA, identification=1
    )


def update(lifetime):
    return ro.BindingUpdate(
        acknowledge=True, lifetime=lifetime, home_address=X_HOA, care_of_address=CARE_OF,
        identification=1,
    )  # fmt: skip


def arp_of(operation, sender, target):
    return arp.Arp(
        operation=operation, sender_mac=HERE, sender=sender, target_mac=THERE, target=target
    )


ALONE = [
    (
        ethernet.EthernetHeader(destination=ETHERNET_BROADCAST, source=HERE, ethertype=0x0806),
        "On this link from 02:00:00:00:00:01 to every station on the link; carries nothing.",
    ),
    (
        arp_of(1, HOME, PEER),
        "ARP request: 10.1.0.100 asks which station answers for 10.3.0.10.",
    ),
    (arp_of(2, HOME, PEER), "ARP reply to 10.3.0.10: 10.1.0.100 is at 02:00:00:00:00:01."),
    (
        arp_of(2, HOME, HOME),
        "Gratuitous ARP: 10.1.0.100 is at 02:00:00:00:00:01; correct your caches.",
    ),
    (
        ip(dont_fragment=True),
        (
            "IP header: from 10.1.0.100 to 10.3.0.10; not to be fragmented; 63 hops left; "
            "carries nothing."
        ),
    ),
    (
        ip(more_fragments=True),
        (
            "IP header: from 10.1.0.100 to 10.3.0.10; the first fragment of a packet; "
            "63 hops left; carries nothing."
        ),
    ),
    (
        ip(fragment_offset=185),
        (
            "IP header: from 10.1.0.100 to 10.3.0.10; a fragment from octet 1480 on; 63 hops left; "
            "carries nothing."
        ),
    ),
    (
        udp.UdpHeader(source_port=1025, destination_port=434, length=28),
        "UDP from port 1025 to port 434 (Mobile IP) with 20 octets of data and no checksum.",
    ),
    (
        tcp.TcpHeader(
            source_port=1, destination_port=2, sequence=3, acknowledgment=4, ack=True, syn=True
        ),
        (
            "TCP from port 1 to port 2: octet 3 of the stream, everything before 4 has arrived; "
            "flags ACK, SYN."
        ),
    ),
    (
        request(decapsulates=True, reverse_tunnel=True),
        (
            "Asks home agent 192.0.2.20 to tunnel what comes for 192.0.2.130 to care-of address "
            "203.0.113.137, for 60 s; flags D, T."
        ),
    ),
    (
        request(lifetime=0),
        "Asks home agent 192.0.2.20 to end the binding to 203.0.113.137 of 192.0.2.130.",
    ),
    (
        request(lifetime=0, care_of_address=X_HOA),
        "Asks home agent 192.0.2.20 to end all bindings of 192.0.2.130.",
    ),
    (
        reply(0, 0xFFFF),
        "Answer about 192.0.2.130 at home agent 192.0.2.20: accepted, without limit.",
    ),
    (reply(0, 0), "Answer about 192.0.2.130 at home agent 192.0.2.20: accepted, deregistered."),
    (
        reply(133),
        (
            "Answer about 192.0.2.130 at home agent 192.0.2.20: home agent: "
            "identification mismatch (code 133)."
        ),
    ),
    (
        extension.AuthenticationExtension(spi=0x100, authenticator=bytes(16)),
        "Mobile-Home Authentication: a keyed hash under SPI 0x100 over all before it.",
    ),
    (
        extension.NaiExtension(nai=b"mn@a"),
        "Mobile Node NAI extension: Type 131 (Mobile Node NAI), NAI mn@a.",
    ),
    (
        extension.UdpTunnelRequest(),
        "Asks to tunnel IP in IP over UDP if a NAT is on the way.",
    ),
    (
        extension.UdpTunnelRequest(force=True),
        "Asks to tunnel IP in IP over UDP in any case; flags F.",
    ),
    (
        extension.UdpTunnelReply(code=0, keepalive=110),
        "The home agent will tunnel over UDP; keepalive after 110 s.",
    ),
    (extension.UdpTunnelReply(code=64), "The home agent will not tunnel over UDP (code 64)."),
    (update(0), "Forget where 192.0.2.130 is; flags A, I."),
    (
        update(300),
        "192.0.2.130 is at care-of address 203.0.113.137, for 300 s; flags A, I.",
    ),
    (
        ro.BindingAcknowledge(status=131, home_address=X_HOA, identification=1),
        "The binding of 192.0.2.130: sender failed authentication.",
    ),
    (
        ro.EspRouteRequest(
            lifetime=60,
            inner_address=HOME,
            gateway=GATEWAY,
            care_of_address=CARE_OF,
            identification=1,
            spi=0xC0DE0001,
        ),
        (
            "Asks to deliver ESP with SPI 0xc0de0001, sent by 192.0.2.10 for 10.1.0.100, through "
            "203.0.113.137, for 60 s."
        ),
    ),
    (
        ro.PathSetup(lifetime=90, home_address=HOME, access_router=CARE_OF, identification=1),
        "Route 10.1.0.100 towards access router 203.0.113.137, for 90 s.",
    ),
    (
        ro.PathSetup(lifetime=0, home_address=HOME, access_router=CARE_OF, identification=1),
        "Take away the host route of 10.1.0.100.",
    ),
    (gre.GreHeader(key_present=True, tunnel_key=1), "GRE tunnel; carries nothing; flags K."),
    (
        minimal.MinimalHeader(protocol=17, source_present=True, destination=HOME, source=PEER),
        "Before the tunnel the packet went from 10.3.0.10 to 10.1.0.100 and carried UDP.",
    ),
    (icmp.Echo(identifier=7, sequence=3), "Echo request 3 with identifier 7."),
    (
        icmp.Unreachable(code=4, next_hop_mtu=1400),
        (
            "The packet quoted below ended here: fragmentation needed and DF set; the next link "
            "takes 1400 octets."
        ),
    ),
    (
        icmp.TimeExceeded(),
        "The packet quoted below ended here: TTL reached zero in transit.",
    ),
    (
        icmp.RouterAdvertisement(addresses=1, lifetime=3),
        "A router with 1 address is here, believe it for 3 s.",
    ),
    (
        icmp.MobilityAgentExtension(
            sequence=4,
            registration_lifetime=60,
            foreign_agent=True,
            home_agent=True,
            care_of_addresses=AddressList.of([CARE_OF]),
        ),
        (
            "Advertisement 4 of a mobility agent that offers foreign agent and home agent, care-of "
            "address 203.0.113.137; registers for 60 s; flags H, F."
        ),
    ),
    (
        icmp.PrefixLengthsExtension(lengths=bytes([24, 25])),
        "Prefix lengths of the addresses above: 24, 25.",
    ),
    (
        application.FlowHeader(direction=1, flow=0, number=7, sent_ns=1_500_000_000),
        "Datagram 7 of flow 0 to the mobile node, sent at 1.500000 s.",
    ),
    (esp.EspHeader(spi=0xC0DE0001, sequence=17), "ESP packet 17 under SPI 0xc0de0001."),
    (
        esp.EspTrailer(pad_length=2, next_header=4),
        "2 octets of padding before; what was sealed is IPv4, tunnel mode.",
    ),
    (esp.NatKeepalive(), "Keeps the NAT's mapping alive; the receiver ignores it."),
    (
        isakmp.IsakmpHeader(initiator=1, exchange=32, message_id=5, encrypted=True),
        "IKEv1 quick mode, message ID 0x00000005, encrypted.",
    ),
    (
        isakmp.IsakmpHeader(initiator=1, exchange=35, major=2, message_id=1, response=True),
        "IKEv2 IKE_AUTH, response 1.",
    ),
    (
        dhcp.ClientIdentifier(identifier=bytes(9)),
        (
            "Client identifier option: Code 61 (client identifier), Type 1 (Ethernet address), "
            "Identifier of 9 octets."
        ),
    ),
    (esp.EspIv(iv=bytes(8)), "The cipher starts from these 8 octets."),
    (esp.EspPadding(padding=b"1"), "1 octet fills the last block of the cipher."),
    (esp.EspIcv(icv=bytes(12)), "Proof of 12 octets that only a holder of the key can make."),
    (
        ikev1.NoncePayload(value=bytes(16)),
        "Nonce: 16 octets used once, which make the keys new.",
    ),
    (
        wireguard.TransportData(
            receiver=bytes.fromhex("0a0b0c0d"), counter=(7).to_bytes(8, "little"), packet=bytes(48)
        ),
        "WireGuard packet 7 for receiver index 0a0b0c0d with 32 octets sealed.",
    ),
    (
        wireguard.TransportData(receiver=bytes(4), counter=bytes(8), packet=bytes(16)),
        "WireGuard packet 0 for receiver index 00000000 that is empty: a keepalive.",
    ),
    (opaque.Data(octets=b"?"), "Data: 1 octet."),
    (opaque.SealedData(octets=bytes(40)), "Encrypted octets: 40 octets."),
]  # fmt: skip


@pytest.mark.parametrize(("header", "sentence"), ALONE, ids=lambda each: getattr(each, "key", ""))
def test_sentence(header, sentence):
    assert sentences([header]) == [sentence]


def test_ip_headers_say_how_they_stand_to_each_other():
    outer, middle, inner = ip(4), ip(4), ip(17)
    data = udp.UdpHeader(source_port=1, destination_port=2, length=8)
    starts = [each.split(":")[0] for each in sentences([outer, middle, inner, data])]
    assert starts[:3] == ["Outer IP header", "IP header 2 of 3", "Innermost IP header"]
    assert sentences([outer, inner])[1].startswith("Inner IP header")
    assert "carries a whole IP packet" in sentences([outer, inner])[0]
    assert "carries UDP" in sentences([inner, data])[0]


def test_a_quoted_header_is_called_so():
    told = sentences([ip(1), icmp.TimeExceeded(), ip(4), ip(17)])
    assert told[0].startswith("IP header")
    assert told[2].startswith("Quoted IP header")
    assert told[3].startswith("Quoted IP header")


def test_a_dhcp_message_is_named_by_its_type():
    bootp = dhcp.Bootp(operation=2, transaction=5, mac=HERE, your=CARE_OF)
    assert sentences([bootp, dhcp.MessageType(kind=dhcp.OFFER)])[0] == (
        "DHCP OFFER for client 02:00:00:00:00:01, transaction 0x00000005; gives 203.0.113.137."
    )
    assert sentences([bootp])[0].startswith("DHCP server to client")


@pytest.mark.parametrize("kind", HEADERS.values(), ids=lambda kind: kind.key)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_header_has_one_sentence(kind, data):
    (told,) = sentences([data.draw(headers(kind))])
    assert told.endswith(".")
    assert "None" not in told
