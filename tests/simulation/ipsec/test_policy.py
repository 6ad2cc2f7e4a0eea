"""Rules match in order, and only what their selector means."""

import pytest

from simulation.ipsec.policy import Action, PolicyDatabase, Rule, Selector
from simulation.wire.address import Address, Prefix

TIA = Address.parse("10.9.0.5")
SERVER = Address.parse("10.3.0.10")
OUTSIDE = Address.parse("203.0.113.9")


def test_the_first_match_decides_and_newer_rules_can_go_first():
    database = PolicyDatabase()
    selector = Selector(local=Prefix.host(TIA))
    database.add(Rule("old", selector, Action.PROTECT, 0x100))
    database.add(Rule("rest", Selector(), Action.DISCARD))
    database.prepend(Rule("new", selector, Action.PROTECT, 0x200))
    assert database.decide(TIA, SERVER).association == 0x200
    assert database.decide(OUTSIDE, SERVER).action is Action.DISCARD
    assert [rule.name for rule in database.remove("new")] == ["new"]
    assert database.decide(TIA, SERVER).association == 0x100


def test_nothing_matches_an_empty_database():
    assert PolicyDatabase().decide(TIA, SERVER) is None


@pytest.mark.parametrize(
    ("protocol", "ports", "meant"),
    [(17, (500, 500), True), (17, (500, 501), False), (6, (500, 500), False), (17, None, False)],
)
def test_protocol_and_ports(protocol, ports, meant):
    selector = Selector(protocol=17, local_port=500, remote_port=500)
    assert selector.admits(TIA, SERVER, protocol, ports) is meant


def test_a_selector_says_what_it_means():
    text = str(Selector(local=Prefix.host(TIA), protocol=17, local_port=434))
    assert text == "10.9.0.5/32 <> 0.0.0.0/0, protocol 17, ports 434 <> any"
