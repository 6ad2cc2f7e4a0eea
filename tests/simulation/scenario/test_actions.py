import pytest

from simulation.errors import ScenarioError
from simulation.scenario.actions import ACTIONS, LONGEST_NS, read_action
from simulation.scenario.places import ATTACKER

MOBILES = {"mn": "office", "mn2": "hotel"}
FIELDS = {"link": "hotel", "address": "10.0.1.11", "on": True, "rule": "ESP to the gateway"}
FIELDS |= {"frames": 3, "delay_ms": 2.5, "loss": 0.25, "octets": 600}


def written(do, **changes):
    """Return a document of the action *do* by the first who can do it."""
    action = ACTIONS[do]
    (nodes, needed), *_ = action.variants(MOBILES)
    fields = {field.key: FIELDS[field.key] for field in needed}
    return {"at_ns": 5, "node": nodes[0], "do": do, **fields, **changes}


def read(document):
    return read_action(document, "actions.3", MOBILES)


@pytest.mark.parametrize("do", ACTIONS)
def test_every_action_is_read_as_it_is_written(do):
    assert read(written(do)) == written(do)


@pytest.mark.parametrize("do", ACTIONS)
def test_an_action_is_refused_to_whoever_cannot_do_it(do):
    with pytest.raises(ScenarioError) as refusal:
        read(written(do, node="mn60"))
    assert refusal.value.where == "actions.3.node"
    assert refusal.value.accepted == ", ".join(ACTIONS[do].actors(MOBILES))


@pytest.mark.parametrize("do", ACTIONS)
def test_every_field_of_an_action_is_needed_and_no_other_is_taken(do):
    (_, fields), *_ = ACTIONS[do].variants(MOBILES)
    for field in fields:
        short = written(do)
        del short[field.key]
        with pytest.raises(ScenarioError) as refusal:
            read(short)
        assert refusal.value.where == f"actions.3.{field.key}"
    with pytest.raises(ScenarioError) as refusal:
        read(written(do, colour="red"))
    assert refusal.value.where == "actions.3.colour"


def test_attacks_are_the_attackers_business_alone():
    assert ACTIONS["attack"].actors(MOBILES) == (ATTACKER,)
    assert ACTIONS["detach"].actors(MOBILES) == ("mn", "mn2", "vpn-gw")


def test_the_spelling_of_a_number_makes_no_other_action():
    fullwidth = "\uff11\uff10.0.1.\uff11\uff11"
    assert read(written("renumber", node="vpn-gw", address=fullwidth))["address"] == "10.0.1.11"
    time = read(written("detach", at_ns=5e9))["at_ns"]
    assert (time, type(time)) == (5_000_000_000, int)


@pytest.mark.parametrize(
    "at_ns", [-1, LONGEST_NS + 1, True, "5", 0.5, None, pytest.param(10**5000, id="huge")]
)
def test_a_time_that_is_none_is_refused(at_ns):
    with pytest.raises(ScenarioError) as refusal:
        read(written("detach", at_ns=at_ns))
    assert refusal.value.where == "actions.3.at_ns"


def test_a_machine_restarts_where_it_stands_and_a_mobile_node_on_a_link():
    machine = {"at_ns": 5, "node": "vpn-gw", "do": "restart"}
    assert read(machine) == machine
    with pytest.raises(ScenarioError) as refusal:
        read({**machine, "link": "hotel"})
    assert (refusal.value.where, refusal.value.accepted) == ("actions.3.link", "at_ns, node, do")
    with pytest.raises(ScenarioError) as refusal:
        read({**machine, "node": "mn"})
    assert refusal.value.where == "actions.3.link"


@pytest.mark.parametrize("do", ACTIONS)
def test_the_variants_of_an_action_are_those_of_everybody_who_can_do_it(do):
    action = ACTIONS[do]
    nodes = [node for nodes, _ in action.variants(MOBILES) for node in nodes]
    assert sorted(nodes) == sorted(action.actors(MOBILES))
    assert len(set(nodes)) == len(nodes)


def test_numbers_may_be_spelled_as_a_command_line_spells_them():
    spelled = read(written("degrade", delay_ms="40.5", loss="0.25"))
    assert (spelled["delay_ms"], spelled["loss"]) == (40.5, 0.25)
    assert read(written("lose", frames="3"))["frames"] == 3
    for nonsense in ("nan", "inf", "much", "1" * 5000, "-0.1", True, None):
        with pytest.raises(ScenarioError) as refusal:
            read(written("degrade", loss=nonsense))
        assert refusal.value.where == "actions.3.loss"
        assert len(str(refusal.value)) < 200
