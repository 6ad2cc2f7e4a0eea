"""Plain data in a node's name, through the tunnels of options that forward what comes out."""

from functools import cache

import pytest

from simulation import read_scenario, simulate
from simulation.roles.injection import FAULT
from simulation.trace import Dropped, Forged, Noted, Sent, Unwrapped

SECOND = 1_000_000_000


@cache
def run(option, *, guard=True, seen=True):
    """Return the trace of an attacker who injects at 9 s what it may have *seen* of the node."""
    where = "hotspot" if seen else "cellular"
    steps = [
        (1, {"node": "mn", "do": "switch-on"}),
        (0.5, {"node": "attacker", "do": "attack", "on": True}),
        (8, {"node": "attacker", "do": "attack", "on": False}),
        (9, {"node": "attacker", "do": "inject"}),
    ]
    return simulate(
        read_scenario(
            {
                "option": option,
                "duration_ns": 10 * SECOND,
                "start": {"mn": where},
                "actions": [{"at_ns": round(at * SECOND), **each} for at, each in steps],
                "flows": [],
                "care_of": "colocated",
                "nat_traversal": False,
                "attack_target": "mobike",
                "forgeries": 5,
                "proxy_guard": guard,
            }
        )
    )


def ends(trace):
    """Return where the attacker's plain packets ended, and why."""
    plain = {event.packet for _, event in trace.of(Forged) if event.forgery == "injection"}
    plain |= {event.inner for _, event in trace.of(Unwrapped) if event.packet in plain}
    return [(event.node, event.reason) for _, event in trace.of(Dropped) if event.packet in plain]


@pytest.mark.parametrize(
    ("option", "guard", "end"),
    [
        ("2", False, ("cn", "port-unreachable")),
        ("2", True, ("mip-proxy", "filtered")),
        ("1.1", True, ("inner-fw", "filtered")),
    ],
)
def test_who_forwards_decides_how_far_it_comes(option, guard, end):
    assert ends(run(option, guard=guard)) == [end] * 5


def test_what_it_sends_is_marked_as_a_fault():
    trace = run("2")
    sent = [event for _, event in trace.of(Sent) if event.node == "attacker"]
    marked = [each for each in sent if trace.packets[each.packet].fault == FAULT]
    assert len(marked) == 5


def test_without_a_captured_registration_it_can_do_nothing():
    trace = run("2", seen=False)
    notes = [event.text for _, event in trace.of(Noted) if event.node == "attacker"]
    assert "the attacker saw no registration whose tunnel it could use" in notes
    assert ends(trace) == []
