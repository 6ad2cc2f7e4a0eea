"""What became of a direction: dead moves, silence for good, too many losses."""

from simulation.metrics.facts import Facts
from simulation.metrics.moves import moves
from simulation.metrics.stories import stories
from simulation.trace import Acted

MS = 1_000_000


def move(made, at_ms):
    made.event(at_ms * MS, Acted("mn", {"node": "mn", "do": "attach", "link": "right"}))


def story(made, *came, count=100):
    for number in range(count):
        at = number * 100 * MS
        made.datagram(number, at, at + 10 * MS if number in came else None)
    facts = Facts(made.finished())
    (found,) = stories(facts, moves(facts))
    return found


def test_losses_to_moving_are_not_suffering_where_data_come_again(made):
    move(made, 2000)
    found = story(made, *range(20), *range(60, 100))
    assert not found.suffered
    assert found.gap_ns == 4100 * MS
    assert [len(each.lost) for each in found.around] == [40]
    assert found.share == 1


def test_a_move_after_which_nothing_comes_until_the_next_is_dead(made):
    move(made, 2000)
    move(made, 5000)
    found = story(made, *range(20), *range(51, 100))
    assert found.suffered
    ((dead, phase),) = found.dead
    assert dead.arrival.attach_ns == 2000 * MS
    assert found.worst is phase


def test_a_share_below_nineteen_in_twenty_is_suffering_without_any_silence(made):
    assert not story(made, *(n for n in range(100) if n % 25)).suffered


def test_one_packet_in_ten_is_too_much(made):
    found = story(made, *(n for n in range(100) if n % 10))
    assert found.suffered
    assert found.final is None
    assert found.dead == []


def test_what_ceases_for_good_is_told_of_first(made):
    found = story(made, *range(30))
    assert found.final is not None
    assert found.worst is found.final
    assert found.ceased_ns == 2910 * MS


def test_a_silence_that_no_move_explains_is_a_pause_of_two_seconds_or_more(made):
    move(made, 2000)
    found = story(made, *range(20), *range(25, 50), *range(80, 100))
    assert found.pause_ns == 3100 * MS
    assert found.gap_ns == 600 * MS


def test_a_short_pause_is_none_and_neither_is_one_in_which_nothing_was_lost(made):
    assert story(made, *range(20), *range(30, 100)).pause_ns == 0
