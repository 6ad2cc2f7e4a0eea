"""Option 1.3: Binding Updates to the gateway (draft section 2.4)."""

import pytest

from simulation import read_scenario, simulate
from simulation.claims.scenes import timeline
from tests.simulation.options.playing import Run, play


def test_the_gateway_tunnels_esp_to_the_care_of_address():
    run = play("1.3", "leave-colocated")
    stack = run.data_stack("isp", "outer-fw", 20)
    assert stack[:3] == [("ipv4", "external-mip"), ("ipv4", "ipsec"), ("esp", "ipsec")]
    assert not [e for e in run.sent("^data cn > mn", "x-ha") if e.at_ns > 20e9]


def test_the_uplink_is_untunnelled_unless_asked_for():
    direct = play("1.3", "leave-colocated").data_stack("cellular", "mn", 20)
    tunnelled = play("1.3", "leave-colocated", uplink="tunnelled").data_stack("cellular", "mn", 20)
    assert direct[0] == ("ipv4", "ipsec")
    assert tunnelled[0] == ("ipv4", "external-mip")


def test_a_distant_home_agent_does_not_slow_the_downlink():
    near = play("1.3", "handover-outside", care_of="colocated")
    far = play("1.3", "handover-outside", care_of="colocated", link__operator__delay_ms=300)
    assert far.gap_ms("cn > mn", 19, 30) - near.gap_ms("cn > mn", 19, 30) < 100


def test_behind_a_nat_the_binding_is_withdrawn():
    run = play("1.3", "behind-nat")
    assert run.last_row("vpn-gw", "binding-cache", "198.51.100.129") is None
    assert run.delivered("cn > mn", since_s=30)


def test_inside_the_binding_is_withdrawn():
    run = play("1.3", "return-inside")
    gone = [row for row in run.rows("vpn-gw", "binding-cache") if row.new is None]
    assert gone
    assert 20 < gone[0].at_ns / 1e9 < 21


@pytest.mark.parametrize("link", ["cellular", "hotspot", "hotel"])
def test_after_a_crash_outside_data_come_back_within_seconds_of_the_restart(link):
    steps = ((12, "mn", "crash", {}), (14, "mn", "restart", {"link": link}))
    document = timeline(
        "1.3", "", "A crash outside", 22, {"mn": "cellular"}, steps, "packets_per_second=4"
    )
    run = Run(simulate(read_scenario(document)))
    for flow in ("cn > mn", "mn > cn"):
        assert run.delivered(flow, since_s=11, until_s=12)
        assert run.delivered(flow, since_s=14, until_s=18)
