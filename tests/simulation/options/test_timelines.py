"""Every action of a timeline under every option: the run ends well and says what happened."""

import pytest

from simulation import OPTIONS, read_scenario, simulate
from simulation.narration import lines
from simulation.scenario import ACTIONS
from simulation.time import SECOND
from simulation.trace import Acted, Delivered, Ineffective
from tests.simulation.options.timelines import UNTIL_S, document


def told(trace, event_number):
    return [each["text"] for each in lines(trace, event_number, event_number + 1)]


@pytest.mark.parametrize("do", ACTIONS)
@pytest.mark.parametrize("option", OPTIONS)
def test_a_run_with_any_action_ends_well_and_says_what_happened(option, do):
    scenario = read_scenario(document(option, do))
    trace = simulate(scenario)
    assert trace.events[-1].at_ns > (UNTIL_S - 1) * SECOND
    done = list(trace.of(Acted))
    assert [event.action for _, event in done] == [dict(each) for each in scenario.actions]
    there = {each["name"] for each in trace.head["nodes"]}
    for number, event in done:
        (sentence,) = told(trace, number)
        assert f": {event.action['do']}." not in sentence, "an action has words of its own"
        after = trace.events[number + 1]
        if event.node not in there:
            assert isinstance(after, Ineffective)
            assert (after.node, after.action) == (event.node, event.action["do"])
            assert after.because == f"under this option there is no {event.node}"


@pytest.mark.parametrize("option", OPTIONS)
def test_after_every_cable_was_cut_for_a_second_data_flow_again(option):
    trace = simulate(read_scenario(document(option, "cut")))
    late = (UNTIL_S - 3) * SECOND
    delivered = [event.flow for _, event in trace.of(Delivered) if event.at_ns > late]
    for flow in ("mn2 > cn", "cn > mn2"):
        assert delivered.count(flow) >= 11, "of 12"
