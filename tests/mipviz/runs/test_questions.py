import asyncio
import json

import pytest

from mipviz.http.refusal import RefusalError
from mipviz.runs import questions, store
from mipviz.runs.sealed import SEAL
from tests.mipviz.damage import DAMAGE


async def test_a_question_about_a_frame_that_is_not_there_yet_waits_for_it(runs):
    run = runs.begin({"events": 100, "pause": 0.01})
    assert (await questions.ask(runs, run, "frame", 30))["frame"] == 30
    with pytest.raises(RefusalError):
        await questions.ask(runs, run, "frame", 99)


async def test_a_file_is_made_once(runs):
    run = runs.begin({"events": 60})
    path = await questions.file(runs, run, store.CAPTURE, "capture")
    before = path.stat().st_mtime_ns
    assert (await questions.file(runs, run, store.CAPTURE, "capture")).stat().st_mtime_ns == before


async def test_charts_of_the_same_runs_are_made_once(runs):
    compared = [runs.begin({"events": events}) for events in (30, 60)]
    path = await questions.charts(runs, compared)
    assert json.loads(path.read_bytes()) == {"frames": [10, 20]}
    before = path.stat().st_mtime_ns
    assert (await questions.charts(runs, compared)).stat().st_mtime_ns == before
    assert await questions.charts(runs, compared[::-1]) != path


async def test_what_is_derived_from_runs_waits_for_their_end(runs):
    run = runs.begin({"events": 100, "pause": 0.01})
    assert await questions.derive(runs, run, "sums", {"of": "all"}) == {"sums": [100], "of": "all"}
    other = runs.begin({"events": 30})
    assert await questions.derive(runs, [other, run], "sums", {}) == {"sums": [30, 100]}


async def test_a_derivation_that_makes_no_sense_is_refused_with_what_would_do(runs):
    run = runs.begin({"events": 30})
    with pytest.raises(RefusalError) as caught:
        await questions.derive(runs, run, "sums", {"wrong": "kind"})
    assert caught.value.document() == {
        "code": "bad-question",
        "message": "kind: no such thing",
        "accepted": "another",
    }


async def test_what_is_derived_into_a_file_is_made_once_for_each_set_of_arguments(runs):
    run = runs.begin({"events": 60})
    path = await questions.derived(runs, run, "sums", {"a": 1, "b": 2})
    assert json.loads(path.read_bytes()) == {"sums": [60], "a": 1, "b": 2}
    before = path.stat().st_mtime_ns
    again = await questions.derived(runs, [run], "sums", {"b": 2, "a": 1})
    assert (again, again.stat().st_mtime_ns) == (path, before)
    assert await questions.derived(runs, run, "sums", {"a": 2}) != path


async def test_a_damaged_file_of_a_run_is_made_again(runs):
    run = runs.begin({"events": 60})
    path = await questions.file(runs, run, store.WHOLE, "whole")
    whole = path.read_bytes()
    for damage in DAMAGE.values():
        for name in (path.name, f"{path.name}.{SEAL}"):
            damage(path.with_name(name))
            assert (await questions.file(runs, run, store.WHOLE, "whole")).read_bytes() == whole


async def test_what_the_worker_finds_damaged_is_simulated_again(runs):
    run = runs.begin({"events": 60})
    await run.finished()
    for worker in runs.pool.workers:
        await worker.end()  # its trace is lost with it
    with runs.watching(run):
        DAMAGE["garbage"](run.folder / store.FRAMES)
        assert (await questions.ask(runs, run, "frame", 3))["frame"] == 3


async def test_those_who_ask_for_a_file_at_once_have_it_made_once(runs, monkeypatch):
    run = runs.begin({"events": 60})
    await run.finished()
    asked = []
    ask = runs.pool.ask
    monkeypatch.setattr(runs.pool, "ask", lambda about: asked.append(about) or ask(about))
    await asyncio.gather(*(questions.file(runs, run, store.CAPTURE, "capture") for _ in range(5)))
    assert len(asked) == 1
    assert questions._making == {}
