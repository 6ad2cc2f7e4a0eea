"""When the anchor has switched that carries data, on traces made by hand and in runs."""

import pytest

from simulation import PRESETS, read_scenario, simulate, with_settings
from simulation.metrics import anchors
from simulation.metrics.facts import Facts
from simulation.metrics.moves import moves
from simulation.metrics.signalling import Signalling
from simulation.trace import Acted, Layer, RowChanged

MS = 1_000_000
REQUEST = (
    Layer("ipv4", "signalling", 20),
    Layer("udp", "signalling", 8),
    Layer("registration-request", "signalling", 46),
)


def moved(made):
    """Have the node move to ``right`` at 1.1 s and ask for something at 1.15 s."""
    made.stand("mn", "left")
    made.stand("cn", "right")
    made.event(1000 * MS, Acted("mn", {"at_ns": 1000 * MS, "node": "mn", "do": "detach"}))
    attach = {"at_ns": 1100 * MS, "node": "mn", "do": "attach", "link": "right"}
    made.event(1100 * MS, Acted("mn", attach))
    request = made.packet(REQUEST, 74)
    made.sent(1150 * MS, "mn", request, "right", "r1")
    return request


def changes(made, at_ms, node, table, cause, old=None, **new):
    made.event(at_ms * MS, RowChanged(node, table, "h", old, new), cause=cause)


def data(made, sent_ms, came_ms, *by):
    """Have ``cn`` send a datagram that fixed nodes pass on, each 1 ms after the other."""
    packet = made.datagram(1, sent_ms * MS, came_ms * MS)
    for number, node in enumerate(by, 1):
        made.sent((sent_ms + number) * MS, node, packet, "right")


def found(trace):
    facts = Facts(trace)
    signalling = Signalling(facts)
    return [anchors.switched(facts, signalling, each) for each in moves(facts)]


def test_an_anchor_switches_with_a_change_that_is_more_than_age(made):
    request = moved(made)
    old = {"care_of": "1.2.3.4", "expires_ns": 1}
    changes(made, 1170, "r1", "bindings", request, old, care_of="5.6.7.8", expires_ns=2)
    older = {"care_of": "5.6.7.8", "expires_ns": 2}
    changes(made, 1190, "r1", "bindings", request, older, care_of="5.6.7.8", expires_ns=3)
    data(made, 1200, 1210, "r1")
    (row,) = found(made.finished())
    assert row["value"] == 70
    assert row["where"] == "r1, bindings"


def test_the_last_anchor_on_the_way_of_the_data_counts_and_none_beside_it(made):
    request = moved(made)
    changes(made, 1160, "r1", "bindings", request, care_of="5.6.7.8")
    changes(made, 1180, "r2", "sad", request, destination="5.6.7.8")
    changes(made, 1190, "elsewhere", "bindings", request, care_of="5.6.7.8")
    changes(made, 1250, "r2", "sad", request, destination="5.6.7.9")
    data(made, 1200, 1210, "r1", "r2")
    (row,) = found(made.finished())
    assert (row["value"], row["where"]) == (80, "r2, sad")


def test_without_data_to_the_node_no_anchor_is_known_to_carry_them(made):
    request = moved(made)
    changes(made, 1160, "r1", "bindings", request, care_of="5.6.7.8")
    (row,) = found(made.finished())
    assert row["value"] is None


@pytest.mark.parametrize(
    ("option", "where"),
    [("1.1", "i-ha, bindings"), ("4", "vpn-gw, sad"), ("wg", "vpn-gw, sad")],
)
def test_the_anchor_that_counts_is_the_one_without_which_no_data_come(option, where):
    settings = {"duration_ns": 20_000_000_000, "packets_per_second": 20}
    document = with_settings(PRESETS["handover-outside"].document(option), settings)
    if option == "1.1":
        document = with_settings(PRESETS["leave-colocated"].document(option), settings)
    trace = simulate(read_scenario(document))
    for row in found(trace):
        assert row["where"] == where
