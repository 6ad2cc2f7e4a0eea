"""What is noted of damaged headers, of fragments and of padding."""

from simulation.wire import (
    arp,
    ethernet,
    gre,
    ipv4,
)
from tests.simulation.dissection.test_readers import FLOW, NESTINGS
from tests.simulation.frames import (
    CARE_OF,
    HERE,
    HOME,
    PEER,
    THERE,
    X_HA,
    flow_packet,
    framed,
    keys_of,
    layers,
    notes,
    udp_packet,
)


def test_first_fragment_is_read_as_far_as_it_goes_and_later_ones_are_data():
    pieces = ipv4.fragments(udp_packet(5004, b"mpvz" + bytes(200)), 120)
    assert keys_of(framed(pieces[0])) == ["ipv4", "udp", "flow", "data"]
    assert keys_of(framed(pieces[1])) == ["ipv4", "fragment"]
    assert notes(framed(pieces[0])) == {"data": "fills the payload up to its size"}


def test_first_fragment_of_a_tunnel_is_read_into_the_tunnel():
    whole = ipv4.packet(X_HA, CARE_OF, ipv4.IPIP, flow_packet(400))
    first = ipv4.fragments(whole, 68)[0]
    assert keys_of(framed(first)) == ["ipv4", "ipv4", "udp", "flow", "data"]


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
