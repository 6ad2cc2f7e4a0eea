"""Overhead is what a link carries beyond the user's packet."""

from simulation.metrics import overhead
from simulation.metrics.facts import Facts
from simulation.trace import Layer

TUNNEL = (Layer("ipv4", "external-mip", 20),)


def rows(made):
    return {row["link"]: row for row in overhead.measure(Facts(made.finished()))}


def test_each_segment_is_compared_with_the_innermost_packet(made):
    packet = made.datagram(0, 0, 5_000_000)
    stack = made.trace.stacks[0]
    outer = made.packet(TUNNEL + stack, 208, flow="cn > mn", inner=packet)
    twice = made.packet(TUNNEL + TUNNEL + stack, 228, flow="cn > mn", inner=outer)
    made.sent(1, "cn", outer, "middle", "r1")
    number = made.sent(2, "r1", twice, "right", "r2")
    found = rows(made)
    assert found["left"]["overhead_max_octets"]["value"] == 0
    assert found["middle"]["overhead_max_octets"]["value"] == 20
    assert found["right"]["overhead_max_octets"] == {"value": 40, "evidence": [number - 1]}
    assert [each["role"] for each in found["right"]["stack"]] == ["external-mip"] * 2 + ["data"] * 3


def test_fragments_of_one_packet_count_together(made):
    packet = made.datagram(0, 0, None)
    outer = made.packet(TUNNEL + made.trace.stacks[0], 208, flow="cn > mn", inner=packet)
    pieces = [
        made.packet(
            (Layer("ipv4", "external-mip", 20), Layer("fragment", "external-mip", octets - 20)),
            octets,
            flow="cn > mn",
            inner=outer,
        )
        for octets in (124, 104)
    ]
    for at, piece in enumerate(pieces):
        made.sent(10 + at, "r1", piece, "middle", "r2")
    found = rows(made)["middle"]
    assert found["packets"]["value"] == 1
    assert found["overhead_max_octets"]["value"] == 124 + 104 - 188


def test_signalling_is_not_overhead_of_data(made):
    packet = made.packet((Layer("arp", "access", 28),), 28)
    made.sent(0, "mn", packet, "left", "r1")
    assert rows(made) == {}
