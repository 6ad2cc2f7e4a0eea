import asyncio
import time

import pytest

from mipviz.http.refusal import RefusalError
from mipviz.runs.line import DEAR_SECONDS, Line

DEAR = DEAR_SECONDS + 1


def called(*tickets):
    return [ticket.begun is not None for ticket in tickets]


async def test_as_many_go_on_as_there_are_places():
    line = Line(2)
    one, two, three = (line.enter("a", 1) for _ in range(3))
    assert called(one, two, three) == [True, True, False]
    two.give_back()
    assert called(three) == [True]
    await three.turn()


async def test_whoever_has_had_less_is_next():
    line = Line(1)
    going = line.enter("a", 1)
    again, after = line.enter("a", 1), line.enter("a", 1)
    other = line.enter("b", 1)
    going.give_back()
    assert called(other, again, after) == [True, False, False]
    other.give_back()
    assert called(again, after) == [True, False]


async def test_a_stranger_with_a_hundred_runs_keeps_nobody_waiting_for_them():
    line = Line(1)
    first, *rest = [line.enter("a", 1) for _ in range(100)]
    other = line.enter("b", 1)
    first.give_back()
    assert called(other) == [True]
    assert not any(called(*rest))


async def test_one_client_cannot_fill_the_line():
    line = Line(1, longest=8)
    for _ in range(1 + 4):  # one goes on, half of the line waits
        line.enter("a", 1)
    with pytest.raises(RefusalError) as refusal:
        line.enter("a", 1)
    assert refusal.value.code == "busy"
    with pytest.raises(RefusalError):
        line.check("a")
    line.check("b")
    line.enter("b", 1)


async def test_dear_runs_leave_a_place_to_the_others():
    line = Line(2)
    one, two = line.enter("a", DEAR), line.enter("b", DEAR)
    assert called(one, two) == [True, False]
    ordinary = line.enter("c", 1)
    assert called(ordinary) == [True]
    one.give_back()
    assert called(two) == [True]


async def test_a_single_place_takes_dear_runs_too():
    assert Line(1).enter("a", DEAR).begun is not None


async def test_who_leaves_the_line_makes_room_and_pays_nothing():
    line = Line(1, longest=2)
    going, waiting = line.enter("a", 1), line.enter("a", 1)
    waiting.give_back()
    waiting.give_back()
    assert line.waiting == 0
    assert line._reached["a"] == 1
    going.give_back()
    assert called(line.enter("b", 1)) == [True]


async def test_what_a_run_really_cost_counts(monkeypatch):
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    line = Line(1)
    long = line.enter("a", 1)
    others = [line.enter("b", 1) for _ in range(50)]
    now = 100.0
    long.give_back()
    again = line.enter("a", 1)
    for other in others:
        assert called(other, again) == [True, False]
        other.begun = now - 1
        other.give_back()
    assert called(again) == [True]


async def test_a_waiting_turn_can_be_called_off():
    line = Line(1)
    line.enter("a", 1)
    ticket = line.enter("a", 1)
    waiting = asyncio.create_task(ticket.turn())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    ticket.give_back()
    assert line.waiting == 0
