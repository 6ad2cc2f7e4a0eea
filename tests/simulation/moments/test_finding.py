import pytest

from simulation.errors import AbsentError
from simulation.moments import NoMomentError, find


def test_the_second_move_comes_before_the_data_after_it(moving, event):
    trace, moments = moving
    move, data = moments.find("second move"), moments.find("first data after the second move")
    assert trace.events[move].action["link"] == "cellular"
    assert data > move
    assert not any(each.kind == "delivered" for each in trace.events[move:data])
    assert find(trace, "second move") == move


def test_between_two_moments_only_what_lies_there_is_counted(moving):
    _, moments = moving
    up, move = moments.find("vpn is up"), moments.find("first move")
    first = moments.find("first data after vpn is up and before first move")
    last = moments.find("last data after vpn is up and before first move")
    assert up < first < last < move


def test_a_time_names_the_last_event_that_has_happened_by_then(moving):
    trace, moments = moving
    number = moments.find("12.5 s")
    assert trace.events[number].at_ns <= 12_500_000_000 < trace.events[number + 1].at_ns


@pytest.mark.parametrize(
    ("phrase", "what", "accepted"),
    [
        ("tenth move", "only 2 times", "first to second"),
        ("second vpn is up", "only once", "first"),
        ("attack begins", "does not happen", "what happens in this run"),
        ("3600 s", "over by then", "0 s to 45 s"),
        ("drop at o-fw", "no node 'o-fw'", "outer-fw"),
        ("drop because of-me", "no reason", "no-route"),
        ("data on mars", "no link", "cellular"),
    ],
)
def test_a_moment_that_a_run_lacks_is_said_to_be_lacking(moving, phrase, what, accepted):
    with pytest.raises(NoMomentError) as caught:
        moving[1].find(phrase)
    assert isinstance(caught.value, AbsentError)
    assert what in caught.value.what
    assert accepted in caught.value.accepted
