import asyncio
import os
import sys

import pytest

from mipviz.http.refusal import RefusalError
from mipviz.runs import pool as pool_module
from mipviz.runs.pool import Pool

PLAYING = (sys.executable, "-m", "tests.mipviz.playing")


@pytest.fixture
async def pool():
    made = []

    def make(**more):
        settings = {"limit": 2, "idle_seconds": 60, "run_seconds": 30, "command": PLAYING, **more}
        made.append(Pool(**settings))
        return made[-1]

    yield make
    for each in made:
        await each.close()


def request(folder, run="a", **scenario):
    (folder / run).mkdir(exist_ok=True)
    return {"run": run, "folder": str(folder / run), "scenario": {"events": 30, **scenario}}


def nothing(_):
    pass


async def test_no_process_is_started_before_it_is_needed(pool, tmp_path):
    made = pool()
    assert made.workers == []
    await made.warm()
    await made.warm()
    assert len(made.workers) == 1
    await made.simulate(request(tmp_path), nothing)
    assert len(made.workers) == 1


async def test_progress_is_told_in_order(pool, tmp_path):
    told = []
    assert await pool().simulate(request(tmp_path), told.append) == {}
    assert "head" in told[0]
    offsets = [answer["span"][0] for answer in told[1:]]
    assert offsets == sorted(offsets)
    assert len(offsets) == 3


async def test_runs_at_the_same_time_have_a_process_each(pool, tmp_path):
    made = pool()
    await asyncio.gather(
        *(made.simulate(request(tmp_path, run, pause=0.01), nothing) for run in "ab")
    )
    assert len(made.workers) == 2


async def test_a_run_whose_folder_has_gone_fails_alone(pool, tmp_path):
    made = pool(limit=1)

    def gone(answer):
        raise FileNotFoundError(answer)

    with pytest.raises(FileNotFoundError):
        await made.simulate(request(tmp_path), gone)
    assert await made.simulate(request(tmp_path, "b"), nothing) == {}
    assert len(made.workers) == 1


async def test_a_question_goes_to_the_worker_that_has_the_trace(pool, tmp_path):
    made = pool()
    await asyncio.gather(
        *(made.simulate(request(tmp_path, run, pause=0.01), nothing) for run in "ab")
    )
    holder = next(worker for worker in made.workers if "b" in worker.runs)
    answer = await made.ask({"do": "frame", "number": 1, **request(tmp_path, "b")})
    assert answer["frame"] == 1
    assert list(holder.runs)[-1] == "b"


async def test_a_question_is_answered_while_its_run_is_simulated(pool, tmp_path):
    made = pool()
    begun = asyncio.Event()
    run = asyncio.create_task(
        made.simulate(request(tmp_path, "a", events=500, pause=0.02), lambda _: begun.set())
    )
    await begun.wait()
    await asyncio.sleep(0.1)
    answer = await made.ask({"do": "frame", "number": 0, **request(tmp_path, "a")})
    assert answer["frame"] == 0
    assert not run.done()
    run.cancel()


async def test_a_worker_that_dies_fails_its_run_and_the_next_is_served(pool, tmp_path):
    made = pool()
    with pytest.raises(RefusalError) as refusal:
        await made.simulate(request(tmp_path, trouble="crash", at=15), nothing)
    assert refusal.value.code == "failed"
    assert await made.simulate(request(tmp_path, "b"), nothing) == {}


async def test_a_run_that_takes_too_long_is_ended_with_its_process(pool, tmp_path):
    made = pool(run_seconds=0.5)
    await made.warm()
    [worker] = made.workers
    with pytest.raises(RefusalError, match="takes more than") as refusal:
        await made.simulate(request(tmp_path, trouble="hang", at=15), nothing)
    assert refusal.value.code == "limit"
    with pytest.raises(ProcessLookupError):
        os.kill(worker.process.pid, 0)


async def test_a_run_that_is_no_longer_wanted_frees_its_worker(pool, tmp_path):
    made = pool(limit=1)
    begun = asyncio.Event()
    run = asyncio.create_task(
        made.simulate(request(tmp_path, "a", events=100_000, pause=0.005), lambda _: begun.set())
    )
    await begun.wait()
    run.cancel()
    await asyncio.wait_for(made.simulate(request(tmp_path, "b"), nothing), timeout=60)
    assert len(made.workers) == 1


async def test_a_worker_that_was_idle_for_long_is_ended(pool, tmp_path):
    made = pool(idle_seconds=0.2)
    await made.simulate(request(tmp_path), nothing)
    [worker] = made.workers
    await asyncio.wait_for(worker.process.wait(), timeout=60)
    await asyncio.sleep(0)
    assert made.workers == []
    assert await made.simulate(request(tmp_path, "b"), nothing) == {}


async def test_a_worker_ends_when_its_server_does(pool):
    made = pool()
    await made.warm()
    [worker] = made.workers
    worker.process.stdin.close()
    assert await asyncio.wait_for(worker.process.wait(), timeout=60) == 0


async def test_a_client_that_asks_too_much_at_once_is_refused(pool, tmp_path, monkeypatch):
    monkeypatch.setattr(pool_module, "QUESTION_LIMIT", 4)
    made = pool()
    await made.simulate(request(tmp_path), nothing)
    question = {"do": "frame", "number": 0, **request(tmp_path)}
    answers = await asyncio.gather(*(made.ask(question) for _ in range(3)), return_exceptions=True)
    assert [getattr(answer, "code", "") for answer in answers] == ["", "", "busy"]


async def test_ctrl_c_in_a_terminal_does_not_reach_the_workers(pool):
    made = pool()
    await made.warm()
    [worker] = made.workers
    assert os.getpgid(worker.process.pid) != os.getpgrp()
