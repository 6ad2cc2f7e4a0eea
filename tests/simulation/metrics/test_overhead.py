"""Overhead is what a link carries beyond the user's packet."""

import pytest

from simulation import OPTIONS, PRESETS, read_scenario, simulate, with_settings
from simulation.metrics import overhead
from simulation.metrics.facts import Facts
from simulation.trace import Fragmented, Layer

SECOND = 1_000_000_000
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
    made.event(9, Fragmented("r1", outer, pieces))
    for at, piece in enumerate(pieces):
        made.sent(10 + at, "r1", piece, "middle", "r2")
    found = rows(made)["middle"]
    assert found["packets"]["value"] == 1
    assert found["overhead_max_octets"]["value"] == 124 + 104 - 188


def test_signalling_is_not_overhead_of_data(made):
    packet = made.packet((Layer("arp", "access", 28),), 28)
    made.sent(0, "mn", packet, "left", "r1")
    assert rows(made) == {}


def test_a_packet_of_which_a_fragment_is_missing_is_not_counted(made):
    packet = made.datagram(0, 0, None)
    pieces = [made.packet(TUNNEL, octets, flow="cn > mn", inner=packet) for octets in (108, 100)]
    made.event(9, Fragmented("r1", packet, pieces))
    made.sent(10, "r1", pieces[0], "middle", "r2")
    assert "middle" not in rows(made)


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("settings", [(), ("encapsulation=gre", "suite=aes-gcm")])
def test_no_packet_costs_less_than_nothing_and_none_counts_twice(option, settings):
    document = with_settings(
        {"option": option, "slug": "cut", "title": "Cut", "seed": 1, "duration_ns": 8 * SECOND,
         "start": {"mn": "cellular"}, "flows": [["mn", "cn"]],
         "actions": [{"at_ns": SECOND, "node": "mn", "do": "switch-on"}],
         "payload_octets": 1440, "packets_per_second": 5},
        dict(each.split("=") for each in settings),
    )  # fmt: skip
    facts = Facts(simulate(read_scenario(document)))
    sent = {flow.name: len(flow.roots) for flow in facts.of_kind("flow")}
    found = overhead.measure(facts)
    assert any(row["overhead_max_octets"]["value"] > 0 for row in found)
    for row in found:
        assert row["overhead_min_octets"]["value"] >= 0
        assert row["packets"]["value"] <= sent[row["direction"]]
        layers = sum(each["head_octets"] + each["tail_octets"] for each in row["stack"])
        most = row["overhead_max_octets"]["value"]
        assert row["overhead_min_octets"]["value"] <= layers - 1468 <= most


def at_the_node(option, preset):
    document = PRESETS[preset].document(option) | {"duration_ns": 10 * SECOND}
    rows = overhead.measure(Facts(simulate(read_scenario(document))))
    return max(
        (row for row in rows if row["at_mobile_node"]),
        key=lambda row: row["overhead_max_octets"]["value"],
    )


def test_what_stands_there_for_nats_is_told_apart_nat_or_no_nat():
    """Option 3 is in UDP from the start; with its 8 octets aside it costs what option 6 does."""
    follows, tells = (at_the_node(option, "handover-outside") for option in ("3", "6"))
    assert follows["overhead_nat_octets"]["value"] == 8
    assert tells["overhead_nat_octets"]["value"] == 0
    assert follows["overhead_max_octets"]["value"] - 8 == tells["overhead_max_octets"]["value"]
