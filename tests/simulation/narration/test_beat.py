"""The parts of a story as JSON."""

import json

from simulation.narration.beat import Point


def test_a_point_ends_with_the_last_event_on_which_it_rests():
    assert Point(4, "told", 1, "where", "x", evidence=(5, 9)).last == 9
    assert Point(4, "told", 1, "where", "x").last == 4


def test_a_story_is_json_and_says_how_long_it_is_watched(told):
    story = told("1.1", "leave-colocated")
    found = json.loads(json.dumps(story.as_json()))
    assert story.seconds == sum(each["knots"][-1][1] for each in found["beats"])
    assert found["start_ns"] == story.start_ns
