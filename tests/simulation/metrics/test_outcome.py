"""The one sentence that says what became of the data."""

from simulation.metrics import outcome
from simulation.metrics.facts import Facts
from simulation.trace import Acted, Ineffective
from tests.simulation.metrics.conftest import PLAIN

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
    assert "5 of 99 packets (5.1 %) were lost to moving, at cn" in found["text"]


def test_data_that_cease_are_told_with_what_kept_them_from_coming_back(made):
    move(made, 3000, "right")
    data(made, *range(30))
    found = told(made)
    assert found["survived"] is False
    assert "29.3 % of the data came, 29 of 99 packets" in found["text"]
    assert "ceased at 2.9 s and did not come back: 70 ended at cn" in found["text"]
    row = found["flows"][0]
    assert row["broke_at_ns"] == 2910 * MS
    assert row["delivery_ratio"]["value"] == round(29 / 99, 6)
    assert made.trace.events[row["evidence"][1]].kind == "dropped"


def test_a_move_after_which_nothing_came_is_not_hidden_by_a_later_one(made):
    move(made, 3000, "right")
    move(made, 5000, "left")
    data(made, *range(30), *range(52, 100))
    found = told(made)
    assert found["survived"] is False
    assert "Nothing came after the move from nowhere to the link right" in found["text"]
    assert "a silence of 2,090 ms that did not end by itself" in found["text"]
    assert found["flows"][0]["longest_gap_ms"]["value"] == 5000 - 2910


def test_data_that_had_never_flowed_do_not_flow_again(made):
    move(made, 3000, "right")
    data(made, *range(40, 100))
    assert "again" not in told(made)["text"]


def test_nothing_at_all(made):
    data(made)
    assert "No data from cn to mn ever came: 100 ended at cn" in told(made)["text"]


def test_packets_that_are_still_under_way_have_not_ceased(made):
    data(made, *range(100))
    waiting = made.packet(PLAIN, 188, purpose="data cn > mn number 100", flow="cn > mn")
    found = told(made)
    assert waiting == 100
    assert found["survived"] is True
    assert found["text"] == "Nobody moved. Data flowed to the end: all 99 packets came."


def test_a_flow_that_loses_a_third_does_not_flow(made):
    data(made, *(number for number in range(100) if number % 3))
    found = told(made)
    assert found["survived"] is False
    assert "flowed" not in found["text"]
    assert "66.3 % of the data came, 65 of 98 packets: 33 ended at cn" in found["text"]


def test_one_move_is_not_repeated(made):
    for at in range(2000, 8000, 1000):
        move(made, at, "right")
    data(made, *range(20), *range(90, 100))
    text = told(made)["text"]
    assert text.count("from nowhere to the link right") == 1
    assert "6 moves" in text or "5 moves" in text


def test_an_action_without_effect_is_told(made):
    data(made, *range(100))
    made.event(1, Ineffective("gw", "renumber", "under this option gw has nothing to renumber", ""))
    assert "does nothing: under this option" in told(made)["text"]
