"""Whole stories of real runs."""

from itertools import pairwise

import pytest

from simulation.metrics import summary
from simulation.narration.layout import SKIPPED

OPENING = "1.1", "leave-colocated"
SOME = [
    ("1.1", "leave-colocated"), ("0", "leave-colocated"), ("wg", "nat-rebind"),
    ("1.1", "pseudo-nat-attack"), ("1.1", "big-packets"), ("2", "crash-restart"),
    ("5", "handover-outside"), ("1.1", "power-up-inside"), ("4", "leave-foreign-agent"),
]  # fmt: skip


def kinds(story):
    return [each.kind for each in story.beats]


def test_the_opening_run_is_told_in_nine_beats_in_order(told):
    assert kinds(told(*OPENING)) == [
        SKIPPED, "flows", "leaves", "arrives", "told", "keys", "told", "again", "look", "quiet",
    ]  # fmt: skip


def test_data_flow_again_within_45_seconds_of_watching(told):
    watched = 0.0
    for beat in told(*OPENING).beats:
        if beat.kind == "again":
            break
        watched += beat.seconds
    assert 20 < watched < 45


def test_the_silence_and_the_losses_that_are_told_are_those_of_the_metrics(told, run):
    story, found = told(*OPENING), summary(run(*OPENING))
    gap = max(each["longest_gap_ms"]["value"] for each in found["outcome"]["flows"])
    lost = sum(each["lost_packets"]["value"] for each in found["outcome"]["flows"])
    again = next(each for each in story.beats if each.kind == "again")
    assert f"{gap / 1000:.1f} seconds" in again.headline.text
    assert f"{lost} packets were lost" in again.more.text
    assert f"{gap / 1000:.1f} seconds" in story.closing.silence.text
    assert str(lost) in story.closing.losses.text


@pytest.mark.parametrize(("option", "preset"), SOME)
def test_beats_cover_a_run_without_gaps_or_overlaps(told, run, option, preset):
    beats = told(option, preset).beats
    assert beats[0].from_ns == 0
    assert beats[-1].until_ns == run(option, preset).head["duration_ns"]
    for before, after in pairwise(beats):
        assert before.until_ns == after.from_ns
        assert before.from_ns < before.until_ns


@pytest.mark.parametrize(("option", "preset"), SOME)
def test_no_beat_speaks_of_what_has_not_happened_when_it_ends(told, run, option, preset):
    events = run(option, preset).events
    for beat in told(option, preset).beats:
        assert all(events[each].at_ns <= beat.until_ns for each in beat.evidence)


@pytest.mark.parametrize(("option", "preset"), SOME)
def test_the_last_thing_that_is_told_is_about_data(told, option, preset):
    assert told(option, preset).beats[-1].question == "arrive"


def test_why_data_cease_for_good_is_a_beat_and_the_outcome(told):
    story = told("1.1", "pseudo-nat-attack")
    silent = next(each for each in story.beats if each.kind == "silent")
    assert "the attacker" in silent.headline.text
    assert not story.closing.survived


def test_the_story_begins_with_data_that_flow(told):
    story = told(*OPENING)
    first = next(each for each in story.beats if each.kind != SKIPPED)
    assert first.kind == "flows"
    assert story.start_ns == first.from_ns > 0


def test_where_nothing_else_happens_how_data_come_to_flow_is_the_story(told):
    assert kinds(told("1.1", "power-up-inside")) == ["waits", "arrives", "told", "flows"]
