"""What rows say of where a parameter does something, found out by running.

Where a row says that it does nothing, the run is the same with the value forced upon it, tried
under one of those options; and every parameter makes a scenario of some option another one.
"""

import functools
import json
from pathlib import Path

import pytest

from simulation import OPTIONS, Scenario, read_scenario, simulate
from simulation.scenario.parameters import BY_KEY, PARAMETERS

ROOT = Path(__file__).parents[3]
SECOND = 10**9
BASE = {"packets_per_second": 4, "flows": [["mn", "cn"], ["mn2", "cn"], ["mn", "mn2"]]}


def act(at_s, node, do, **rest):
    return {"at_ns": round(at_s * SECOND), "node": node, "do": do, **rest}


def move(node, at_s, link):
    return [act(at_s, node, "detach"), act(at_s + 0.1, node, "attach", link=link)]


ON = [act(0.5, "mn", "switch-on"), act(0.7, "mn2", "switch-on")]
SCENES = {
    "a tour": {
        "duration_ns": 44 * SECOND,
        "start": {"mn": "office", "mn2": "hotspot"},
        "actions": [
            *ON, *move("mn", 8, "hotspot"), *move("mn", 16, "hotel"), *move("mn2", 20, "office"),
            *move("mn", 24, "cellular"), *move("mn", 34, "home"), act(22, "nat", "rebind"),
            act(12, "core-router", "broadcast"), act(30, "core-router", "broadcast"),
        ],
        "traffic": "flow+tcp+ping",
        "tcp_octets": 40_000,
    },
    "gateway trouble": {
        "duration_ns": 60 * SECOND,
        "start": {"mn": "cellular", "mn2": "hotel"},
        "actions": [
            *ON, act(12, "vpn-gw", "crash"), act(15, "vpn-gw", "restart"), act(20, "mn", "crash"),
            act(23, "mn", "restart", link="hotspot"), act(30, "nat", "forget"),
            act(45, "vpn-gw", "fail"), act(50, "internet", "revoke"),
        ],
        "dpd_s": 4,
        "esp_lifetime_s": 20,
        "ike_lifetime_s": 30,
    },
    "an attack": {
        "duration_ns": 40 * SECOND,
        "start": {"mn": "office", "mn2": "hotspot"},
        "actions": [
            *ON, act(4, "attacker", "attack", on=True), *move("mn", 8, "hotspot"),
            act(16, "attacker", "replay"), act(18, "attacker", "forge"),
            act(20, "attacker", "dictionary"), act(22, "attacker", "inject"),
            act(24, "attacker", "attack", on=False), *move("mn", 26, "cellular"),
        ],
        "care_of": "colocated",
    },
    "a long stay": {
        "packets_per_second": 1,
        "duration_ns": 200 * SECOND,
        "start": {"mn": "hotel", "mn2": "office"},
        "actions": [
            *ON, act(150, "mn", "crash"), act(155, "mn", "restart", link="office"),
        ],
        "dhcp_lease_s": 40,
    },
    "large packets": {
        "duration_ns": 30 * SECOND,
        "start": {"mn": "office", "mn2": "hotspot"},
        "actions": [*ON, *move("mn", 10, "cellular")],
        "payload_octets": 1440,
        "link": {"isp": {"mtu": 1300, "jitter_ms": 30, "loss": 0.1}},
    },
    "packets that must not be cut": {
        "duration_ns": 20 * SECOND,
        "start": {"mn": "cellular", "mn2": "hotspot"},
        "actions": ON,
        "payload_octets": 1320,
        "traffic": "flow+tcp",
        "tcp_segment_octets": 1460,
        "tcp_octets": 40_000,
        "dont_fragment": True,
        "care_of": "colocated",
        "link": {"isp": {"mtu": 1300}},
    },
}  # fmt: skip
BESIDE = {
    "private_address": {"private_interfaces": 2},
    "sa_gateway": {"gateways": 2},
    "user_seconds": {"xauth": True},
    "tunnel_dscp": {"dscp": 46},
    "tunnel_ecn": {"ecn": True},
    "bleaches_dscp": {"dscp": 46},
    "local_network": {"hotel_network": "servers"},
}
"""What else must be set for a parameter to do something."""
TELLING = {
    "reassembly_octets": (576, 3000),
    "reassembly_timeout_s": (1,),
    "tcp_user_timeout_s": (2,),
    "registration_lifetime_outside_s": (9,),
    "registration_lifetime_inside_s": (9,),
    "t_detect_s": (2,),
    "t_monitor_s": (5,),
    "mip_keepalive_s": (10,),
    "ike_lifetime_s": (12,),
    "esp_lifetime_s": (11,),
    "nat_timeout_s": (5,),
    "dhcp_lease_s": (10,),
    "arp_lifetime_s": (5,),
    "path_mtu_lifetime_s": (2,),
    "least_path_mtu_octets": (1400, 1460),
    "attack_packets": (2,),
    "guesses_per_second": (5,),
}
"""Values that make a difference, where not every one does."""


class Forced(Scenario):
    """A scenario whose settings count whatever rows say of them."""

    __slots__ = ()

    def __getitem__(self, key):
        return self.values.get(key, BY_KEY[key].default)


def values(parameter):
    """Return values of *parameter* that are not its default."""
    if parameter.key in TELLING:
        return TELLING[parameter.key]
    if parameter.kind == "boolean":
        return (not parameter.default,)
    if parameter.kind == "choice":
        return tuple(each for each in parameter.choices if each != parameter.default)
    kind = int if parameter.kind == "integer" else float
    double = min(parameter.default * 2, parameter.maximum) or parameter.maximum / 100
    return kind(double), kind(max(parameter.default / 2, parameter.minimum))


@functools.lru_cache(maxsize=512)
def _ran(option, scene, settings, forced):
    document = BASE | SCENES[scene] | {"option": option} | json.loads(settings)
    scenario = read_scenario(document)
    if forced:
        names = Scenario.__dataclass_fields__
        scenario = Forced(**{name: getattr(scenario, name) for name in names})
    trace = simulate(scenario)
    trace.head = {k: v for k, v in trace.head.items() if k not in {"scenario", "digest"}}
    return trace.fingerprint()


def ran(option, scene, settings, *, forced=False):
    """Return the fingerprint of a run, without what its head says of the scenario."""
    return _ran(option, scene, json.dumps(settings, sort_keys=True), forced)


def makes_a_difference(parameter, option):
    beside = BESIDE.get(parameter.key, {})
    return any(
        ran(option, scene, {**beside, parameter.key: value}) != ran(option, scene, beside)
        for scene in SCENES
        for value in values(parameter)
    )


def in_turn(options, number):
    """Return *options* in an order that begins elsewhere for each number."""
    begin = number % len(options)
    return [*options[begin:], *options[:begin]]


SEEN_ELSEWHERE = {
    "proxy_guard": "tests/simulation/roles/test_injection.py",
    "mip_keepalive_adapts": "tests/simulation/options/test_lost_mappings.py",
    "stateful_inspection": "tests/simulation/options/test_fragments.py",
    "firewall_timeout_s": "tests/simulation/options/test_windows.py",
    "replay_window": "tests/simulation/options/test_windows.py",
    "dscp": "tests/simulation/options/test_traffic_class.py",
    "guesses_per_second": "tests/simulation/world/test_applications.py",
    "tcp_user_timeout_s": "tests/simulation/roles/tcp",
    "firewall_tcp_timeout_s": "tests/simulation/options/test_windows.py",
}
"""Parameters that need more than these scenes; the test that shows what they do."""
DENIED = [
    pytest.param(each, option, id=f"{each.key}, {option}")
    for number, each in enumerate(PARAMETERS)
    if (denied := [option for option in OPTIONS if not each.is_for(option)])
    for option in in_turn(denied, number)[:1]
]


@pytest.mark.full
@pytest.mark.parametrize(
    ("number", "parameter"),
    [(n, each) for n, each in enumerate(PARAMETERS) if each.key not in SEEN_ELSEWHERE],
    ids=lambda each: getattr(each, "key", str(each)),
)
def test_every_parameter_makes_some_run_another_one(number, parameter):
    options = in_turn(parameter.options or tuple(OPTIONS), 5 * number)
    assert any(makes_a_difference(parameter, option) for option in options)


@pytest.mark.full
@pytest.mark.parametrize(("parameter", "option"), DENIED)
def test_what_is_said_to_do_nothing_under_an_option_does_nothing_even_if_forced(parameter, option):
    for value in values(parameter):
        forced = ran(option, "a tour", {parameter.key: value}, forced=True)
        assert forced == ran(option, "a tour", {}), value


def test_what_is_seen_elsewhere_has_a_test_there():
    for place in SEEN_ELSEWHERE.values():
        assert (ROOT / place).exists(), place


@pytest.mark.parametrize("key", ["overlapping_home", "uplink"])
def test_a_value_that_is_forced_where_it_matters_is_seen(key):
    """Forcing works, or the test above could not fail."""
    parameter = BY_KEY[key]
    [option] = parameter.options
    setting = {key: values(parameter)[0]}
    assert ran(option, "a tour", setting, forced=True) == ran(option, "a tour", setting)
    assert ran(option, "a tour", setting) != ran(option, "a tour", {})
