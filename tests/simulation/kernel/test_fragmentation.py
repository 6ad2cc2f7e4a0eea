import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.kernel.fragment_limits import FragmentLimits
from simulation.kernel.fragmentation import join
from simulation.time import SECOND
from simulation.trace import Dropped, Fragmented, Reassembled
from simulation.wire import ipv4, udp
from simulation.wire.checksum import internet_checksum
from tests.simulation.small_world import address, routed, two_hosts

A, B = address("10.0.0.1"), address("10.0.0.2")


def big(octets=3000, identification=9):
    body = udp.datagram(A, B, 7, 7, bytes(range(256)) * (octets // 256 + 1))
    return ipv4.packet(A, B, ipv4.UDP, body[:octets], identification=identification)


def test_a_packet_that_is_too_long_goes_in_pieces_and_arrives_whole():
    world, a, b = two_hosts(mtu=576)
    heard = world.hears(b)
    world.say(a, "10.0.0.1", "10.0.0.2", bytes(range(250)) * 6)
    world.run(1)
    assert heard == [bytes(range(250)) * 6]
    pieces = world.packets("lan")
    assert len(pieces) == 3
    assert all(len(each) <= 576 for each in pieces)
    (cut,) = world.events(Fragmented)
    (joined,) = world.events(Reassembled)
    assert cut.pieces == joined.pieces
    assert cut.packet == joined.packet


def test_a_router_fragments_for_the_next_link_and_the_host_joins():
    world, a, _, b = routed(mtu=600)
    heard = world.hears(b)
    world.say(a, "10.0.0.1", "10.0.1.1", bytes(1400))
    world.run(1)
    assert heard == [bytes(1400)]
    assert len(world.packets("left")) == 1
    assert len(world.packets("right")) == 3


def test_a_link_too_small_for_any_fragment_is_a_drop_and_no_crash():
    world, a, _ = two_hosts(mtu=24)
    world.say(a, "10.0.0.1", "10.0.0.2", bytes(100))
    world.run(1)
    assert world.drops() == ["too-big"]


@given(st.permutations(range(6)), st.lists(st.integers(0, 5), max_size=4))
def test_fragments_join_in_any_order_and_with_repetitions(order, again):
    world, _a, b = two_hosts()
    heard = []
    b.protocols[ipv4.UDP] = lambda packet, device: heard.append(packet.octets)
    pieces = ipv4.fragments(big(), 576)
    assert len(pieces) == 6
    for number in [*order[:-1], *[each for each in again if each != order[-1]], order[-1]]:
        b.receive(world.packet(pieces[number]), pieces[number], None)
    assert heard == [big()]


def test_fragments_of_two_datagrams_are_kept_apart():
    world, _, b = two_hosts()
    heard = []
    b.protocols[ipv4.UDP] = lambda packet, device: heard.append(packet.octets)
    ones, twos = (ipv4.fragments(big(2000, number), 576) for number in (1, 2))
    for one, two in zip(ones, twos, strict=True):
        for octets in (two, one):
            b.receive(world.packet(octets), octets, None)
    assert heard == [big(2000, 2), big(2000, 1)]


def test_pieces_that_wait_too_long_are_dropped_and_the_source_is_told():
    """RFC 1122 section 3.3.2: time exceeded, code 1, quoting the first fragment."""
    world, a, b = two_hosts()
    told = []
    a.icmp.error_listeners.append(lambda *error: told.append(error[:2]))
    pieces = ipv4.fragments(big(), 576)
    for octets in pieces[:2]:
        world.at(0, lambda octets=octets: b.receive(world.packet(octets), octets, None))
    world.run(70)
    assert world.drops("b") == ["reassembly-timeout"] * 2
    assert told == [(11, 1)]


def test_nobody_is_told_where_the_first_fragment_never_came():
    world, _a, b = two_hosts()
    octets = ipv4.fragments(big(), 576)[1]
    b.receive(world.packet(octets), octets, None)
    world.run(70)
    assert world.drops("b") == ["reassembly-timeout"]
    assert world.sent("b", "ICMP") == []


def test_a_node_waits_for_fragments_as_long_as_it_is_told_to():
    world, _, b = two_hosts()
    b.fragment_limits = FragmentLimits(patience_ns=2 * SECOND)
    octets = ipv4.fragments(big(), 576)[0]
    b.receive(world.packet(octets), octets, None)
    world.run(1.9)
    assert world.drops("b") == []
    world.run(2.1)
    (drop,) = world.events(Dropped, "b")
    assert drop.detail == "another fragment of the datagram did not come within 2 s"


def test_when_the_buffer_is_full_the_oldest_datagram_makes_room():
    world, _, b = two_hosts()
    b.fragment_limits = FragmentLimits(octets=2200)
    heard = []
    b.protocols[ipv4.UDP] = lambda packet, device: heard.append(packet.octets)
    one, two, three = (ipv4.fragments(big(1000, number), 576) for number in (1, 2, 3))
    for octets in (one[0], two[0], three[0]):
        b.receive(world.packet(octets), octets, None)
    assert world.drops("b") == []
    fourth = ipv4.fragments(big(1000, 4), 576)[0]
    b.receive(world.packet(fourth), fourth, None)
    (drop,) = world.events(Dropped, "b")
    assert (drop.reason, drop.packet) == ("reassembly-full", 0)
    assert "2200 octets" in drop.detail
    for octets in (two[1], three[1], one[1]):
        b.receive(world.packet(octets), octets, None)
    assert heard == [big(1000, 2), big(1000, 3)], "the first lost a piece, and they are whole"


def test_a_datagram_that_is_longer_than_the_buffer_is_not_kept():
    world, _, b = two_hosts()
    b.fragment_limits = FragmentLimits(octets=1200)
    for octets in ipv4.fragments(big(3000), 576):
        b.receive(world.packet(octets), octets, None)
    assert set(world.drops("b")) == {"reassembly-full"}
    assert world.events(Reassembled) == []


def test_room_comes_back_when_a_datagram_is_whole():
    world, _, b = two_hosts()
    b.fragment_limits = FragmentLimits(octets=1200)
    heard = []
    b.protocols[ipv4.UDP] = lambda packet, device: heard.append(packet.octets)
    for number in range(20):
        for octets in ipv4.fragments(big(1000, number), 576):
            b.receive(world.packet(octets), octets, None)
    assert len(heard) == 20
    assert world.drops("b") == []


def test_a_shorter_repetition_takes_nothing_away():
    whole = big(1000)
    first, second = ipv4.fragments(whole, 576)
    again = ipv4.fragments(first, 300)[0]
    assert join([first, again, second]) == join([again, second, first]) == whole


@pytest.mark.parametrize("flags_and_offset", [0x1FFF, 0x3FFF, 0x1FFE])
def test_a_fragment_beyond_the_longest_datagram_is_malformed(flags_and_offset):
    world, _, b = two_hosts()
    octets = bytearray(ipv4.packet(A, B, ipv4.UDP, bytes(1000), identification=3))
    octets[6:8] = flags_and_offset.to_bytes(2, "big")
    octets[10:12] = b"\0\0"
    octets[10:12] = internet_checksum(bytes(octets[:20])).to_bytes(2, "big")
    b.receive(world.packet(bytes(octets)), bytes(octets), None)
    assert world.drops("b") == ["malformed"]


def test_quoted_fragments_are_told_of_with_their_header_and_eight_octets():
    world, a, b = two_hosts()
    quoted = []
    a.icmp.error_listeners.append(lambda *error: quoted.append(error[3]))
    first = ipv4.fragments(big(), 576)[0]
    b.receive(world.packet(first), first, None)
    world.run(70)
    assert quoted == [first[:548]]
