"""What is printed of runs."""

import pytest

from simulation import read_scenario, simulate
from simulation.command.report import events, figures, run_document, run_text
from simulation.metrics import summary
from simulation.trace import Sent

NAMED = read_scenario(
    {"slug": "power-up-inside", "duration_ns": 3_000_000_000, "title": "Monday's class"}
).document()


@pytest.fixture(scope="module")
def trace():
    return simulate(read_scenario(NAMED))


@pytest.fixture(scope="module")
def found(trace):
    return summary(trace)


def test_events_are_all_numbered_and_named(trace):
    rows = list(events(trace))
    assert [row["event"] for row in rows] == list(range(len(trace.events)))
    sent = next(row for row in rows if row["kind"] == "sent")
    number, event = next(iter(trace.of(Sent)))
    assert sent["event"] == number
    assert sent["arrives_ns"] == event.arrives_ns
    assert sent["purpose"] == trace.packets[event.packet].purpose


def test_the_document_holds_what_the_trace_says(trace, found):
    document = run_document(trace, found, NAMED)
    assert document["fingerprint"] == trace.fingerprint()
    assert document["scenario"]["title"] == "Monday's class"
    assert read_scenario(document["scenario"]).canonical() == trace.head["scenario"]


def test_every_figure_is_a_row_with_its_unit(found):
    rows = figures(found["metrics"])
    delay = next(
        row for row in rows if row["metric"] == "delay_mean_ms" and row["group"] == "flows"
    )
    assert delay["unit"] == "ms"
    assert delay["value"] == found["metrics"]["flows"][0]["delay_mean_ms"]["value"]


def test_the_text_has_a_part_for_every_group_with_rows(trace, found):
    words = run_text(trace, found, NAMED)
    assert "Option 1.1, Dual home agent. Monday's class (power-up-inside, seed 1)." in words
    assert "Overhead per segment and direction" in words
    assert "TCP transfers" not in words
    assert "ipv4(20) | udp(8) | flow(160)" in words
