"""Fragments of one packet, wrapped and cut again, gathered to what a link carried of it."""

from simulation.metrics.facts import Facts
from simulation.metrics.fragments import Gathering
from simulation.trace import Fragmented, Layer

OUTER = Layer("ipv4", "external-mip", 20)
PLACE = "left"


def cut(made, whole, role, *octets):
    """Cut *whole* into pieces of so many octets, heads of 20 included; return their ids."""
    record = made.trace.packets[whole]
    pieces = [
        made.packet(
            (Layer("ipv4", role, 20), Layer("fragment", role, size - 20)),
            size, flow=record.flow, inner=whole,
        )
        for size in octets
    ]  # fmt: skip
    made.event(1, Fragmented("r1", whole, pieces))
    return pieces


def wrap(made, packet, layer=OUTER):
    record = made.trace.packets[packet]
    stack = (layer, *made.trace.stacks[record.stack])
    octets = record.octets + layer.head + layer.tail
    return made.packet(stack, octets, flow=record.flow, inner=packet)


def shape(stack):
    return [(layer.header, layer.role, layer.head, layer.tail) for layer in stack]


def test_a_packet_in_one_piece_is_what_it_is(made):
    packet = wrap(made, made.datagram(0, 0, 5))
    carried = Gathering(Facts(made.finished())).add(PLACE, packet, 7)
    assert carried is not None
    assert (carried.octets, carried.event) == (208, 7)
    assert carried.stack[0] == OUTER


def test_a_tunnel_packet_that_is_cut_repeats_its_outer_header(made):
    outer = wrap(made, made.datagram(0, 0, 5))
    one, two = cut(made, outer, "external-mip", 124, 104)
    gathering = Gathering(Facts(made.finished()))
    assert gathering.add(PLACE, one, 3) is None
    carried = gathering.add(PLACE, two, 4)
    assert carried is not None
    assert carried.octets == 228
    assert carried.event == 3
    assert shape(carried.stack)[:2] == [
        ("fragment", "external-mip", 20, 0), ("ipv4", "external-mip", 20, 0)
    ]  # fmt: skip
    assert sum(layer.head + layer.tail for layer in carried.stack) == 228


def test_a_packet_that_is_cut_first_wears_its_tunnel_twice(made):
    one, two = cut(made, made.datagram(0, 0, 5), "data", 108, 100)
    gathering = Gathering(Facts(made.finished()))
    gathering.add(PLACE, wrap(made, one), 3)
    carried = gathering.add(PLACE, wrap(made, two), 4)
    assert carried is not None
    assert carried.octets == 248
    tunnel, repeated, *_ = shape(carried.stack)
    assert tunnel == ("ipv4", "external-mip", 40, 0)
    assert repeated == ("fragment", "data", 20, 0)


def test_a_piece_that_is_wrapped_and_cut_again_is_whole_before_the_packet_is(made):
    one, two = cut(made, made.datagram(0, 0, 5), "data", 168, 40)
    big, small = wrap(made, one), wrap(made, two)
    first, last = cut(made, big, "external-mip", 128, 80)
    gathering = Gathering(Facts(made.finished()))
    assert gathering.add(PLACE, first, 3) is None
    assert gathering.add(PLACE, small, 4) is None
    carried = gathering.add(PLACE, last, 5)
    assert carried is not None
    assert carried.octets == 128 + 80 + 60
    assert carried.octets - 188 == 20 + 20 + 20 + 20, "two tunnel headers, two repeated ones"
    assert shape(carried.stack)[:3] == [
        ("fragment", "external-mip", 20, 0), ("ipv4", "external-mip", 40, 0),
        ("fragment", "data", 20, 0),
    ]  # fmt: skip


def test_each_place_gathers_for_itself(made):
    one, two = cut(made, made.datagram(0, 0, 5), "data", 108, 100)
    gathering = Gathering(Facts(made.finished()))
    assert gathering.add("left", one, 3) is None
    assert gathering.add("right", two, 4) is None
    assert gathering.add("right", one, 5) is not None
