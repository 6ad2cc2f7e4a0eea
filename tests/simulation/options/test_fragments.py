"""Data that must be cut on their way pass translators and firewalls, in any order.

RFC 4787 REQ-14; the hotel's translator, both firewalls and the gateway are on the way.
"""

import pytest

from simulation import read_scenario, simulate
from tests.simulation.options.playing import Run

SECOND = 1_000_000_000
PATHS = {
    "the uplink is narrow": {"hotel-wan": {"mtu": 1400}},
    "the uplink is narrow and reorders": {
        "hotel-wan": {"mtu": 1400, "jitter_ms": 30},
        "hotel": {"jitter_ms": 10},
    },
    "cut twice": {"isp": {"mtu": 900, "jitter_ms": 20}, "hotel": {"mtu": 1300}},
    "cut inside": {"dmz": {"mtu": 1000, "jitter_ms": 20}, "core": {"mtu": 800, "jitter_ms": 5}},
}


@pytest.mark.parametrize("links", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize("option", ["0", "1.1", "3", "wg"])
def test_nearly_all_data_of_both_directions_arrive(option, links):
    document = {
        "option": option,
        "duration_ns": 20 * SECOND,
        "start": {"mn": "hotel"},
        "actions": [{"at_ns": SECOND, "node": "mn", "do": "switch-on"}],
        "payload_octets": 1440,
        "link": links,
    }
    run = Run(simulate(read_scenario(document)))
    for flow in ("mn > cn", "cn > mn"):
        assert len(run.delivered(flow, since_s=10)) >= 198, "of 200"
