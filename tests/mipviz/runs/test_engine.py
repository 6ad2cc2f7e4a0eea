import io
import json

import pytest

from mipviz.runs.engine import Simulation
from simulation import PRESETS, read_scenario, simulate
from simulation.capture import write_pcapng
from simulation.trace import Sent

DOCUMENT = {**PRESETS["leave-colocated"].document("1.1"), "duration_ns": 14_000_000_000}


@pytest.fixture(scope="module")
def played():
    engine = Simulation()
    lines, first = [], 0
    for trace in engine.steps(DOCUMENT):
        lines += engine.lines(trace, first)
        first = len(trace.events)
    return engine, trace, lines


def test_a_run_in_steps_is_the_run_at_once(played):
    _, trace, _ = played
    assert trace.fingerprint() == simulate(read_scenario(DOCUMENT)).fingerprint()


def test_every_sealed_packet_is_opened_with_the_keys_of_the_run(played):
    engine, trace, _ = played
    frame, packet = next(
        (event.frame, event.packet)
        for _, event in trace.of(Sent)
        if any(layer.header == "esp" for layer in trace.stack_of(event.packet))
    )
    found = json.loads(json.dumps(engine.dissect(trace, frame, packet)))
    assert found["octets"] == trace.frames[frame].hex()
    assert any(layer["sealed_by"] for layer in found["layers"])
    assert len(found["buffers"]) > 1
    assert not [layer for layer in found["layers"] if layer["header"] == "malformed"]


def test_a_capture_is_the_one_of_the_command_line(played):
    engine, trace, _ = played
    stream = io.BytesIO()
    write_pcapng(trace, stream)
    assert engine.capture(trace) == stream.getvalue()


def test_the_story_is_told_in_order_and_each_line_names_its_event(played):
    _, trace, lines = played
    assert lines
    assert [line["event"] for line in lines] == sorted(line["event"] for line in lines)
    assert all(0 <= line["event"] < len(trace.events) for line in lines)
    assert all(line["text"] for line in lines)
    assert any(line["phase"] for line in lines)


def test_a_finished_run_is_summed_up(played):
    engine, trace, _ = played
    summary = json.loads(json.dumps(engine.summary(trace)))
    assert {"metrics", "handovers", "drops"} <= set(summary)
    assert summary["metrics"]
