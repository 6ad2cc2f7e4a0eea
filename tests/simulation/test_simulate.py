import itertools
import sys

import pytest

from simulation import OPTIONS, PRESETS, read_scenario, simulate, simulate_in_steps, with_settings
from simulation.errors import LimitError
from simulation.time import SECOND
from simulation.trace import ENGINE


def scenario(preset="power-up-inside", option="1.1", **settings):
    document = PRESETS[preset].document(option)
    return read_scenario(with_settings(document, {"duration_ns": 5 * SECOND, **settings}))


def test_the_head_says_what_was_run_and_who_is_in_it():
    trace = simulate(scenario())
    head = trace.head
    assert head["engine"] == ENGINE
    assert head["digest"] == scenario().digest()
    assert head["scenario"] == scenario().document()
    assert head["duration_ns"] == 5 * SECOND
    names = [node["name"] for node in head["nodes"]]
    assert {"mn", "cn", "vpn-gw", "i-ha", "x-ha"} <= set(names)
    assert all(interface["mac"] for node in head["nodes"] for interface in node["interfaces"])
    assert [link["id"] for link in head["links"]][:2] == ["home", "office"]


def test_events_are_in_order_and_end_with_the_run():
    trace = simulate(scenario())
    times = [event.at_ns for event in trace.events]
    assert times == sorted(times)
    assert times[-1] <= 5 * SECOND
    assert len(trace.events) > 500


def test_running_twice_gives_the_same_trace():
    assert simulate(scenario()).fingerprint() == simulate(scenario()).fingerprint()


def test_steps_show_one_growing_trace():
    sizes, traces = [], set()
    for trace in simulate_in_steps(scenario(), events=200):
        sizes.append(len(trace.events))
        traces.add(id(trace))
    assert len(traces) == 1
    assert sizes == sorted(sizes)
    assert len(sizes) > 3
    steps = [later - earlier for earlier, later in itertools.pairwise(sizes)]
    assert all(200 <= step < 300 for step in steps[:-1])
    assert trace.fingerprint() == simulate(scenario()).fingerprint()


def test_a_run_that_would_make_too_many_events_is_refused(monkeypatch):
    monkeypatch.setattr(sys.modules["simulation.simulate"], "MOST_EVENTS", 300)
    with pytest.raises(LimitError, match="300 events"):
        simulate(scenario())


HARSH = [
    {"link.cellular.mtu": "68"},
    {"link.dmz.mtu": "100"},
    {"link.isp.mtu": "276", "payload_octets": "9000"},
    {"link.cellular.loss": "0.6"},
    {"link.cellular.loss": "1"},
    {"link.isp.jitter_ms": "900", "link.isp.delay_ms": "0"},
    {"link.cellular.queue": "1", "link.cellular.rate_kbps": "8"},
    {"link.cellular.delay_ms": "9000"},
    {"clock_offset_s": "86400"},
    {"registration_lifetime_outside_s": "3", "registration_lifetime_inside_s": "3"},
    {"t_monitor_s": "2"},
    {"nat_traversal": "off", "encapsulation": "minimal", "suite": "aes-gcm"},
    {"payload_octets": "9000", "dont_fragment": "on"},
    {"packets_per_second": "0"},
]


def named(settings):
    return ",".join(f"{key}={value}" for key, value in settings.items())


def run_harshly(option, settings):
    document = PRESETS["handover-outside"].document(option)
    settings = {"duration_ns": 30 * SECOND, "packets_per_second": "5", **settings}
    return simulate(read_scenario(with_settings(document, settings)))


@pytest.mark.parametrize("settings", HARSH, ids=named)
def test_no_parameter_makes_a_run_raise(settings):
    assert run_harshly("1.1", settings).events


@pytest.mark.full
@pytest.mark.parametrize("settings", HARSH, ids=named)
@pytest.mark.parametrize("option", [each for each in OPTIONS if each != "1.1"])
def test_no_parameter_makes_any_option_raise(option, settings):
    assert run_harshly(option, settings).events
