"""Replacing associations costs no packet: the preset `rekey` under every option."""

import pytest

from simulation import OPTIONS, PRESETS, read_scenario, simulate
from simulation.metrics import measure
from simulation.time import SECOND
from simulation.trace import Dropped, KeyHeld, StateChanged

QUICK = ["1.1", "6", "wg"]
MOVE = 59 * SECOND, 62 * SECOND
SETTLED = 10 * SECOND


def play(option, **settings):
    document = PRESETS["rekey"].document(option) | settings
    return simulate(read_scenario(document | {"packets_per_second": 10}))


def lost_to_rekeying(trace):
    """Return the reasons why data ended while nobody moved."""
    return [
        event.reason
        for _, event in trace.of(Dropped)
        if trace.packets[event.packet].flow
        and event.at_ns > SETTLED
        and not MOVE[0] < event.at_ns < MOVE[1]
    ]


@pytest.mark.parametrize(
    "option",
    [pytest.param(each, marks=() if each in QUICK else pytest.mark.full) for each in OPTIONS],
)
def test_no_packet_is_lost_while_associations_are_replaced(option):
    trace = play(option)
    if option == "0":
        # Under the baseline nothing works behind the hotspot's agent; before that, all does.
        lost = [each for each in lost_to_rekeying(trace) if each == "no-sa"]
    else:
        lost = lost_to_rekeying(trace)
    assert lost == []
    before = [event for _, event in trace.of(KeyHeld) if SETTLED < event.at_ns < MOVE[0]]
    assert bool(before) is (option != "wg")


@pytest.mark.parametrize("option", ["6", "5266"])
def test_both_ends_replace_at_once_and_nothing_is_lost(option):
    assert lost_to_rekeying(play(option, rekeyed_by="both")) == []


def test_route_by_spi_needs_a_new_route_for_each_pair():
    """Option 7: who begins decides whether the agent knows in time."""
    assert lost_to_rekeying(play("7")) == []
    assert "no-visitor" in lost_to_rekeying(play("7", rekeyed_by="both"))


def test_lifetimes_that_outlast_the_run_change_nothing():
    long = {"esp_lifetime_s": 28_800, "ike_lifetime_s": 86_400}
    found = measure(play("1.1", **long))["signalling"][0]
    assert found["esp_associations"]["value"] == 2
    assert found["ike_associations"]["value"] == 1


@pytest.mark.parametrize("option", ["0", "1.1", "1.2", "3"])
def test_a_user_who_types_longer_than_the_sa_lasts_gets_a_vpn_again_each_time(option):
    """The SA ends while its successor waits for the password, which then comes."""
    document = PRESETS["return-inside"].document(option) | {
        "packets_per_second": 2,
        "xauth": True,
        "ike_lifetime_s": 10,
        "esp_lifetime_s": 10,
    }
    trace = simulate(read_scenario(document))
    moves = [
        (event.old, event.new)
        for _, event in trace.of(StateChanged)
        if event.machine == "vpn client"
    ]
    assert ("up", "down") in moves
    assert moves.count(("connecting", "up")) > 2
