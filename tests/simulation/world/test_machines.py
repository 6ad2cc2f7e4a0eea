"""Machines crash, start again as they are configured, and are cut off."""

import pytest

from simulation import OPTIONS, PRESETS, read_scenario, simulate
from simulation.scenario import ATTACKER, MACHINES
from simulation.time import SECOND
from simulation.trace import Fragmented, Ineffective, Noted, RowChanged
from tests.simulation.options.playing import Run


def do(at, node, what, **fields):
    return {"at_ns": round(at * SECOND), "node": node, "do": what, **fields}


def play(option, start, *actions, until=20, **settings):
    document = {
        "option": option,
        "duration_ns": until * SECOND,
        "start": {"mn": start},
        "actions": [do(1, "mn", "switch-on"), *actions],
        "packets_per_second": 5,
        **settings,
    }
    return Run(simulate(read_scenario(document)))


def held(run, node, at_s):
    """Return every row that *node* has at a moment, by table and key."""
    rows = {}
    for _, event in run.trace.of(RowChanged):
        if event.node == node and event.at_ns <= at_s * SECOND and event.table not in _KEPT:
            rows[event.table, event.key] = event.new
    return {key: row for key, row in rows.items() if row is not None}


def in_vain(run, node):
    """Return why actions at a node came to nothing."""
    return [event.because for _, event in run.trace.of(Ineffective) if event.node == node]


SHORT = {"registration_lifetime_inside_s": 30, "registration_lifetime_outside_s": 30}
_KEPT = {"interfaces", "leases"}
"""What hardware is, and what stands on a disk."""


def notes(run, node):
    return [event.text for _, event in run.trace.of(Noted) if event.node == node]


def test_every_machine_of_every_option_can_crash():
    named = set()
    for option in OPTIONS:
        run = play(option, "cellular", until=1, gateways=2)
        nodes = {each["name"] for each in run.trace.head["nodes"]} - {"mn"}
        assert nodes <= set(MACHINES), option
        named |= nodes
    assert named == set(MACHINES) - {ATTACKER}


@pytest.mark.parametrize("node", ["internet", "core-router", "outer-fw", "inner-fw", "cn", "i-fa"])
def test_whoever_remembers_nothing_of_the_users_is_back_as_if_nothing_had_been(node):
    run = play("1.1", "cellular", do(8, node, "crash"), do(9, node, "restart"))
    assert run.delivered("mn > cn", 4, 8)
    assert not run.delivered("mn > cn", 8.3, 9) or node == "i-fa"
    for flow in ("mn > cn", "cn > mn"):
        assert len(run.delivered(flow, 15, 20)) >= 24, "of 25"


@pytest.mark.parametrize("node", ["vpn-gw", "i-ha", "x-ha", "nat"])
def test_what_a_machine_held_in_memory_is_gone_and_its_configuration_is_not(node):
    start = "hotel" if node == "nat" else "cellular"
    run = play("1.1", start, do(8, node, "crash"), do(9, node, "restart"), until=10)
    learned = set(held(run, node, 7.9)) - set(held(run, node, 0))
    assert learned
    assert held(run, node, 8.5) == {}
    configured = {key for key in held(run, node, 0) if key[0] == "routes"}
    assert configured <= set(held(run, node, 9))
    assert not learned & set(held(run, node, 9))


def test_a_crash_is_silent():
    run = play("0", "cellular", do(8, "vpn-gw", "crash"), until=12)
    assert run.sent("", "vpn-gw", 4)
    assert run.sent("", "vpn-gw", 8.001) == []
    assert run.drops("no-station", "outer-fw")


@pytest.mark.parametrize("option", ["0", "1.1", "2", "4", "6"])
def test_a_client_that_asks_whether_its_gateway_lives_finds_out_that_it_began_anew(option):
    actions = do(8, "vpn-gw", "crash"), do(9, "vpn-gw", "restart")
    run = play(option, "cellular", *actions, until=110, dpd_s=5, packets_per_second=2)
    assert run.drops("no-sa", "vpn-gw")
    for flow in ("mn > cn", "cn > mn"):
        assert len(run.delivered(flow, since_s=95)) >= 29, "of 30"


def test_a_gateway_that_lost_its_associations_says_so_of_every_packet():
    run = play("0", "cellular", do(8, "vpn-gw", "crash"), do(9, "vpn-gw", "restart"))
    assert run.drops("no-sa", "vpn-gw")
    assert run.delivered("mn > cn", 9) == []


def test_crashing_twice_or_starting_what_runs_is_said_to_do_nothing():
    run = play(
        "1.1",
        "cellular",
        do(2, "nat", "restart"),
        do(3, "nat", "crash"),
        do(4, "nat", "crash"),
        until=5,
    )
    assert in_vain(run, "nat") == ["it is running", "it is down already"]


def test_a_machine_starts_again_with_the_address_that_it_was_given_last():
    run = play(
        "1.1",
        "cellular",
        do(6, "vpn-gw", "renumber", address="10.0.1.11"),
        do(7, "vpn-gw", "crash"),
        do(8, "vpn-gw", "restart"),
        do(9, "inner-fw", "crash"),
        do(10, "inner-fw", "restart"),
        until=11,
    )
    assert run.last_row("vpn-gw", "interfaces", "vpn-inside")["address"] == "10.0.1.11"
    assert held(run, "inner-fw", 11)["routes", "10.9.0.0/24"]["via"] == "10.0.1.11"


def test_a_translator_that_gets_another_address_starts_anew_with_it():
    address = "198.51.100.78"
    run = play("3", "hotel", do(8, "nat", "renumber", address=address))
    assert run.last_row("nat", "interfaces", "hotel-wan")["address"] == address
    outside = {row["outside"].split(":")[0] for row in held_nat(run, 20)}
    assert outside == {address}
    assert run.delivered("mn > cn", 15), "option 3 follows"
    assert run.drops("nat-forgotten", "nat") == [], "it knows of none"


def held_nat(run, at_s):
    return [row for (table, _), row in held(run, "nat", at_s).items() if table == "nat"]


def test_a_translator_takes_no_address_that_is_not_of_its_link():
    run = play("3", "hotel", do(8, "nat", "renumber", address="10.1.2.3"), until=10)
    assert in_vain(run, "nat") == ["10.1.2.3 is no address of the link hotel-wan"]
    assert run.delivered("mn > cn", 9)


@pytest.mark.parametrize("option", ["0", "6", "wg"])
def test_a_port_that_changes_costs_no_more_than_the_next_liveness_check(option):
    run = rebound(option)
    assert run.drops("nat-forgotten", "nat")
    assert len(run.delivered("cn > mn", since_s=70)) >= 395, "of 400"


def test_a_gateway_that_follows_nobody_is_deaf_once_the_port_has_changed():
    assert rebound("0", follow_nat="nothing").delivered("cn > mn", since_s=21) == []


def rebound(option, **settings):
    document = PRESETS["nat-rebind"].document(option) | settings
    return Run(simulate(read_scenario(document)))


@pytest.mark.parametrize("what", ["forget", "rebind"])
def test_after_its_mappings_went_a_translator_gives_other_ports(what):
    run = play("3", "hotel", do(8, "nat", what), until=12)
    ports = [{row["outside"] for row in held_nat(run, at)} for at in (7.9, 11)]
    assert all(ports)
    assert not ports[0] & ports[1]
    (drop, *_) = run.drops("nat-forgotten", "nat")
    assert drop.detail.startswith("the mapping of 198.51.100.77:4")


def test_a_cut_is_seen_by_nobody_and_restored_without_a_trace():
    run = play(
        "0",
        "cellular",
        do(8, "vpn-gw", "cut", link="dmz"),
        do(10, "vpn-gw", "restore", link="dmz"),
    )
    assert run.drops("link-cut", "vpn-gw")
    assert run.drops("link-cut", "outer-fw")
    assert run.last_row("vpn-gw", "interfaces", "dmz")["link"] == "dmz"
    assert not run.delivered("mn > cn", 8.2, 10)
    assert len(run.delivered("mn > cn", 11, 16)) >= 24


def test_a_mobile_node_can_be_cut_off_where_it_is():
    run = play("1.1", "cellular", do(8, "mn", "cut", link="cellular"), until=10)
    assert run.drops("link-cut", "mn")
    assert not run.delivered("mn > cn", 8.2)


def test_cutting_what_is_not_there_is_said_to_do_nothing():
    run = play(
        "1.1",
        "cellular",
        do(5, "mn", "cut", link="hotel"),
        do(6, "mn", "restore", link="cellular"),
        do(7, "mn", "cut", link="cellular"),
        do(8, "mn", "cut", link="cellular"),
        until=9,
    )
    assert in_vain(run, "mn") == [
        "it is on no such link",
        "its cable was whole",
        "its cable was cut already",
    ]


def test_leases_that_were_taken_back_cost_the_address_half_a_lease_later():
    run = play("3", "cellular", do(8, "internet", "revoke"), until=40, dhcp_lease_s=20)
    addresses = [
        event.new["address"] for event in run.rows("mn", "interfaces") if event.new["address"]
    ]
    assert addresses[0] == "203.0.113.192"
    assert addresses[-1] == "203.0.113.193"


def test_exactly_as_many_frames_are_lost_as_the_timeline_says():
    run = play("1.1", "cellular", do(8, "internet", "lose", link="cellular", frames=3), until=10)
    lost = run.drops("link-loss", "internet")
    assert len(lost) == 3
    assert all(each.detail.endswith("as the timeline has it") for each in lost)
    assert all(each.at_ns >= 8 * SECOND for each in lost)
    assert len(run.delivered("cn > mn", 9, 10)) >= 4


def test_a_degraded_link_is_slower_for_both_directions_until_it_is_as_at_first():
    worse = {"link": "cellular", "delay_ms": 200, "loss": 0}
    run = play(
        "1.1",
        "cellular",
        do(8, "internet", "degrade", **worse),
        do(12, "mn", "degrade", **{**worse, "delay_ms": 0}),
        until=15,
    )
    for flow in ("mn > cn", "cn > mn"):
        before, during, after = (
            min(each.at_ns - each.sent_ns for each in run.delivered(flow, since, until))
            for since, until in ((6, 8), (8.5, 12), (12.5, 15))
        )
        assert during - before == pytest.approx(0.2 * SECOND, abs=0.01 * SECOND)
        assert after == pytest.approx(before, abs=0.01 * SECOND)


def test_a_link_that_loses_everything_delivers_nothing():
    run = play(
        "1.1",
        "cellular",
        do(8, "internet", "degrade", link="cellular", delay_ms=0, loss=1),
        until=11,
    )
    assert not run.delivered("cn > mn", 8.5)
    assert run.drops("link-loss", "internet")


def test_a_link_whose_mtu_shrinks_makes_routers_cut_what_passed_before():
    run = play(
        "1.1",
        "cellular",
        do(8, "internet", "set-mtu", link="cellular", octets=200),
        until=12,
    )
    cut = [event for _, event in run.trace.of(Fragmented)]
    assert cut
    assert all(each.at_ns >= 8 * SECOND for each in cut)
    assert {each.node for each in cut} >= {"internet", "mn"}


@pytest.mark.parametrize(
    ("option", "node", "start"),
    [
        ("1.1", "x-ha", "cellular"),
        ("1.1", "i-ha", "cellular"),
        ("1.1", "x-fa", "hotspot"),
        ("1.3", "vpn-gw", "cellular"),
        ("2", "mip-proxy", "cellular"),
        ("5", "internet", "cellular"),
        ("7", "x-fa", "hotspot"),
    ],
)
def test_an_agent_that_forgot_its_bindings_runs_on_and_learns_them_again(option, node, start):
    run = play(option, start, do(10, node, "forget-bindings"), until=200, **SHORT)
    tables = {
        "bindings",
        "visitors",
        "binding-cache",
        "proxy-sessions",
        "host-routes",
        "esp-routes",
    }
    gone = [
        event
        for _, event in run.trace.of(RowChanged)
        if event.node == node and event.table in tables and event.at_ns == 10 * SECOND
    ]
    assert gone
    assert all(event.new is None for event in gone)
    assert not in_vain(run, node)
    back = [key for key in held(run, node, 199) if key[0] in tables]
    assert back, "the node registers again in time"
    assert run.delivered("cn > mn", 190), "data flow again"


def test_where_the_tunnel_is_an_sa_a_forgotten_binding_takes_it_along_and_a_renewal_brings_none():
    run = play("4", "cellular", do(10, "vpn-gw", "forget-bindings"), until=60, **SHORT)
    assert held(run, "vpn-gw", 59)["bindings", "10.1.0.100"]
    assert run.drops("no-sa", "vpn-gw")
    assert not run.delivered("cn > mn", 11)


def test_forgetting_what_nobody_knows_is_said_to_do_nothing():
    run = play(
        "0",
        "office",
        do(0.5, "i-ha", "forget-bindings"),
        do(2, "cn", "forget-bindings"),
        do(3, "mn", "lose", link="hotel", frames=1),
        until=4,
    )
    assert in_vain(run, "i-ha") == ["it knows of no mobile node"]
    assert in_vain(run, "cn") == ["it never knows where mobile nodes are"]
    assert in_vain(run, "mn") == ["it is on no such link"]


def test_a_rule_that_is_switched_off_admits_nothing_new_until_it_is_on_again():
    rule = "registrations to the external home agent"
    run = play(
        "1.1",
        "office",
        do(0.5, "outer-fw", "switch-rule", rule=rule, on=False),
        do(4, "mn", "attach", link="cellular"),
        do(12, "outer-fw", "switch-rule", rule=rule, on=True),
        until=40,
    )
    refused = [drop for drop in run.drops("filtered", "outer-fw") if drop.at_ns < 12 * SECOND]
    assert refused
    assert not run.delivered("cn > mn", 5, 12)
    assert run.delivered("cn > mn", 35)


def test_a_rule_that_a_firewall_does_not_have_is_told_with_those_that_it_has():
    run = play(
        "1.1",
        "office",
        do(2, "outer-fw", "switch-rule", rule="no such", on=False),
        do(2, "outer-fw", "switch-rule", rule="ESP to the gateway", on=True),
        until=3,
    )
    unknown, already = in_vain(run, "outer-fw")
    assert unknown.startswith("it has no rule 'no such'; it has ")
    assert "ESP to the gateway" in unknown
    assert already == "the rule is on already"
