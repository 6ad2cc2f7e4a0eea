"""Actions as a command line writes them."""

import pytest

from simulation.command.actions import form, written
from simulation.command.cli import main
from simulation.command.documents import load
from simulation.errors import ScenarioError
from simulation.scenario import ACTIONS
from simulation.time import SECOND


@pytest.mark.parametrize(
    ("text", "action"),
    [
        (
            "8.5 internet degrade cellular 40.5 0.25",
            {
                "at_ns": 8_500_000_000,
                "node": "internet",
                "do": "degrade",
                "link": "cellular",
                "delay_ms": "40.5",
                "loss": "0.25",
            },
        ),
        (
            "9 outer-fw switch-rule 'ESP to the gateway' off",
            {
                "at_ns": 9 * SECOND,
                "node": "outer-fw",
                "do": "switch-rule",
                "rule": "ESP to the gateway",
                "on": False,
            },
        ),
        ("20 nat rebind", {"at_ns": 20 * SECOND, "node": "nat", "do": "rebind"}),
        ("1e1 cn crash", {"at_ns": 10 * SECOND, "node": "cn", "do": "crash"}),
        (
            "0.25 vpn-gw cut isp",
            {"at_ns": SECOND // 4, "node": "vpn-gw", "do": "cut", "link": "isp"},
        ),
        (
            "9 mn restart hotel",
            {"at_ns": 9 * SECOND, "node": "mn", "do": "restart", "link": "hotel"},
        ),
        (
            "9 attacker attack on",
            {"at_ns": 9 * SECOND, "node": "attacker", "do": "attack", "on": True},
        ),
    ],
)
def test_an_action_is_its_time_its_node_its_name_and_its_values(text, action):
    assert written(text) == action


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is no action"),
        ("20 nat", "is no action"),
        ("20 nat explode", "is no action"),
        ("soon nat rebind", "is no time"),
        ("inf nat rebind", "is no time"),
        ("20 nat rebind now", "says too much"),
    ],
)
def test_what_is_no_action_is_told_with_what_is_accepted(text, told):
    with pytest.raises(ScenarioError, match=told) as refusal:
        written(text)
    assert refusal.value.where == "--act"
    assert refusal.value.accepted


def test_actions_come_on_top_of_those_of_the_scenario_in_order_of_time():
    document = load("1.1", "leave-colocated", actions=["5 nat forget", "12 vpn-gw crash"])
    times = [each["at_ns"] for each in document["actions"]]
    assert times == sorted(times)
    assert [each["do"] for each in document["actions"]] == [
        "switch-on",
        "forget",
        "detach",
        "attach",
        "crash",
    ]


def test_what_the_scenario_does_not_take_is_refused_by_its_reader():
    with pytest.raises(ScenarioError) as refusal:
        load("1.1", "leave-colocated", actions=["5 nat cut moon"])
    assert refusal.value.where.endswith(".link")
    assert "hotel-wan" in refusal.value.accepted


def test_the_command_line_lists_every_action_as_it_is_written(capsys):
    assert main(["scenarios", "--actions"]) == 0
    listed = capsys.readouterr().out
    for action in ACTIONS.values():
        assert form(action) in listed


def test_an_action_of_the_command_line_happens(capsys):
    assert main(["run", "1.1", "power-up-inside", "--act", "15 cn crash", "--json"]) == 0
    assert '"do":"crash"' in capsys.readouterr().out
