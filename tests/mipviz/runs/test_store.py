import json
from pathlib import Path

import pytest

from mipviz.runs import store
from mipviz.runs.sealed import DamagedError, Sealed
from tests.mipviz.playing import NO_CLUES, Engine, Scenario


@pytest.fixture
def finished(tmp_path: Path):
    engine = Engine()
    document = Scenario.from_document({"events": 47}).document()
    writer = store.RunWriter(tmp_path, "ab" * 32)
    for trace in engine.steps(document):
        if not writer.events:
            writer.head(trace)
        writer.grow(trace, engine.lines(trace, writer.events), NO_CLUES)
    writer.end(trace, engine.summary(trace))
    return trace, writer


def messages(folder: Path):
    return [
        json.loads(store.read_chunk(folder, each)) for each in store.index(Sealed(folder)).spans
    ]


def test_chunks_lie_there_as_they_travel(finished, tmp_path):
    trace, _ = finished
    chunks = messages(tmp_path)
    assert [chunk["seq"] for chunk in chunks] == [0, 1, 2, 3, 4]
    assert all(chunk["type"] == "chunk" and chunk["run"] == "ab" * 32 for chunk in chunks)
    assert [chunk["first_event"] for chunk in chunks] == [0, 10, 20, 30, 40]
    assert sum(len(chunk["events"]["t"]) for chunk in chunks) == len(trace.events)
    assert chunks[0]["lines"] == [{"event": 0, "text": "from 0", "spec": "", "phase": False}]


def test_a_step_without_news_makes_no_chunk(finished, tmp_path):
    trace, _ = finished
    again = store.RunWriter(tmp_path, "cd" * 32)
    assert again.grow(trace, [], NO_CLUES)[:2] == (0, again.spans[0][1])
    assert again.grow(trace, [], NO_CLUES) is None
    again.close()


def test_the_end_names_the_last_chunk_and_the_fingerprint(finished, tmp_path):
    trace, _ = finished
    assert store.is_finished(tmp_path)
    end = json.loads((tmp_path / store.END).read_bytes())
    assert end["seq"] == 4
    assert end["fingerprint"] == trace.fingerprint()
    assert end["outcome"] == {"ended": "on time"}
    assert end["metrics"] == {"frames": len(trace.frames)}


def test_a_run_is_not_finished_before_its_end_is_written(tmp_path):
    engine = Engine()
    writer = store.RunWriter(tmp_path, "ab" * 32)
    trace = next(engine.steps({"events": 20}))
    writer.head(trace)
    writer.grow(trace, [], NO_CLUES)
    writer.close()
    assert not store.is_finished(tmp_path)


def test_what_was_written_comes_back_octet_for_octet(finished, tmp_path):
    trace, _ = finished
    restored = store.restore(tmp_path)
    assert restored.fingerprint() == trace.fingerprint()
    assert restored.frames == trace.frames
    assert restored.packets == trace.packets
    assert restored.stacks == trace.stacks
    assert [event.at_ns for event in restored.events] == [event.at_ns for event in trace.events]


def test_the_whole_trace_is_one_document(finished, tmp_path):
    trace, _ = finished
    whole = json.loads(store.whole(tmp_path))
    assert whole["head"] == json.loads(json.dumps(trace.head))
    assert [chunk["seq"] for chunk in whole["chunks"]] == [0, 1, 2, 3, 4]
    assert whole["end"]["fingerprint"] == trace.fingerprint()


def test_a_run_is_summed_up_in_a_row(finished, tmp_path):
    trace, _ = finished
    assert store.summary(tmp_path) == {
        "option": "",
        "fingerprint": trace.fingerprint(),
        "outcome": trace.outcome,
        "metrics": {"frames": len(trace.frames)},
    }


def test_a_chunk_that_is_not_what_was_written_is_not_sent(finished, tmp_path):
    [first, *_] = store.index(Sealed(tmp_path)).spans
    path = tmp_path / store.CHUNKS
    octets = bytearray(path.read_bytes())
    octets[10] ^= 1
    path.write_bytes(octets)
    with pytest.raises(DamagedError):
        store.read_chunk(tmp_path, first)
    path.unlink()
    with pytest.raises(DamagedError):
        store.read_chunk(tmp_path, first)


def test_a_disk_that_takes_a_part_of_a_chunk_gets_the_rest(tmp_path, monkeypatch):
    engine = Engine()
    writer = store.RunWriter(tmp_path, "ab" * 32)
    whole = writer._chunks

    class Stubborn:
        def write(self, octets):
            return whole.write(octets[:7])

    writer._chunks = Stubborn()
    span = writer.grow(next(engine.steps({"events": 20})), [], NO_CLUES)
    assert json.loads(store.read_chunk(tmp_path, span))["seq"] == 0
    whole.close()
    writer._frames.close()
