"""Transfers: throughput, stalls, and whether the connection lived."""

import pytest

from simulation.metrics import outcome, tcp
from simulation.metrics.facts import Facts
from simulation.trace import ConnectionLost, Delivered, Noted, TransferFinished

MS = 1_000_000
FLOW = "tcp cn > mn"


def record(made, number, at_ms):
    packet = made.packet(
        made.trace.stacks[0] if made.trace.stacks else (), 1000, purpose=f"{number}", flow=FLOW
    )
    made.event(at_ms * MS, Delivered("mn", packet, FLOW, number * 500, 500, at_ms * MS))


def lost(made, at_ms, flow=FLOW):
    return made.event(at_ms * MS, ConnectionLost("mn", flow, "no acknowledgement for 4 s"))


def measured(made):
    (row,) = tcp.measure(Facts(made.finished()))
    return {key: each["value"] for key, each in row.items() if isinstance(each, dict)}


def test_throughput_of_a_finished_transfer_ends_with_its_last_octet(made):
    for number, at in enumerate((1000, 1500, 2000)):
        record(made, number, at)
    made.event(2100 * MS, TransferFinished("mn", FLOW, 1500, 1100 * MS))
    found = measured(made)
    assert found["delivered_octets"] == 1500
    assert found["throughput_kbps"] == 12
    assert found["longest_stall_ms"] == 500
    assert found["finished"] is True
    assert found["survived"] is True


def test_a_transfer_that_stands_still_at_the_end_is_stalled_not_finished(made):
    for number, at in enumerate((1000, 1500, 2000)):
        record(made, number, at)
    found = measured(made)
    assert found["finished"] is False
    assert found["longest_stall_ms"] == 8000
    assert found["throughput_kbps"] == pytest.approx(1500 * 8 / 9000, abs=1e-6)


def test_a_lost_connection_did_not_survive_and_the_outcome_says_so(made):
    record(made, 0, 1000)
    number = lost(made, 5000)
    (row,) = tcp.measure(Facts(made.finished()))
    assert row["survived"] == {"value": False, "evidence": [number]}
    found = outcome.measure(Facts(made.trace))
    assert found["survived"] is False
    assert "TCP from cn to mn brought 500 octets before the connection was lost." in found["text"]


def test_what_became_of_other_transfers_says_nothing_of_this_one(made):
    record(made, 0, 1000)
    lost(made, 2000, "tcp mn > cn")
    made.event(2100 * MS, TransferFinished("mn", "tcp mn > cn", 1500, 1100 * MS))
    found = measured(made)
    assert (found["survived"], found["finished"]) == (True, False)


def test_a_note_of_the_same_words_says_nothing(made):
    record(made, 0, 1000)
    made.event(2 * MS, Noted("mn", f"{FLOW}: 500 octets in 1 s", ""))
    made.event(3 * MS, Noted("mn", f"{FLOW}: the connection is lost: for a reason", ""))
    found = measured(made)
    assert (found["survived"], found["finished"]) == (True, False)
