"""A forecast is near what runs make, and refuses what is too much without running it."""

import time

import pytest

from simulation import OPTIONS, PRESETS, LimitError, read_run, read_scenario, simulate
from simulation.scenario import MOST_EVENTS, check_forecast, forecast_events

SECOND = 10**9
SHORT = {"packets_per_second": 10}
OTHERS = {
    "tcp alone": {"traffic": "tcp", "tcp_octets": 100_000},
    "ping alone": {"traffic": "ping"},
    "large packets": {"payload_octets": 4000, "packets_per_second": 4},
    "one way": {"flow_direction": "up"},
    "a narrow link": {"link": {"isp": {"mtu": 600}}, "packets_per_second": 4},
}


def near(document):
    scenario = read_scenario(document)
    made = len(simulate(scenario).events)
    expected = forecast_events(scenario)
    assert made / 2 < expected < made * 2, (made, expected)


@pytest.mark.parametrize("option", OPTIONS)
def test_it_errs_by_less_than_a_factor_of_two_under_every_option(option):
    near(PRESETS["handover-outside"].document(option) | SHORT)


@pytest.mark.full
@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("slug", PRESETS)
def test_it_errs_by_less_than_a_factor_of_two_for_every_preset(option, slug):
    near(PRESETS[slug].document(option))


@pytest.mark.parametrize("settings", OTHERS.values(), ids=OTHERS)
def test_it_knows_what_traffic_runs(settings):
    near(PRESETS["leave-colocated"].document("1.1") | settings)


def test_it_counts_every_flow_and_every_node():
    nodes = {"mn": "office", "mn2": "cellular", "mn3": "hotspot"}
    near(
        {
            "option": "1.1",
            "duration_ns": 15 * SECOND,
            "start": nodes,
            "actions": [{"at_ns": SECOND, "node": each, "do": "switch-on"} for each in nodes],
            "flows": [["mn", "cn"], ["mn2", "cn"], ["mn3", "mn"]],
            **SHORT,
        }
    )


def test_what_would_be_too_much_is_refused_at_once():
    document = PRESETS["handover-outside"].document("1.1")
    document |= {"packets_per_second": 200, "duration_ns": 3600 * SECOND}
    began = time.process_time()
    with pytest.raises(LimitError, match=r"duration_ns: about [\d,]+ events are forecast"):
        simulate(read_scenario(document))
    with pytest.raises(LimitError, match="forecast"):
        read_run(document)
    assert time.process_time() - began < 1


def test_no_preset_comes_near_the_limit():
    for slug, preset in PRESETS.items():
        scenario = read_scenario(preset.document("5265"))
        check_forecast(scenario)
        assert forecast_events(scenario) < MOST_EVENTS / 4, slug
