"""What the scenario does, in words."""

import pytest

from simulation.narration import actions
from simulation.trace import Acted, Trace


@pytest.mark.parametrize(
    ("do", "words"),
    [
        ({"do": "detach"}, "X leaves its link"),
        ({"do": "attach", "link": "hotspot"}, "X arrives in the hotspot"),
        ({"do": "attack", "on": False}, "X ceases to rewrite addresses"),
        ({"do": "dance"}, "X: dance"),
    ],
)
def test_an_action_is_told_with_its_place_and_its_kind(do, words):
    assert actions.tell(Trace({}), "X", Acted("mn", do).at(0)) == words


def test_a_node_that_is_switched_on_is_where_the_scenario_starts_it():
    trace = Trace({"scenario": {"start": {"mn": "office"}}})
    told = actions.tell(trace, "X", Acted("mn", {"do": "switch-on"}).at(0))
    assert told == "X is switched on, in the office network"
