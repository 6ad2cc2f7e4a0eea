"""What was begun because the node may be outside ends, and acts no more, once it is inside."""

from functools import cache

import pytest

from simulation import OPTIONS, PRESETS, read_scenario, simulate, with_settings
from simulation.roles.undertakings import Undertakings
from simulation.time import SECOND
from simulation.trace import Delivered, Noted, Sent, StateChanged


def test_what_a_procedure_brings_counts_outside_and_not_inside():
    here, came = ["outside"], []
    undertakings = Undertakings(lambda: here[0] == "inside")
    act = undertakings.outside(came.append)
    act("early")
    here[0] = "inside"
    act("late")
    here[0] = "outside"
    act("again")
    assert came == ["early", "again"]


def test_all_of_them_are_abandoned_for_the_same_reason():
    told = []
    undertakings = Undertakings(lambda: False)
    for name in ("ike", "registration"):
        undertakings.add(lambda because, name=name: told.append((name, because)))
    undertakings.abandon("inside")
    assert told == [("ike", "inside"), ("registration", "inside")]


DETECTING = [each for each in OPTIONS if each != "5"]
"""Under option 5 nothing depends on where a node is."""
INSIDE_ANSWERS_LATE = {
    "link.home.delay_ms": "900",
    "packets_per_second": "1",
    "duration_ns": str(100 * SECOND),
    "inside_reaches_x_ha": "true",
}


@cache
def late(option, care_of):
    document = PRESETS["power-up-inside"].document(option)
    settings = {**INSIDE_ANSWERS_LATE, "care_of": care_of}
    return simulate(read_scenario(with_settings(document, settings)))


@pytest.mark.parametrize("care_of", ["colocated", "foreign-agent"])
@pytest.mark.parametrize("option", DETECTING)
def test_an_inside_that_answers_late_is_not_undone_by_what_was_begun_before(option, care_of):
    """RFC 5265 section 3.3: the internal home agent's answer decides."""
    trace = late(option, care_of)
    places = [
        event.new
        for _, event in trace.of(StateChanged)
        if (event.node, event.machine) == ("mn", "detection")
    ]
    assert places[-1] == "inside"
    assert places.count("inside") == 1
    assert not [event for _, event in trace.of(Noted) if "gave up" in event.text]
    last = [event.flow for _, event in trace.of(Delivered) if event.at_ns > 15 * SECOND]
    assert last.count("mn > cn") >= 83
    assert last.count("cn > mn") >= 83


@pytest.mark.parametrize("option", ["0", "3", "6", "7", "5266", "wg"])
def test_inside_nothing_of_an_abandoned_negotiation_is_sent(option):
    trace = late(option, "colocated")
    sent = [
        event.at_ns / SECOND
        for _, event in trace.of(Sent)
        if event.node == "mn" and trace.packets[event.packet].message.startswith("ike-")
    ]
    assert sent == [] or max(sent) < 10
