import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.experiments.parting import LONGEST, divergence
from simulation.time import SECOND

DOCUMENT = {**PRESETS["leave-colocated"].document("1.1"), "duration_ns": 14 * SECOND}


def played(*more):
    actions = [*DOCUMENT["actions"], *more]
    return simulate(read_scenario({**DOCUMENT, "slug": "custom", "actions": actions}))


@pytest.fixture(scope="module")
def original():
    return played()


def test_a_run_and_itself_do_not_part(original):
    assert divergence(original, original) == {"first": None, "ladder": []}


def test_runs_part_where_the_first_effect_of_an_action_is_and_not_at_the_action(original):
    lose = {"at_ns": 9 * SECOND + 1, "node": "internet", "do": "lose", "link": "cellular"}
    other = played({**lose, "frames": 1})
    found = divergence(original, other)
    first, second = found["first"]
    assert first["at_ns"] == second["at_ns"] > 10 * SECOND, "nothing was sent there before the move"
    assert first["kind"] == "sent"
    assert (first["node"], second["node"]) == ("internet", "internet")
    sides = {row["side"] for row in found["ladder"]}
    assert {"left", "right"} <= sides
    assert any(
        "drops a DHCP OFFER" in row["text"] for row in found["ladder"] if row["side"] == "right"
    )
    times = [row["at_ns"] for row in found["ladder"] if row["side"] == "right"]
    assert times == sorted(times)
    assert len(found["ladder"]) <= LONGEST


def test_an_action_without_effect_parts_no_runs(original):
    vain = {"at_ns": 5 * SECOND, "node": "mn", "do": "lose", "link": "hotel", "frames": 1}
    assert divergence(original, played(vain))["first"] is None


def test_a_run_that_is_the_others_beginning_parts_where_it_ends(original):
    short = simulate(read_scenario({**DOCUMENT, "duration_ns": 12 * SECOND}))
    first, second = divergence(original, short)["first"]
    assert second is None
    assert first["at_ns"] >= 12 * SECOND - SECOND // 20
