import asyncio
import hashlib

import pytest

from mipviz.http.refusal import RefusalError
from mipviz.runs import store
from mipviz.runs.kept import KeptRun
from mipviz.runs.run import Run, interrupted


@pytest.fixture
def run(tmp_path):
    (tmp_path / store.HEAD).write_bytes(b"{}")
    return Run("ab" * 32, tmp_path)


async def test_whoever_waits_is_woken_by_news(run):
    opening = asyncio.create_task(run.opened())
    await asyncio.sleep(0)
    run.advance({"head": True})
    assert await opening == b"{}"


async def test_whoever_waits_is_told_why_nothing_will_come(run):
    waiting = [asyncio.create_task(each) for each in (run.opened(), run.chunk(0), run.finished())]
    await asyncio.sleep(0)
    run.break_off(RefusalError("stopped", "it was stopped", "another try"))
    for each in await asyncio.gather(*waiting, return_exceptions=True):
        assert each.code == "stopped"
    assert run.over
    assert not run.intact


async def test_a_run_that_is_written_anew_has_no_chunks_but_keeps_its_head(run, tmp_path):
    run.advance({"head": True})
    run.advance({"span": [0, 5, "digest"]})
    run.begin_in(tmp_path / "other")
    assert run.spans == []
    assert await run.opened() == b"{}"
    assert run.intact


async def test_a_chunk_that_is_damaged_interrupts(run):
    (run.folder / store.CHUNKS).write_bytes(b"12345")
    run.advance({"span": [0, 5, "digest"]})
    with pytest.raises(RefusalError) as refusal:
        await run.chunk(0)
    assert refusal.value.code == interrupted().code


async def test_a_chunk_is_read_across_the_move_of_its_run_to_its_place_for_good(run, tmp_path):
    span = (0, 5, hashlib.sha256(b"12345").hexdigest()[:16])
    run.begin_in(tmp_path / "growing")
    run.folder.mkdir()
    (run.folder / store.CHUNKS).write_bytes(b"12345")
    run.advance({"span": span})
    final = run.folder.rename(tmp_path / "final")
    reading = asyncio.create_task(run.chunk(0))
    await asyncio.sleep(0)
    assert not reading.done()
    run.finish(KeptRun(final, [span], b"{}", b"{}", (), []))
    assert await reading == b"12345"
