"""Each preset, and what is left of an hour after it: inside, and outside.

What is renewed, replaced, asked again and kept open has to last: leases, bindings, associations,
mappings of NATs, routes of ESP, the certainty of being inside.
"""

import pytest

from simulation import OPTIONS, PRESETS, read_scenario, simulate, with_settings
from simulation.scenario.presets import GAP
from simulation.time import SECOND
from simulation.trace import Delivered

HOUR = 3600 * SECOND
"""The longest run that there is."""
LAST = 120 * SECOND
INSIDE = {
    "power-up-inside": ("0", "office"),
    "leave-colocated": ("1.1", "home"),
    "leave-foreign-agent": ("1.2", "office"),
    "handover-outside": ("1.3", "office"),
    "behind-nat": ("2", "home"),
    "nat-rebind": ("3", "office"),
    "return-inside": ("6", "office"),
    "two-outside": ("5", "office"),
    "crash-restart": ("7", "office"),
    "gateway-nat": ("5265", "office"),
    "content-filter": ("wg", "office"),
    "big-packets": ("4", "home"),
    "pseudo-nat-attack": ("5265", "office"),
    "gateway-renumbering": ("5266", "home"),
    "rekey": ("3", "office"),
    "grand-tour": ("6", "home"),
}
OUTSIDE = {
    "power-up-inside": ("3", "hotel"),
    "leave-colocated": ("0", "cellular"),
    "leave-foreign-agent": ("7", "hotspot"),
    "handover-outside": ("1.3", "cellular"),
    "behind-nat": ("6", "hotel"),
    "nat-rebind": ("wg", "hotel"),
    "return-inside": ("2", "hotspot"),
    "two-outside": ("1.2", "cellular"),
    "crash-restart": ("5266", "hotel"),
    "gateway-nat": ("5265", "cellular"),
    "content-filter": ("4", "hotspot"),
    "big-packets": ("5", "cellular"),
    "pseudo-nat-attack": ("6", "hotspot"),
    "gateway-renumbering": ("1.1", "hotel"),
    "rekey": ("7", "hotspot"),
    "grand-tour": ("5266", "cellular"),
}
PACE = {"packets_per_second": "1", "agent_advertisement_s": "30"}
"""What keeps an hour short to compute."""
WEAR = {"dpd_s": "30", "esp_lifetime_s": "900", "ike_lifetime_s": "1500", "dhcp_lease_s": "800"}
"""What has to be renewed several times in an hour, where a preset says nothing else."""


def stay(preset, option, link):
    """Return the run of a preset after whose end its node stays on *link* for good."""
    written = PRESETS[preset].document(option, seed=len(preset))
    end = PRESETS[preset].duration_ns
    written["actions"] += [
        {"at_ns": end, "node": "mn", "do": "detach"},
        {"at_ns": end + GAP, "node": "mn", "do": "attach", "link": link},
    ]
    written["duration_ns"] = HOUR
    kept = {key: value for key, value in WEAR.items() if key not in written}
    return simulate(read_scenario(with_settings(written, {**PACE, **kept})))


def test_every_preset_has_both_hours_and_so_has_every_option():
    for stays in (INSIDE, OUTSIDE):
        assert set(stays) == set(PRESETS)
        assert {option for option, _ in stays.values()} == set(OPTIONS)
    assert {link for _, link in INSIDE.values()} == {"home", "office"}
    assert {link for _, link in OUTSIDE.values()} == {"cellular", "hotspot", "hotel"}


@pytest.mark.full
@pytest.mark.parametrize(
    ("preset", "option", "link"),
    [
        pytest.param(preset, *place, id=f"{preset}-{'-'.join(place)}")
        for stays in (INSIDE, OUTSIDE)
        for preset, place in stays.items()
    ],
)
def test_after_an_hour_in_its_last_place_data_still_flow_both_ways(preset, option, link):
    trace = stay(preset, option, link)
    ((sender, receiver),) = PRESETS[preset].flows
    last = [event.flow for _, event in trace.of(Delivered) if event.at_ns > HOUR - LAST]
    assert last.count(f"{sender} > {receiver}") >= 119
    assert last.count(f"{receiver} > {sender}") >= 119


def quiet(option, link):
    """Return a run in which nobody says anything for 50 minutes, and then somebody inside does."""
    on = {"at_ns": SECOND, "do": "switch-on"}
    written = {
        "option": option,
        "duration_ns": HOUR - 500 * SECOND,
        "start": {"mn": link, "mn2": "office"},
        "actions": [{**on, "node": "mn"}, {**on, "node": "mn2"}],
        "flows": [["mn2", "mn"]],
        "traffic": "tcp",
        "tcp_start_s": 3000.0,
        "tcp_octets": 20_000,
        "agent_advertisement_s": 30.0,
    }
    return simulate(read_scenario(written))


@pytest.mark.parametrize(
    "option",
    [
        each if each in {"3", "wg"} else pytest.param(each, marks=pytest.mark.full)
        for each in OPTIONS
    ],
)
def test_a_node_that_was_silent_for_most_of_an_hour_is_reached_at_once(option):
    trace = quiet(option, "cellular" if option == "5" else "hotel")
    came = [event.at_ns for _, event in trace.of(Delivered)]
    assert len(came) > 20
    assert max(came) < 3004 * SECOND
