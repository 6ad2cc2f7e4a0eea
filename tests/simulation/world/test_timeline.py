"""What the timeline does to nodes: on, off, joined, parted, and nothing where nothing is meant."""

import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.metrics import summary
from simulation.time import SECOND
from simulation.trace import Acted, Delivered, Ineffective, RowChanged, Sent, StateChanged


def run(actions, option="1.1", until=10, start="office"):
    document = PRESETS["power-up-inside"].document(option) | {
        "actions": actions,
        "duration_ns": until * SECOND,
        "start": {"mn": start},
    }
    return simulate(read_scenario(document))


def do(at, what, node="mn", **fields):
    return {"at_ns": round(at * SECOND), "node": node, "do": what, **fields}


def links(trace):
    """Return when the node's interface was on which link, from its table."""
    return [
        (event.at_ns / SECOND, event.new["link"])
        for _, event in trace.of(RowChanged)
        if event.node == "mn" and event.table == "interfaces"
    ]


def sent_between(trace, start, end):
    return [
        event
        for _, event in trace.of(Sent)
        if event.node == "mn" and start * SECOND < event.at_ns < end * SECOND
    ]


def test_every_action_is_an_event():
    actions = [do(1, "switch-on"), do(5, "detach"), do(5.1, "attach", link="cellular")]
    told = [event.action for _, event in run(actions).of(Acted)]
    assert told == actions


def test_a_node_says_nothing_before_it_is_switched_on():
    trace = run([do(3, "switch-on")])
    assert sent_between(trace, 0, 3) == []
    assert sent_between(trace, 3, 4)


def test_switching_on_twice_is_once():
    once, twice = run([do(1, "switch-on")]), run([do(1, "switch-on"), do(2, "switch-on")])
    assert len(once.events) == len(twice.events) - 2, "the action, and that it was in vain"


def test_a_move_is_a_detach_and_an_attach():
    trace = run([do(1, "switch-on"), do(5, "detach"), do(5.1, "attach", link="cellular")])
    places = [each for each in links(trace) if each[0] in {1, 5, 5.1}]
    assert (1.0, "office") in places
    assert (5.0, None) in places
    assert (5.1, "cellular") in places
    assert sent_between(trace, 5, 5.1) == []


def test_an_attach_without_a_detach_leaves_the_old_link_first():
    trace = run([do(1, "switch-on"), do(5, "attach", link="cellular")])
    places = [link for at, link in links(trace) if at == 5]
    assert None in places
    assert places[-1] == "cellular"


def test_a_node_that_is_off_only_notes_where_it_is():
    trace = run([do(2, "attach", link="cellular"), do(3, "switch-on")])
    assert links(trace)[-1][1] == "cellular"
    assert sent_between(trace, 0, 3) == []


def test_a_crash_is_silent_and_forgets_everything():
    trace = run([do(1, "switch-on"), do(5, "crash")])
    assert sent_between(trace, 5, 10) == []
    held = {}
    for _, event in trace.of(RowChanged):
        if event.node == "mn" and event.table != "interfaces":
            held[event.table, event.key] = event.new
    assert {key for key, row in held.items() if row is not None} == set()


def test_a_restart_begins_as_if_new_where_it_is_told_to():
    trace = run([do(1, "switch-on"), do(5, "crash"), do(6, "restart", link="cellular")], until=15)
    assert links(trace)[-1][1] == "cellular"
    started = [
        event
        for _, event in trace.of(StateChanged)
        if event.node == "mn" and event.at_ns >= 6 * SECOND
    ]
    assert (started[0].machine, started[0].old) == ("dhcp eth0", "init")
    delivered = [event for _, event in trace.of(Delivered) if event.at_ns > 12 * SECOND]
    assert {event.node for event in delivered} == {"mn", "cn"}


def in_vain(trace):
    return [(event.node, event.action, event.because) for _, event in trace.of(Ineffective)]


def test_an_action_that_means_nothing_here_says_so():
    trace = run([do(1, "renumber", "vpn-gw", address="10.0.1.11")], option="5")
    assert in_vain(trace) == [("vpn-gw", "renumber", "under this option there is no vpn-gw")]
    trace = run([do(1, "forget", "vpn-gw")], option="1.1")
    because = "under this option vpn-gw has nothing to forget"
    assert in_vain(trace) == [("vpn-gw", "forget", because)]


def test_what_is_down_does_nothing_but_start_again():
    actions = [do(1, "crash", "nat"), do(2, "forget", "nat"), do(3, "restart", "nat")]
    trace = run([*actions, do(4, "forget", "nat")])
    assert [because for _, _, because in in_vain(trace)] == [
        "it is down", "it translates for nobody at this time",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("action", "because"),
    [
        (do(8, "rebind", "nat"), "it translates for nobody at this time"),
        (do(8, "forget", "nat"), "it translates for nobody at this time"),
        (do(8, "revoke", "internet"), "it has given no address"),
        (do(8, "switch-on"), "it is on already"),
        (do(0.5, "detach"), "it is off"),
        (do(0.5, "crash"), "it is off already"),
    ],
    ids=lambda each: each if isinstance(each, str) else each["do"],
)
def test_an_action_that_finds_nothing_to_do_says_so(action, because):
    """In the office no packet meets the hotel's translator, and no one else leases addresses."""
    trace = run([do(1, "switch-on"), action])
    assert in_vain(trace) == [(action["node"], action["do"], because)]
    assert because in summary(trace)["outcome"]["text"]


def test_leaving_twice_is_leaving_once():
    trace = run([do(1, "switch-on"), do(5, "detach"), do(6, "detach")])
    assert in_vain(trace) == [("mn", "detach", "it is on no link")]
