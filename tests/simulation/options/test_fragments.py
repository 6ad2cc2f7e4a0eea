"""Data that must be cut on their way pass translators and firewalls, in any order.

RFC 4787 REQ-14; the hotel's translator, both firewalls and the gateway are on the way.
"""

from collections import Counter

import pytest

from simulation import read_scenario, simulate
from simulation.trace import Delivered, Lineage, Sent
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


LOSS = 0.05
LOSSY = {
    "a translator": ("hotel", "nat", "hotel-wan", {}),
    "a translator that reorders, and a stateful firewall": (
        "hotel", "nat", "hotel-wan", {"stateful_inspection": True, "jitter_ms": 30},
    ),
    "routers": ("cellular", "internet", "isp", {"jitter_ms": 20}),
}  # fmt: skip


def lossy_run(option, start, link, settings):
    document = {
        "option": option,
        "duration_ns": 45 * SECOND,
        "start": {"mn": start},
        "actions": [{"at_ns": SECOND, "node": "mn", "do": "switch-on"}],
        "payload_octets": 1440,
        "flow_direction": "up",
        "stateful_inspection": settings.get("stateful_inspection", False),
        "link": {link: {"mtu": 1400, "loss": LOSS, "jitter_ms": settings.get("jitter_ms", 0)}},
    }
    return simulate(read_scenario(document))


@pytest.mark.parametrize(
    ("option", "place"),
    [
        *((option, "a translator") for option in ("0", "1.1", "wg")),
        *((option, list(LOSSY)[1]) for option in ("3", "7", "1.1")),
        *((option, "routers") for option in ("5", "1.1", "0")),
    ],
)
def test_a_lost_frame_costs_its_own_datagram_and_no_other(option, place):
    """Of datagrams in k frames, each lost with p, there come (1 - p) to the power of k."""
    start, sender, link, settings = LOSSY[place]
    trace = lossy_run(option, start, link, settings)
    lineage = Lineage(trace)
    frames = Counter(
        lineage.root(event.packet)
        for _, event in trace.of(Sent)
        if (event.node, event.link) == (sender, link) and event.at_ns < 44 * SECOND
        if trace.packets[event.packet].flow
    )
    came = {lineage.root(event.packet) for _, event in trace.of(Delivered)}
    assert len(frames) > 300
    assert min(frames.values()) >= 2, "every datagram is cut"
    share = sum(root in came for root in frames) / len(frames)
    expected = sum((1 - LOSS) ** number for number in frames.values()) / len(frames)
    assert share == pytest.approx(expected, abs=0.04)
