"""What gaps are made of, in runs of which it is known what they wait for."""

import pytest

from simulation import PRESETS, read_scenario, simulate, with_settings
from simulation.metrics import gaps
from simulation.metrics.facts import Facts
from simulation.metrics.signalling import Signalling


def rows(option, preset="leave-colocated", **settings):
    document = with_settings(PRESETS[preset].document(option), settings)
    facts = Facts(simulate(read_scenario(document)))
    return gaps.measure(facts, Signalling(facts))


def parts(row):
    return {key: row[key]["value"] for key, *_ in gaps.PARTS}


@pytest.fixture(scope="module")
def plain():
    return rows("0", vpn_at_once=False, duration_ns=20_000_000_000)


@pytest.mark.parametrize(
    ("option", "preset"),
    [("1.1", "handover-outside"), ("4", "grand-tour"), ("5", "grand-tour"), ("wg", "grand-tour")],
)
def test_the_parts_of_every_gap_add_up_to_it(option, preset):
    found = rows(option, preset, packets_per_second=5)
    assert found
    for row in found:
        assert sum(parts(row).values()) == pytest.approx(row["gap_ms"]["value"], abs=1e-3)
        assert min(parts(row).values()) >= 0


def test_a_detection_that_ends_by_a_timer_is_told_apart_with_the_parameter(plain):
    for row in plain:
        # From the request until it is over, less the ARP that the request waited for.
        assert 2500 < row["detection_ms"]["value"] <= 3000
        assert row["detection_by"]["value"] == "silence_s=3"


def test_a_shorter_timer_shortens_its_own_part_alone(plain):
    for long, short in zip(
        plain, rows("0", vpn_at_once=False, silence_s=1, duration_ns=20_000_000_000), strict=True
    ):
        assert short["detection_ms"]["value"] == pytest.approx(
            long["detection_ms"]["value"] - 2000, abs=0.1
        )
        for key in ("access_ms", "key_exchange_ms", "off_link_ms"):
            assert short[key]["value"] == pytest.approx(long[key]["value"], abs=5)


def test_with_an_external_home_agent_detection_takes_what_its_parameter_says():
    found = rows("1.1", t_detect_s=1, duration_ns=20_000_000_000)
    assert {row["detection_by"]["value"] for row in found} == {"t_detect_s=1"}
    assert all(row["detection_ms"]["value"] == pytest.approx(1000, abs=1) for row in found)


def test_a_node_that_negotiates_while_it_asks_waits_for_no_timer_of_detection():
    for row in rows("5266", duration_ns=20_000_000_000):
        assert row["detection_ms"]["value"] == 0
        assert row["detection_by"]["value"] == "t_detect_s=0"


def test_what_the_user_needs_is_the_users_part():
    found = rows("3", xauth=True, user_seconds=4, duration_ns=30_000_000_000)
    assert all(row["user_ms"]["value"] == 4000 for row in found)


def test_without_detection_there_is_no_parameter_to_name():
    for row in rows("5", duration_ns=20_000_000_000):
        assert row["detection_ms"]["value"] == 0
        assert row["detection_by"]["value"] is None


def test_a_gap_without_an_end_has_no_first_data():
    unended = [row for row in rows("5", "behind-nat", packets_per_second=5) if not row["resumed"]]
    assert unended
    assert all(row["first_data_ms"]["value"] == 0 for row in unended)


def test_options_stand_side_by_side_by_move_and_direction():
    def row(move, direction):
        return {"move": move, "label": f"mn: a to b, {direction}", "direction": direction}

    found = gaps.compared([("0", [row(1, "x"), row(2, "x")]), ("5", [row(2, "x")])])
    assert [(title, [option for option, _ in group]) for title, group in found] == [
        ("1. mn: a to b, x", ["0"]),
        ("2. mn: a to b, x", ["0", "5"]),
    ]
