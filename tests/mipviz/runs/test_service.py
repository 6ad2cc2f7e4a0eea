import asyncio
import json
import shutil

import pytest

from mipviz.http import clients
from mipviz.http.refusal import RefusalError
from mipviz.runs import questions, service, store
from mipviz.runs.sealed import SEAL, Sealed
from tests.mipviz import playing
from tests.mipviz.damage import DAMAGE

LONG = {"events": 100_000, "pause": 0.005}


class NoPool:
    """Simulates nothing: what is asked of it fails the test."""


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
    other = service.Runs(tmp_path / "runs", NoPool(), budget_octets=1 << 30)
    other.kept.sweep()
    again = other.find(run.digest)
    assert await again.finished() == end
    assert await chunks(again) == await chunks(run)


async def test_a_run_that_was_pruned_is_simulated_again_from_its_scenario(runs):
    run = runs.begin({"events": 60})
    end = await run.finished()
    shutil.rmtree(run.folder)
    again = runs.find(run.digest)
    assert again is not run
    assert await again.finished() == end


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
        runs.join(run)
        runs.part(run, given_up=True)
        await asyncio.sleep(0.05)
        assert not run.over, "somebody watches"
    await asyncio.sleep(0.05)
    assert not run.over, "nobody gave it up"
    runs.join(run)
    runs.part(run, given_up=True)
    with pytest.raises(RefusalError) as refusal:
        await run.finished()
    assert refusal.value.code == "stopped"


async def test_runs_of_two_servers_on_one_folder_do_not_disturb_each_other(runs, tmp_path):
    other = service.Runs(tmp_path / "runs", runs.pool, budget_octets=1 << 30)
    first, second = runs.begin({"events": 60}), other.begin({"events": 60})
    assert await first.finished() == await second.finished()
    assert await chunks(first) == await chunks(second)
    assert playing.Scenario.from_document({"events": 60}).digest() == first.digest
    other.kept.workplace.close()


async def test_a_run_that_nobody_watches_ends_after_a_while(runs, monkeypatch):
    monkeypatch.setattr(service, "UNWATCHED_SECONDS", 0.2)
    run = runs.begin(LONG)
    with runs.watching(run):
        await run.opened()
    with runs.watching(run):
        await asyncio.sleep(0.3)
        assert not run.over, "somebody came back in time"
    with pytest.raises(RefusalError) as refusal:
        await asyncio.wait_for(run.finished(), 60)
    assert refusal.value.code == "stopped"
    assert json.loads(await runs.find(run.digest).opened())["run"] == run.digest


async def test_who_is_called_off_gives_the_run_up(runs):
    run = runs.begin(LONG)

    async def waits():
        with runs.watching(run):
            await run.finished()

    waiting = asyncio.create_task(waits())
    await run.opened()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert run.refusal.code == "stopped"


async def test_a_run_that_is_given_up_before_it_begins_takes_nothing(runs):
    run = runs.begin(LONG)
    runs.join(run)
    runs.part(run, given_up=True)
    await asyncio.gather(run.task, return_exceptions=True)
    assert run.refusal.code == "stopped"
    assert runs.pool.line.waiting == 0
    with pytest.raises(RefusalError):
        await run.opened()
    assert await runs.begin({"events": 10}).finished()


async def test_a_client_whose_share_is_used_up_is_refused_and_another_is_not(runs):
    begun = []
    for seed in range(2 + 128):  # two go on, half of the line waits
        begun.append(runs.begin({**LONG, "seed": seed}))
        await asyncio.sleep(0)
    with pytest.raises(RefusalError) as refusal:
        runs.begin({**LONG, "seed": 1_000})
    assert refusal.value.code == "busy"

    async def another():
        clients._asking.set("192.0.2.1")
        return await runs.begin({"events": 10}).opened()

    opening = asyncio.create_task(another())
    await asyncio.sleep(0.05)
    for run in begun[:1]:
        runs.join(run)
        runs.part(run, given_up=True)
    assert await asyncio.wait_for(opening, 60), "the next turn is the other client's"


@pytest.mark.parametrize("kind", DAMAGE)
async def test_a_damaged_run_is_simulated_again_whichever_file_it_is(runs, tmp_path, kind):
    run = runs.begin({"events": 60})
    end, seen = await run.finished(), await chunks(run)
    for name in (*store.SEALED, SEAL):
        DAMAGE[kind](run.folder / name)
        next_server = service.Runs(tmp_path / "runs", runs.pool, budget_octets=1 << 30)
        for server in (runs, next_server):
            again = server.find(run.digest)
            assert await again.finished() == end, name
            assert await chunks(again) == seen, name
            assert (await questions.ask(server, again, "frame", 3))["frame"] == 3
            Sealed(again.folder).check()
            DAMAGE[kind](run.folder / name)
        next_server.kept.workplace.close()
        assert await runs.find(run.digest).finished() == end


async def test_a_damaged_scenario_is_not_run(runs):
    for damage in DAMAGE.values():
        run = runs.begin({"events": 60})
        await run.finished()
        runs.kept.discard(run.digest)
        [path] = runs.folder.parent.glob("scenarios/*.json")
        damage(path)
        with pytest.raises(RefusalError) as refusal:
            runs.find(run.digest)
        assert refusal.value.code == "unknown-run"
    assert await runs.begin({"events": 60}).finished()
    assert await runs.find(run.digest).finished()


async def test_a_chunk_that_is_damaged_while_it_is_streamed_interrupts_and_heals(runs):
    run = runs.begin({"events": 60})
    await run.finished()
    seen = await chunks(run)
    DAMAGE["garbage"](run.folder / store.CHUNKS)
    with pytest.raises(RefusalError) as refusal:
        await run.chunk(3)
    assert refusal.value.code == "interrupted"
    assert await chunks(runs.find(run.digest)) == seen
