import errno
import io
import json

import pytest

from mipviz.http.refusal import RefusalError
from mipviz.runs import store, worker
from mipviz.runs.worker import Worker
from tests.mipviz.playing import Engine, begun, grow

RUN = "ab" * 32


class Bench:
    """A worker whose answers are read back."""

    def __init__(self, folder, engine=None):
        self.out = io.BytesIO()
        self.folder = folder
        self.worker = Worker(engine or Engine(), self.out)

    def request(self, do, id_=0, **more):
        return {"do": do, "id": id_, "run": RUN, "folder": str(self.folder), **more}

    def ask(self, do, id_=0, **more):
        self.worker.answer(self.request(do, id_, **more))
        return self.answers()

    def answers(self):
        lines = [json.loads(line) for line in self.out.getvalue().splitlines()]
        self.out.seek(0)
        self.out.truncate()
        return lines


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def test_a_simulation_tells_of_its_head_each_chunk_and_its_end(bench):
    answers = bench.ask("simulate", 7, scenario={"events": 25})
    assert [next(iter(set(answer) - {"id"})) for answer in answers] == [
        "head",
        "span",
        "span",
        "span",
        "done",
    ]
    assert {answer["id"] for answer in answers} == {7}
    assert store.is_finished(bench.folder)


def test_a_frame_and_a_packet_are_taken_apart(bench):
    bench.ask("simulate", scenario={"events": 30})
    [frame] = bench.ask("frame", 1, number=2)
    assert frame["done"]["frame"] == 2
    [packet] = bench.ask("packet", 2, number=frame["done"]["packet"])
    assert packet["done"] == frame["done"]


def test_a_packet_inside_another_is_found_in_its_carrier():
    trace = begun({"events": 6})
    for number in range(6):
        grow(trace, number)
    assert worker.first_frame(trace, 1) == 0
    assert worker.first_frame(trace, 0) == 0, "packet 0 travelled inside packet 1"
    assert worker.first_frame(trace, 2) == 1


def test_a_packet_that_never_was_on_a_link_is_refused():
    trace = begun({"events": 6})
    grow(trace, 1)
    with pytest.raises(RefusalError, match="never was on a link"):
        worker.first_frame(trace, 0)
    with pytest.raises(RefusalError, match="not in this run"):
        worker.first_frame(trace, 99)


@pytest.mark.parametrize("number", [-1, 10, 10**12])
def test_a_frame_that_is_not_there_is_refused_with_those_that_are(bench, number):
    bench.ask("simulate", scenario={"events": 30})
    [answer] = bench.ask("frame", number=number)
    assert answer["error"]["code"] == "not-found"
    assert answer["error"]["accepted"] == "0 to 9"


def test_a_run_that_was_forgotten_is_read_back_from_disk(bench, tmp_path):
    bench.ask("simulate", scenario={"events": 30})
    [before] = bench.ask("frame", number=3)
    other = Bench(tmp_path)
    [after] = other.ask("frame", number=3)
    assert after["done"] == before["done"]


def test_a_run_that_never_finished_has_to_be_simulated_again(bench):
    [answer] = bench.ask("frame", number=0)
    assert answer["error"]["code"] == "interrupted"


def test_files_are_made_in_the_runs_folder(bench):
    bench.ask("simulate", scenario={"events": 30})
    assert bench.ask("capture") == [{"id": 0, "done": {}}]
    assert bench.ask("whole") == [{"id": 0, "done": {}}]
    assert (bench.folder / store.CAPTURE).read_bytes().startswith(b"capture of ")
    assert (bench.folder / store.WHOLE).stat().st_size > 100


def test_questions_are_answered_between_two_steps(bench):
    bench.worker.requests.put(bench.request("frame", 5, number=0))
    answers = bench.ask("simulate", 4, scenario={"events": 50})
    kinds = [(answer["id"], "done" in answer) for answer in answers]
    assert kinds.index((5, True)) < kinds.index((4, True)) - 1


def test_a_cancelled_simulation_stops_and_another_that_waits_is_kept(bench):
    bench.worker.requests.put(bench.request("simulate", 6, scenario={"events": 10}))
    bench.worker.requests.put({"do": "cancel", "id": 0, "target": 5})
    answers = bench.ask("simulate", 5, scenario={"events": 100_000})
    assert answers[-1]["error"]["code"] == "cancelled"
    assert len(answers) < 5
    assert not store.is_finished(bench.folder)
    assert [request["id"] for request in bench.worker._waiting] == [6]


def test_a_cancel_that_comes_too_late_is_ignored(bench):
    assert bench.ask("cancel", target=99) == []


@pytest.mark.parametrize(
    ("trouble", "code"), [("limit", "limit"), ("fault", "failed"), ("memory", "limit")]
)
def test_what_goes_wrong_becomes_an_answer(bench, trouble, code, caplog):
    answers = bench.ask("simulate", scenario={"events": 40, "trouble": trouble, "at": 15})
    assert answers[-1]["error"]["code"] == code
    assert ("our own fault" in caplog.text) == (trouble == "fault")
    assert "our own fault" not in json.dumps(answers), "a traceback is for the log"


def test_the_latest_traces_stay_in_memory_up_to_a_number_of_events(bench, monkeypatch):
    monkeypatch.setattr(worker, "EVENTS_AT_HAND", 70)
    for letter in "abc":
        bench.worker.answer({**bench.request("simulate", scenario={"events": 30}), "run": letter})
    assert list(bench.worker._traces) == ["b", "c"]


def test_what_is_cancelled_while_it_waits_is_never_begun(bench):
    bench.worker.requests.put(bench.request("frame", 5, number=0))
    bench.worker.requests.put({"do": "cancel", "id": 0, "target": 5})
    bench.worker._take_in()
    assert bench.worker._waiting == []


def test_a_disk_that_is_full_is_told_as_what_it_is(bench, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device", str(bench.folder / "chunks"))

    monkeypatch.setattr(store.RunWriter, "grow", full)
    answers = bench.ask("simulate", scenario={"events": 30})
    assert answers[-1]["error"]["code"] == "no-space"
    assert "disk is full" in answers[-1]["error"]["message"]
