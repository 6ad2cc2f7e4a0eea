"""Steps of state machines in words."""

import pytest

from simulation.narration.states import tell
from simulation.trace import StateChanged


def told(machine, new, because="it is so", *, awaited=True):
    event = StateChanged("mn", machine, "before", new, because, "").at(0)
    return tell("the node", event, awaited=awaited)


@pytest.mark.parametrize(
    ("machine", "new", "words", "phase"),
    [
        ("detection", "inside", "the node knows that it is inside: it is so", True),
        ("detection", "detecting", "the node asks whether", False),
        (
            "external registration",
            "registered",
            "the external registration of the node stands",
            True,
        ),
        ("vpn client", "up", "the VPN of the node is up", True),
        ("vpn client", "down", "the VPN of the node is down", False),
        ("dhcp eth0", "bound", "the node has an address", True),
        ("ike 0123abcd", "keyed", "the node can compute the negotiation's keys: it is so", False),
        ("path", "reachable", "the routers know the way to the node", True),
        ("surrogate for mn", "registered", "in the node's name", False),
        ("wireguard gw", "up", "the node has a session", False),
        ("sundial", "noon", "the node, sundial: from before to noon", False),
    ],
)
def test_steps(machine, new, words, phase):
    text, is_phase = told(machine, new)
    assert words in text
    assert is_phase is phase


def test_braces_in_a_reason_are_only_text():
    assert "{node}" in told("sundial", "noon", "{node}")[0]


def test_what_a_node_finds_out_while_its_data_flow_is_no_milestone():
    text, phase = told("detection", "outside", awaited=False)
    assert text.startswith("only now, while its data flow, does the node take itself to be outside")
    assert phase is False
    assert told("vpn client", "up", awaited=False) == ("the VPN of the node is up: it is so", False)
