import asyncio
import json
import os
import shutil

import pytest

from mipviz.http.refusal import RefusalError
from mipviz.runs import service, store
from tests.mipviz import playing

LONG = {"events": 100_000, "pause": 0.005}


async def chunks(run):
    found = []
    while (chunk := await run.chunk(len(found))) is not None:
        found.append(json.loads(chunk))
    return found


async def test_a_run_is_streamed_while_it_is_simulated(runs):
    run = runs.begin({"events": 100, "pause": 0.02})
    assert json.loads(await run.opened())["type"] == "head"
    assert json.loads(await run.chunk(0))["seq"] == 0
    assert not run.over
    assert [chunk["seq"] for chunk in await chunks(run)] == list(range(10))
    assert json.loads(await run.finished())["seq"] == 9


async def test_the_same_scenario_is_simulated_once(runs):
    first, second = runs.begin({"events": 60}), runs.begin({"seed": 1, "events": 60})
    assert first is second
    await first.finished()
    assert runs.begin({"events": 60}) is first


async def test_a_finished_run_is_there_for_the_next_server(runs, tmp_path):
    run = runs.begin({"events": 60})
    end = await run.finished()
    other = service.Runs(tmp_path / "runs", runs.pool, budget_octets=1 << 30)
    other.sweep()
    again = other.find(run.digest)
    assert again.over
    assert await again.finished() == end
    assert await chunks(again) == await chunks(run)


async def test_a_run_that_was_pruned_is_simulated_again_from_its_scenario(runs):
    run = runs.begin({"events": 60})
    end = await run.finished()
    shutil.rmtree(run.folder)
    again = runs.find(run.digest)
    assert again is not run
    assert await again.finished() == end


async def test_nothing_outlives_the_source_that_made_it(runs, tmp_path, monkeypatch):
    run = runs.begin({"events": 60})
    await run.finished()
    monkeypatch.setattr(service, "engine_stamp", lambda: "another")
    other = service.Runs(tmp_path / "runs", runs.pool, budget_octets=1 << 30)
    other.sweep()
    assert not run.folder.exists()
    assert not other.find(run.digest).over, "simulated again by today's engine"


@pytest.mark.parametrize("digest", ["", "../../etc", "A" * 64, "0" * 63, "0" * 64])
async def test_an_unknown_run_is_refused(runs, digest):
    with pytest.raises(RefusalError) as refusal:
        runs.find(digest)
    assert refusal.value.code == "unknown-run"


async def test_a_scenario_that_cannot_be_run_is_refused_at_once(runs):
    with pytest.raises(RefusalError) as refusal:
        runs.begin({"wings": 2})
    assert refusal.value.code == "bad-scenario"
    assert runs.pool.workers == []


async def test_a_run_that_breaks_off_says_why_after_its_last_chunk(runs):
    run = runs.begin({"events": 60, "trouble": "limit", "at": 35})
    assert json.loads(await run.chunk(2))["seq"] == 2
    with pytest.raises(RefusalError) as refusal:
        await run.chunk(3)
    assert refusal.value.code == "limit"
    with pytest.raises(RefusalError):
        await run.finished()
    assert not run.folder.exists()


async def test_a_run_that_broke_off_can_be_tried_again(runs):
    run = runs.begin({"events": 60, "trouble": "crash", "at": 35})
    with pytest.raises(RefusalError):
        await run.finished()
    assert runs.begin({"events": 60, "trouble": "crash", "at": 35}) is not run


async def test_a_run_goes_on_without_viewers_and_ends_when_given_up(runs):
    run = runs.begin(LONG)
    await run.opened()
    with runs.watching(run):
        runs.give_up(run)
        await asyncio.sleep(0.05)
        assert not run.over, "somebody watches"
    await asyncio.sleep(0.05)
    assert not run.over, "nobody gave it up"
    runs.give_up(run)
    with pytest.raises(RefusalError) as refusal:
        await run.finished()
    assert refusal.value.code == "stopped"


async def test_a_question_about_a_frame_that_is_not_there_yet_waits_for_it(runs):
    run = runs.begin({"events": 100, "pause": 0.01})
    assert (await runs.ask(run, "frame", 30))["frame"] == 30
    with pytest.raises(RefusalError):
        await runs.ask(run, "frame", 99)


async def test_a_file_is_made_once(runs):
    run = runs.begin({"events": 60})
    path = await runs.file(run, store.CAPTURE, "capture")
    before = path.stat().st_mtime_ns
    assert (await runs.file(run, store.CAPTURE, "capture")).stat().st_mtime_ns == before


async def test_charts_of_the_same_runs_are_made_once(runs):
    compared = [runs.begin({"events": events}) for events in (30, 60)]
    path = await runs.charts(compared)
    assert json.loads(path.read_bytes()) == {"frames": [10, 20]}
    before = path.stat().st_mtime_ns
    assert (await runs.charts(compared)).stat().st_mtime_ns == before
    assert await runs.charts(compared[::-1]) != path


async def test_the_longest_unused_runs_are_pruned_but_none_that_is_watched(runs):
    made = [runs.begin({"events": 60, "seed": seed}) for seed in range(4)]
    for age, run in enumerate(made):
        await run.finished()
        os.utime(run.folder, (age, age))
    size = sum(file.stat().st_size for file in made[0].folder.iterdir())
    runs._budget_octets = size * 2 + size // 2
    with runs.watching(made[0]):
        runs._prune()
    assert [run.folder.exists() for run in made] == [True, False, True, True]


async def test_sweeping_removes_what_a_dead_server_left(runs):
    dead = runs.folder / f".{'0' * 64}.1.{2**22 + 1}"
    ours = runs.folder / f".{'0' * 64}.2.{os.getpid()}"
    dead.mkdir()
    ours.mkdir()
    runs.sweep()
    assert not dead.exists()
    assert ours.exists()


def test_the_stamp_follows_the_source():
    assert service.engine_stamp() == service.engine_stamp()
    assert len(service.engine_stamp()) == 16


async def test_runs_of_two_servers_on_one_folder_do_not_disturb_each_other(runs, tmp_path):
    other = service.Runs(tmp_path / "runs", runs.pool, budget_octets=1 << 30)
    first, second = runs.begin({"events": 60}), other.begin({"events": 60})
    assert await first.finished() == await second.finished()
    assert await chunks(first) == await chunks(second)
    assert playing.Scenario.from_document({"events": 60}).digest() == first.digest
