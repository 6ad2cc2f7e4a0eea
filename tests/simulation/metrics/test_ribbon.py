"""Ribbons against traces whose silences can be worked out on paper, and against the metrics."""

from itertools import pairwise

import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.metrics import ribbons
from simulation.metrics.facts import Facts
from simulation.metrics.ribbon import MOST_STRETCHES, ribbons_of
from simulation.metrics.silence import silences
from simulation.trace import Acted, Delivered, Layer, TransferFinished

MS = 1_000_000
SEALED = (
    Layer("ipv4", "ipsec", 20),
    Layer("esp", "ipsec", 8, 12, "esp:1"),
    Layer("ipv4", "data", 20),
)


def move(made, detach_ms, attach_ms):
    for at_ms, do in ((detach_ms, "detach"), (attach_ms, "attach")):
        made.event(at_ms * MS, Acted("mn", {"node": "mn", "do": do, "link": "right"}))


def data(made, numbers, came):
    for number in numbers:
        at = number * 100 * MS
        made.datagram(number, at, at + 10 * MS if number in came else None)


def told(made):
    (ribbon,) = ribbons_of(Facts(made.finished()))
    return [
        (each.kind.value, each.since_ns // MS, each.until_ns // MS, each.lost)
        for each in ribbon.stretches
    ]


def test_a_move_that_loses_data_is_one_stretch_as_long_as_its_silence(made):
    made.stand("mn", "left")
    move(made, 1000, 1100)
    data(made, range(100), {*range(10), *range(15, 100)})
    assert told(made) == [
        ("idle", 0, 10, 0),
        ("open", 10, 910, 0),
        ("lost", 910, 1510, 5),
        ("open", 1510, 10_000, 0),
    ]


def test_a_move_in_which_nothing_is_sent_is_silent(made):
    move(made, 1000, 1100)
    data(made, [*range(10), *range(30, 100)], range(100))
    assert ("silent", 910, 3010, 0) in told(made)


def test_losses_far_apart_have_silence_between_them(made):
    data(made, [*range(10), 11, 35, *range(40, 100)], {*range(10), *range(40, 100)})
    assert told(made)[2:-1] == [
        ("lost", 910, 1100, 1),
        ("silent", 1100, 3500, 0),
        ("lost", 3500, 4010, 1),
    ]


def test_data_that_never_come_are_lost_from_the_first_that_was_sent(made):
    data(made, range(100), ())
    assert told(made)[-1] == ("lost", 0, 10_000, 100)


def test_what_ceased_is_lost_to_the_end_of_the_run(made):
    data(made, range(100), range(20))
    assert told(made)[-1] == ("lost", 1910, 10_000, 80)


def test_a_flow_that_stopped_of_itself_is_idle(made):
    data(made, range(20), range(20))
    assert told(made)[-1] == ("idle", 1910, 10_000, 0)


def test_a_transfer_that_is_done_is_idle(made):
    for number in range(2):
        at = number * 100 * MS
        packet = made.packet(SEALED, 188, purpose=f"data {number}", flow="tcp cn > mn")
        made.sent(at, "cn", packet, "left", "mn")
        made.event(at + 50 * MS, Delivered("mn", packet, "tcp cn > mn", number, 160, at))
    made.event(9900 * MS, TransferFinished("mn", "tcp cn > mn", 160, 100 * MS))
    assert told(made)[-1] == ("idle", 150, 10_000, 0)


def test_data_sealed_on_the_mobile_nodes_link_are_told_from_data_in_clear(made):
    made.stand("mn", "left")
    data(made, range(50), range(50))
    for number in range(50, 100):
        at = number * 100 * MS
        packet = made.packet(SEALED, 220, purpose=f"data {number}", flow="cn > mn")
        made.sent(at, "cn", packet, "left", "mn")
        made.event(at + 10 * MS, Delivered("mn", packet, "cn > mn", number, 160, at))
    assert told(made)[1:] == [("open", 10, 5010, 0), ("sealed", 5010, 10_000, 0)]


def test_however_often_data_are_lost_a_ribbon_has_a_bounded_number_of_stretches(made):
    for number in range(5000):
        at = number * 2 * MS
        made.datagram(number, at, at + MS if number % 2 else None)
    (ribbon,) = ribbons_of(Facts(made.finished()))
    assert 0 < len(ribbon.stretches) <= MOST_STRETCHES + 1


@pytest.mark.parametrize(
    ("option", "preset", "changes"),
    [
        ("0", "leave-colocated", {}),
        ("1.1", "grand-tour", {}),
        ("4", "handover-outside", {"traffic": "flow+tcp"}),
        ("1.1", "two-outside", {"link": {"cellular": {"loss": 0.05}}}),
    ],
)
def test_ribbons_cover_the_run_and_agree_with_every_silence_around_a_move(option, preset, changes):
    trace = simulate(read_scenario({**PRESETS[preset].document(option), **changes}))
    facts = Facts(trace)
    found = {each["flow"]: each["stretches"] for each in ribbons(trace)}
    assert set(found) == set(facts.flows)
    for stretches in found.values():
        assert stretches[0]["since_ns"] == 0
        assert stretches[-1]["until_ns"] == facts.duration_ns
        for before, after in pairwise(stretches):
            assert before["until_ns"] == after["since_ns"]
            assert before["kind"] != after["kind"]
    for silence in silences(facts).values():
        if silence.begins_ns is not None and silence.flow[:4] not in ("tcp ", "ping"):
            flowing = [
                each
                for each in found[silence.flow]
                if each["kind"] in ("open", "sealed")
                and each["since_ns"] < silence.ends_ns
                and each["until_ns"] > silence.begins_ns
            ]
            assert flowing == [], "data flow in no silence"
    for flow, stretches in found.items():
        ended = [facts.drops[root][1].at_ns for root in facts.lost(facts.flows[flow])]
        assert sum(each["lost"] for each in stretches) == len(ended)
