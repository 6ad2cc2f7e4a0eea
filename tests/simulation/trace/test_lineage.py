"""Which packet carries which."""

from simulation.trace import Lineage, PacketRecord, Trace
from tests.simulation.options.playing import play


def packet(inner=None, flow="", purpose="ping"):
    return PacketRecord(0, 20, purpose, flow, inner, "")


def lineage(*packets):
    return Lineage(Trace({}, packets=list(packets)))


def test_the_root_is_the_innermost_packet():
    found = lineage(packet(), packet(0), packet(1), packet())
    assert [found.root(each) for each in (2, 0, 1, 3)] == [0, 0, 0, 3]


def test_what_is_within_comes_from_the_outside_inwards():
    found = lineage(packet(), packet(0), packet(), packet(1))
    assert list(found.within(3)) == [3, 1, 0]
    assert list(found.within(2)) == [2]


def test_what_is_around_are_all_that_carry_it():
    found = lineage(packet(), packet(0), packet(), packet(1), packet(2))
    assert found.around([0]) == {0, 1, 3}
    assert found.around([1, 2]) == {1, 2, 3, 4}


def test_a_datagram_that_lost_its_identity_gets_it_back():
    first, other = (packet(flow="a > b", purpose=f"data a > b number {n}") for n in (1, 2))
    found = lineage(first, other, packet(0), first, packet(3))
    assert [found.root(each) for each in range(5)] == [0, 1, 0, 0, 0]
    assert [lineage(packet(), packet()).root(each) for each in (0, 1)] == [0, 1]


def test_a_lineage_follows_a_trace_that_grows():
    trace = Trace({}, packets=[packet()])
    found = Lineage(trace)
    assert found.root(0) == 0
    trace.packets.append(packet(0))
    assert found.root(1) == 0


def test_what_is_within_ends_at_the_root_and_the_root_is_around_by_all_of_it():
    trace = play("1.1", "leave-colocated").trace
    found = Lineage(trace)
    outermost = max(range(len(trace.packets)), key=lambda each: len(list(found.within(each))))
    chain = list(found.within(outermost))
    assert len(chain) >= 4
    assert chain[-1] == found.root(outermost)
    assert set(chain) <= found.around([chain[-1]])
