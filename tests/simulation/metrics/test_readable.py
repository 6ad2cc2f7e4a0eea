"""Who can read what, from keys and seals alone."""

import pytest

from simulation import read_scenario, simulate
from simulation.metrics import readable
from simulation.metrics.facts import Facts
from simulation.trace import Arrived, KeyHeld, Layer, Sent, shut_at

SEALED = (
    Layer("ipv4", "ipsec", 20),
    Layer("esp", "ipsec", 16, 14, "esp:0x1"),
    Layer("ipv4", "data", 20),
    Layer("flow", "data", 100),
)


def observed(made):
    rows = readable.measure(Facts(made.finished()))
    return {(row["kind"], row["observer"]): row for row in rows}


def cross(made, at_ns):
    packet = made.packet(SEALED, 170, flow="cn > mn")
    made.sent(at_ns, "cn", packet, "left", "mn")
    made.event(at_ns + 1, Arrived("mn", packet, "left", "left", 0))


def key(made, at_ns, name):
    made.event(at_ns, KeyHeld("mn", name, "ESP", "suite", {}, {}))


def test_octets_behind_an_unknown_key_are_sealed_and_the_head_is_not(made):
    cross(made, 0)
    row = observed(made)["node", "mn"]
    assert row["sealed_octets"]["value"] == 20 + 100 + 14
    assert row["readable_octets"]["value"] == 20 + 16
    assert row["clear_packets"]["value"] == 0


def test_a_key_opens_what_comes_after_it_was_learned(made):
    cross(made, 0)
    key(made, 10, "esp:0x1")
    cross(made, 20)
    row = observed(made)["node", "mn"]
    assert row["data_packets"]["value"] == 2
    assert row["clear_packets"]["value"] == 1
    assert row["clear_packets_ratio"]["value"] == 0.5


def test_another_key_opens_nothing(made):
    key(made, 0, "esp:0x2")
    cross(made, 20)
    assert observed(made)["node", "mn"]["clear_packets"]["value"] == 0


def test_whoever_taps_a_link_holds_no_key(made):
    key(made, 0, "esp:0x1")
    cross(made, 20)
    found = observed(made)
    assert found["node", "mn"]["sealed_octets"]["value"] == 0
    assert found["link", "left"]["sealed_octets"]["value"] == 134


@pytest.mark.parametrize("option", ["1.1", "5", "wg"])
def test_of_what_is_cut_those_frames_are_readable_that_show_the_payload(option):
    """The flow's payload is zeros: octets of frames say what layers and keys claim."""
    document = {
        "option": option,
        "duration_ns": 14_000_000_000,
        "start": {"mn": "hotspot"},
        "actions": [{"at_ns": 0, "node": "mn", "do": "switch-on"}],
        "payload_octets": 1440,
        "packets_per_second": 5,
        "link": {"isp": {"mtu": 1300}},
    }
    trace = simulate(read_scenario(document))
    cut, sealed = 0, 0
    for _, event in trace.of(Sent):
        record, frame = trace.packets[event.packet], trace.frames[event.frame]
        if record.flow and record.octets > 60:
            stack = trace.stacks[record.stack]
            cut += stack[-1].header == "fragment"
            sealed += shut_at(stack) is not None
            assert (shut_at(stack) is None) == (bytes(12) in frame)
    assert cut > 100
    assert sealed > 100
    rows = {row["label"]: row for row in readable.measure(Facts(trace))}
    assert rows["anyone on isp"]["clear_packets"]["value"] == 0
