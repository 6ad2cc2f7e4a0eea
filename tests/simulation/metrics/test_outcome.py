"""The one sentence that says what became of the data."""

from simulation.metrics import outcome
from simulation.metrics.facts import Facts
from simulation.trace import Acted, Noted

MS = 1_000_000


def move(made, at_ms, link):
    made.event(
        at_ms * MS, Acted("mn", {"at_ns": at_ms * MS, "node": "mn", "do": "attach", "link": link})
    )


def data(made, *came):
    for number in range(100):
        at = number * 100 * MS
        made.datagram(number, at, at + 10 * MS if number in came else None)


def told(made):
    return outcome.measure(Facts(made.finished()))


def test_data_that_flow_again_after_the_move(made):
    move(made, 3000, "right")
    data(made, *range(30), *range(35, 100))
    found = told(made)
    assert found["survived"] is True
    assert "flowed again after the move" in found["text"]
    assert "600 ms" in found["text"]
    assert "5 packets" in found["text"]


def test_data_that_cease_are_told_with_the_reason_that_ended_most(made):
    move(made, 3000, "right")
    data(made, *range(30))
    found = told(made)
    assert found["survived"] is False
    assert "ceased at 2.9 s" in found["text"]
    assert "cn dropped 70: the link lost it" in found["text"]
    assert found["flows"][0]["broke_at_ns"] == 2910 * MS
    assert made.trace.events[found["flows"][0]["evidence"][1]].kind == "dropped"


def test_a_move_after_which_nothing_came_is_not_hidden_by_a_later_one(made):
    move(made, 3000, "right")
    move(made, 5000, "left")
    data(made, *range(30), *range(52, 100))
    found = told(made)
    assert found["survived"] is False
    assert "Nothing came through after the move" in found["text"]


def test_nothing_at_all(made):
    data(made)
    assert "Nothing of cn > mn ever came" in told(made)["text"]


def test_an_action_without_effect_is_told(made):
    data(made, *range(100))
    made.event(1, Noted("gw", "nothing happens: under this option gw has nothing to renumber", ""))
    assert "Nothing happens: under this option" in told(made)["text"]
