"""The sentences of an outcome, on a real run whose shares were counted in its events."""

import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.metrics import summary
from simulation.metrics.facts import Facts
from simulation.trace import Delivered

SECOND = 1_000_000_000


def text(trace):
    return summary(trace)["outcome"]["text"]


@pytest.fixture(scope="module")
def hotspot():
    return simulate(read_scenario(PRESETS["handover-outside"].document("0")))


def test_a_stay_without_data_is_told_with_its_silence_its_losses_and_their_place(hotspot):
    told = text(hotspot)
    came = [event for _, event in hotspot.of(Delivered) if event.flow == "cn > mn"]
    last = max(event.at_ns for event in came if event.at_ns < 30 * SECOND)
    silence = (40 * SECOND - last) / 1_000_000
    assert 20_000 < silence < 20_100
    assert f"a silence of {silence:,.0f} ms that did not end by itself" in told
    assert "from the cellular network to the hotspot" in told
    assert "at the access router of the cellular network" in told
    assert "data flowed" not in told.lower()


def test_the_longest_gap_of_the_comparison_is_that_silence(hotspot):
    moves = summary(hotspot)["handovers"]
    gaps = [way["gap_ms"]["value"] for move in moves for way in move["directions"]]
    assert max(gaps) > 20_000
    assert [way["resumed"] for way in moves[0]["directions"]] == [False, False]
    assert [way["resumed"] for way in moves[1]["directions"]] == [True, True]


def test_every_packet_of_a_direction_is_in_one_phase(hotspot):
    facts = Facts(hotspot)
    for row in summary(hotspot)["outcome"]["flows"]:
        flow = facts.flows[row["direction"]]
        came = {each.root for each in flow.counted}
        lost = sum(each["lost_packets"]["value"] for each in row["phases"])
        sent = sum(each["sent_packets"]["value"] for each in row["phases"])
        assert lost == row["lost_packets"]["value"]
        assert abs(sent - lost - len(came)) <= 1
        for phase in row["phases"]:
            causes = sum(each["lost_packets"]["value"] for each in phase["causes"])
            assert causes == phase["lost_packets"]["value"]


def reordered():
    return {
        "option": "1.1", "slug": "reordered", "title": "Reordered", "seed": 1,
        "duration_ns": 20 * SECOND, "start": {"mn": "cellular"}, "flows": [["mn", "cn"]],
        "actions": [{"at_ns": SECOND, "node": "mn", "do": "switch-on"}],
        "packets_per_second": 200, "payload_octets": 60, "link": {"isp": {"jitter_ms": 600}},
    }  # fmt: skip


def test_a_third_lost_to_the_replay_window_is_said_with_share_and_cause():
    trace = simulate(read_scenario(reordered()))
    found = summary(trace)["outcome"]
    assert found["survived"] is False
    for row in found["flows"]:
        assert 0.5 < row["delivery_ratio"]["value"] < 0.8
        assert "replay" in row["because"]
    assert found["text"].count("of the data came") == 2
    assert "flowed" not in found["text"]
