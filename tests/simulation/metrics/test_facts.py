"""What all metrics share: roots, flows, places."""

from simulation.metrics.facts import Facts
from simulation.trace import Delivered

MS = 1_000_000


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
