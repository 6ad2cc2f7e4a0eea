"""First fragments go ahead where ports decide (RFC 4787 REQ-14)."""

from hypothesis import given
from hypothesis import strategies as st

from simulation.kernel.fragment_limits import FragmentLimits
from simulation.time import SECOND
from simulation.trace import Dropped
from simulation.wire import ipv4, udp
from tests.simulation.small_world import address, routed

A, B = address("10.0.0.1"), address("10.0.1.1")


def pieces(number=1, port=7, octets=2000):
    body = udp.datagram(A, B, 7, port, bytes(octets))
    return ipv4.fragments(ipv4.packet(A, B, ipv4.UDP, body, identification=number), 576)


def ordering(refuses=lambda octets: ""):
    """Return a world whose router lets first fragments go ahead, and what its filter saw."""
    world, _, router, b = routed()
    seen = []

    def judge(packet, inbound, outbound):
        seen.append(packet.octets)
        return refuses(packet.octets)

    router.order_fragments()
    router.filters.append(judge)
    return world, router, b, seen


def come(world, router, octets):
    router.receive(world.packet(octets), octets, router.interfaces["left"])


@given(st.permutations(range(4)))
def test_in_whatever_order_they_come_the_first_is_judged_alone_and_all_arrive(order):
    world, router, b, seen = ordering()
    heard = world.hears(b)
    cut = pieces()
    assert len(cut) == 4
    for number in order:
        come(world, router, cut[number])
    world.run(1)
    assert seen == [cut[0]]
    assert heard == [bytes(2000)]


def test_a_router_without_state_lets_them_go_as_they_come():
    """RFC 1812 section 5.2.6: it must not reassemble what it forwards."""
    world, _, router, b = routed()
    world.hears(b)
    cut = pieces()
    for octets in reversed(cut):
        come(world, router, octets)
    world.run(1)
    assert [ipv4.fragment_offset(each) for each in world.packets("right")] == [
        ipv4.fragment_offset(each) for each in reversed(cut)
    ]


def test_later_fragments_share_the_refusal_of_the_first_and_its_reason():
    world, router, _, _ = ordering(lambda octets: "not today")
    cut = pieces()
    for octets in (cut[1], cut[0], *cut[2:]):
        come(world, router, octets)
    world.run(1)
    assert [each.detail for each in world.events(Dropped)] == ["not today"] * 4


def test_two_datagrams_are_not_taken_for_one():
    world, router, _, _ = ordering(lambda octets: "" if octets[23] == 7 else "wrong port")
    good, bad = pieces(1, port=7), pieces(2, port=8)
    for octets in (bad[1], good[1], good[0], bad[0]):
        come(world, router, octets)
    world.run(1)
    assert len(world.packets("right")) == 2
    assert world.drops() == ["filtered"] * 2


def test_what_waits_for_a_first_fragment_in_vain_is_dropped_with_its_reason():
    world, router, _, seen = ordering()
    router.fragment_limits = FragmentLimits(patience_ns=5 * SECOND)
    come(world, router, pieces()[1])
    world.run(6)
    (drop,) = world.events(Dropped, "r")
    assert (drop.reason, drop.spec) == ("reassembly-timeout", "RFC 1122 3.3.2")
    assert "alone has ports" in drop.detail
    assert seen == []


def test_what_waits_keeps_nothing_else_from_passing():
    """RFC 4787 REQ-14a: fragments that never become whole take no more than their buffer."""
    world, router, b, _ = ordering()
    router.fragment_limits = FragmentLimits(octets=2000)
    heard = world.hears(b)
    for number in range(2, 30):
        come(world, router, pieces(number)[1])
    for octets in pieces(1):
        come(world, router, octets)
    world.run(1)
    assert heard == [bytes(2000)]
    assert set(world.drops("r")) == {"reassembly-full"}


def test_a_number_that_is_used_again_is_another_datagram():
    """A decision is believed for as long as fragments of its datagram may come."""
    world, router, b, _ = ordering()
    heard = world.hears(b)
    for octets in pieces():
        come(world, router, octets)
    world.run(61)
    late = pieces()
    come(world, router, late[1])
    world.run(62)
    assert len(heard) == 1
    assert len(world.packets("right")) == 4, "the later one waits for its own first fragment"
