"""How far a gateway goes after a client whose NAT gives it another port, nobody having moved."""

import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.metrics import measure

ASKS = {"dpd_s": 5, "packets_per_second": 10}


def down(option, **settings):
    """Return the run, and the share of the data to the mobile node that came."""
    trace = simulate(read_scenario(PRESETS["nat-rebind"].document(option) | ASKS | settings))
    flows = {each["label"]: each for each in measure(trace)["flows"]}
    return trace, flows["cn > mn"]["delivery_ratio"]["value"]


def test_ike_and_esp_follow_and_data_go_on():
    """RFC 7296 section 2.23, RFC 3947 section 7."""
    assert down("0")[1] > 0.99


def test_where_ike_alone_follows_liveness_is_answered_and_data_are_dead():
    trace, share = down("0", follow_nat="ike")
    assert share < 0.25
    told = [each.purpose for each in trace.packets]
    assert told.count("IKE R-U-THERE-ACK") > 5
    assert not any("gave up" in getattr(event, "text", "") for event in trace.events)


@pytest.mark.parametrize("policy", ["ike-and-esp", "nothing"])
def test_mobike_needs_nobody_to_follow(policy):
    """RFC 4555 section 3.8: the next liveness check leads to an update."""
    trace, share = down("6", follow_nat=policy)
    assert share > 0.9
    assert "IKE UPDATE_SA_ADDRESSES" in [each.purpose for each in trace.packets]
