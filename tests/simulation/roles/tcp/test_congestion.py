"""Window sizes worked out by hand from RFC 5681 section 3 and RFC 6582 section 3.2."""

import pytest

from simulation.roles.tcp.congestion import Congestion, Phase, initial_window

SEGMENT = 1000


@pytest.mark.parametrize(
    ("segment", "window"),
    [(536, 2144), (1095, 4380), (1096, 3288), (1460, 4380), (2190, 6570), (4000, 8000)],
)
def test_the_initial_window(segment, window):
    assert initial_window(segment) == window


def grown(window, threshold):
    congestion = Congestion(SEGMENT)
    congestion.window, congestion.threshold = window, threshold
    return congestion


def a_round_trip(congestion, place=0):
    """Acknowledge a whole window, segment by segment."""
    for _ in range(congestion.window // SEGMENT):
        place += SEGMENT
        congestion.acknowledged(SEGMENT, place)
    return place


def test_slow_start_doubles_each_round_trip():
    congestion = grown(SEGMENT, 1 << 30)
    windows = []
    for _ in range(4):
        a_round_trip(congestion)
        windows.append(congestion.window)
    assert windows == [2000, 4000, 8000, 16000]
    assert congestion.phase is Phase.SLOW_START


def test_slow_start_counts_no_more_than_a_segment_for_one_acknowledgement():
    congestion = grown(SEGMENT, 1 << 30)
    congestion.acknowledged(5 * SEGMENT, 5000)
    assert congestion.window == 2000
    congestion.acknowledged(10, 5010)
    assert congestion.window == 2010


def test_avoidance_adds_about_a_segment_each_round_trip():
    congestion = grown(10 * SEGMENT, 8 * SEGMENT)
    assert congestion.phase is Phase.AVOIDANCE
    a_round_trip(congestion)
    assert 10 * SEGMENT + 950 <= congestion.window <= 11 * SEGMENT


def test_the_third_duplicate_halves_and_inflates():
    congestion = grown(10 * SEGMENT, 1 << 30)
    answers = [congestion.duplicate(10 * SEGMENT, 5000, 15000) for _ in range(3)]
    assert answers == [False, False, True]
    assert congestion.threshold == 5 * SEGMENT
    assert congestion.window == 8 * SEGMENT, "threshold and the three that have left"
    assert congestion.duplicate(10 * SEGMENT, 5000, 15000) is False
    assert congestion.window == 9 * SEGMENT
    assert congestion.phase is Phase.RECOVERY


def recovering():
    congestion = grown(10 * SEGMENT, 1 << 30)
    for _ in range(3):
        congestion.duplicate(10 * SEGMENT, 5000, 15000)
    return congestion


def test_a_full_acknowledgement_ends_recovery_at_the_threshold():
    congestion = recovering()
    assert congestion.acknowledged(10 * SEGMENT, 15000) is False
    assert congestion.window == 5 * SEGMENT
    assert congestion.phase is Phase.AVOIDANCE


def test_a_partial_acknowledgement_names_the_next_loss():
    congestion = recovering()
    assert congestion.acknowledged(3 * SEGMENT, 8000) is True
    assert congestion.window == 6 * SEGMENT, "8 less what left, plus one"
    assert congestion.phase is Phase.RECOVERY


def test_duplicates_of_what_was_lost_before_are_no_new_loss():
    congestion = recovering()
    congestion.timed_out(10 * SEGMENT, 15000, again=False)
    assert [congestion.duplicate(SEGMENT, 6000, 15000) for _ in range(5)] == [False] * 5
    assert congestion.window == SEGMENT


def test_acknowledged_data_begin_the_count_of_duplicates_anew():
    congestion = grown(10 * SEGMENT, 1 << 30)
    congestion.duplicate(10 * SEGMENT, 0, 10000)
    congestion.duplicate(10 * SEGMENT, 0, 10000)
    congestion.acknowledged(SEGMENT, 1000)
    assert congestion.duplicate(9 * SEGMENT, 1000, 10000) is False


def test_a_timeout_leaves_one_segment_and_halves_once_only():
    congestion = grown(10 * SEGMENT, 1 << 30)
    congestion.timed_out(10 * SEGMENT, 10000, again=False)
    assert (congestion.window, congestion.threshold) == (SEGMENT, 5 * SEGMENT)
    congestion.timed_out(SEGMENT, 10000, again=True)
    assert (congestion.window, congestion.threshold) == (SEGMENT, 5 * SEGMENT)


def test_the_threshold_is_never_under_two_segments():
    congestion = grown(SEGMENT, 1 << 30)
    congestion.timed_out(SEGMENT, 1000, again=False)
    assert congestion.threshold == 2 * SEGMENT


def test_idleness_shrinks_to_the_initial_window_and_never_grows():
    congestion = grown(30 * SEGMENT, 1 << 30)
    congestion.idle()
    assert congestion.window == 4 * SEGMENT
    congestion.window = SEGMENT
    congestion.idle()
    assert congestion.window == SEGMENT
