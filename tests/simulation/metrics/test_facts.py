"""What all metrics share: roots, flows, places."""

from simulation.metrics.facts import Facts
from simulation.trace import Delivered, Dropped, Fragmented, Layer
from tests.simulation.metrics.conftest import PLAIN

MS = 1_000_000
PIECE = (Layer("ipv4", "data", 20), Layer("fragment", "data", 84))


def test_whatever_is_around_a_packet_it_keeps_its_root(made):
    packet = made.datagram(0, 0, 1 * MS)
    stack = made.trace.stacks[0]
    outer = made.packet(stack, 208, flow="cn > mn", inner=packet)
    outermost = made.packet(stack, 228, flow="cn > mn", inner=outer)
    assert Facts(made.finished()).root[outermost] == packet


def test_a_datagram_that_comes_out_of_a_tunnel_under_a_new_id_is_the_same(made):
    packet = made.datagram(0, 0, None)
    again = made.packet(made.trace.stacks[0], 188, purpose="data cn > mn number 0", flow="cn > mn")
    facts = Facts(made.finished())
    assert facts.root[again] == packet
    assert facts.flows["cn > mn"].roots == [packet]


def test_kinds_and_ends_of_flows(made):
    for name in ("cn > mn", "tcp cn > mn", "ping mn > cn"):
        packet = made.packet((), 100, purpose=name, flow=name)
        made.event(1, Delivered("mn", packet, name, 0, 10, 0))
    facts = Facts(made.trace)
    assert [flow.kind for flow in facts.flows.values()] == ["flow", "tcp", "ping"]
    assert facts.flows["tcp cn > mn"].ends == ("cn", "mn")
    assert facts.flows["ping mn > cn"].ends == ("mn", "cn")
    assert [flow.name for flow in facts.of_kind("flow", "ping")] == ["cn > mn", "ping mn > cn"]


def test_places_follow_the_rows_of_interfaces(made):
    made.stand("mn", "left")
    made.stand("mn", None, 10 * MS, "left")
    made.stand("mn", "right", 20 * MS)
    facts = Facts(made.trace)
    assert facts.place("mn", 5 * MS) == "left"
    assert facts.place("mn", 15 * MS) == ""
    assert facts.place("mn", 25 * MS) == "right"
    assert facts.nodes_by_link(25 * MS) == {"right": ["mn"]}


def test_counting_begins_with_the_first_delivery(made):
    made.datagram(0, 0, 50 * MS)
    made.datagram(1, 40 * MS, 60 * MS)
    late = made.datagram(2, 50 * MS, 70 * MS)
    flow = Facts(made.finished()).flows["cn > mn"]
    assert flow.since_ns == 50 * MS
    assert [each.root for each in flow.counted] == [late]


def test_what_has_no_event_yet_was_made_before_whatever_is_later_and_not_at_the_start(made):
    waiting = made.packet(PLAIN, 188, purpose="data cn > mn number 0", flow="cn > mn")
    made.datagram(1, 700 * MS, 710 * MS)
    last = made.packet(PLAIN, 188, purpose="data cn > mn number 2", flow="cn > mn")
    facts = Facts(made.finished())
    assert facts.made_ns(waiting) == 700 * MS
    assert facts.made_ns(last) == facts.duration_ns


def dropped(made, at_ms, packet, node):
    return made.event(at_ms * MS, Dropped(node, packet, "filtered", "", "", ""))


def test_the_drop_of_the_last_copy_ended_a_packet_and_the_first_of_one_that_was_cut(made):
    copied = made.packet(PLAIN, 188, purpose="data cn > mn number 0", flow="cn > mn")
    dropped(made, 1, copied, "r1")
    dropped(made, 2, copied, "r2")
    cut = made.packet(PLAIN, 188, purpose="data cn > mn number 1", flow="cn > mn")
    pieces = [made.packet(PIECE, 104, flow="cn > mn", inner=cut) for _ in range(2)]
    made.event(3 * MS, Fragmented("r1", cut, pieces))
    dropped(made, 4, pieces[0], "nat")
    dropped(made, 5, pieces[1], "mn")
    facts = Facts(made.finished())
    assert {root: event.node for root, (_, event) in facts.drops.items()} == {
        copied: "r2", cut: "nat",
    }  # fmt: skip
    assert facts.lost(facts.flows["cn > mn"]) == [copied, cut]


def test_a_packet_that_came_has_not_been_lost_whatever_happened_to_a_copy(made):
    packet = made.datagram(0, 0, 10 * MS)
    dropped(made, 20, packet, "mn")
    assert Facts(made.finished()).drops == {}


def test_what_carries_a_later_fragment_is_one(made):
    packet = made.datagram(0, 0, None)
    first, later = (made.packet(PIECE, 104, flow="cn > mn", inner=packet) for _ in range(2))
    made.event(1, Fragmented("r1", packet, [first, later]))
    around = [made.packet(PLAIN, 124, flow="cn > mn", inner=piece) for piece in (first, later)]
    assert Facts(made.finished()).parts == {later, around[1]}
