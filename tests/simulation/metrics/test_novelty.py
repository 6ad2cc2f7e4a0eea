"""What a run shows of what is new, against what each option declares."""

from functools import cache

import pytest

from simulation import OPTIONS, PRESETS, read_scenario, simulate, with_settings
from simulation.metrics import novelty
from simulation.metrics.facts import Facts
from simulation.trace import RowChanged


@cache
def played(option, *settings):
    document = with_settings(
        PRESETS["handover-outside"].document(option), dict(each.split("=") for each in settings)
    )
    return simulate(read_scenario(document))


@cache
def seen(option, *settings):
    return novelty.measure(Facts(played(option, *settings)))


def told(rows, node):
    return {row["what"] for row in rows if row["node"] == node}


def test_the_baseline_shows_nothing_new():
    assert seen("0") == []


def test_dual_home_agents_show_nothing_but_trusted_networks():
    assert seen("1.1", "tnc=off") == []
    assert told(seen("1.1"), "i-ha") == {"sends trusted-networks"}
    assert told(seen("1.1"), "mn") == {"takes trusted-networks"}


def test_a_gateway_that_follows_an_address_and_one_that_is_told():
    assert told(seen("3"), "vpn-gw") == {"moves a security association to another address"}
    assert any(what.startswith("takes ikev2-") for what in told(seen("6"), "vpn-gw"))


def test_tables_that_no_stock_node_of_that_kind_keeps():
    assert "keeps the table host-routes" in told(seen("5"), "core-router")
    assert "keeps the table esp-senders, esp-routes" in told(seen("7"), "x-fa")
    assert "keeps the table ike, sad, spd" in told(seen("4"), "x-fa")


def test_an_agent_that_passes_an_extension_on_is_not_changed():
    assert told(seen("2"), "x-fa") == set()
    assert "sends home-agent-parameter" in told(seen("2"), "mn")
    assert "takes home-agent-parameter" in told(seen("2"), "mip-proxy")


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("settings", [(), ("tnc=off",)], ids=["tnc", "no tnc"])
def test_what_is_seen_was_declared(option, settings):
    declared = {change["entity"] for change in played(option, *settings).head["structure"]}
    assert {row["entity"] for row in seen(option, *settings)} <= declared


def test_what_a_tunnel_carries_is_taken_by_its_end_and_not_by_whom_it_carries_to():
    assert told(seen("wg"), "i-ha") == {"sends trusted-networks"}


def test_an_association_that_keeps_its_address_has_not_moved(made):
    row = {"destination": "203.0.113.7", "packets": 1}
    made.trace.head["nodes"].append({"name": "gw", "kind": "vpn-gateway"})
    made.event(1, RowChanged("gw", "sad", "0x1 out", row, {**row, "packets": 2}))
    made.event(2, RowChanged("gw", "sad", "0x1 out", row, {**row, "destination": "203.0.113.9"}))
    (only,) = novelty.measure(Facts(made.finished()))
    assert only["first_event"] == {"value": 1, "evidence": [1]}
