import os
import time

import pytest

from mipviz.runs import kept as module
from mipviz.runs import store
from mipviz.runs.kept import Kept, engine_stamp
from mipviz.runs.workplace import Workplace
from tests.mipviz.playing import NO_CLUES, Engine

ENGINE = Engine()


@pytest.fixture
def kept(tmp_path):
    made = Kept(tmp_path / "runs", budget_octets=1 << 30)
    made.sweep()
    yield made
    made.workplace.close()


def digest(number):
    return f"{number:064x}"


def finished(kept, number=0):
    """Write a run to its end and have it kept."""
    folder = kept.workplace.new(digest(number))
    writer = store.RunWriter(folder, digest(number))
    for trace in ENGINE.steps({"events": 20}):
        if not writer.events:
            writer.head(trace)
        writer.grow(trace, [], NO_CLUES)
    writer.end(trace, ENGINE.summary(trace))
    found = kept.adopt(folder, digest(number))
    assert not folder.exists()
    return found


def test_a_finished_run_is_kept_and_opened(kept):
    found = finished(kept)
    again = kept.open(digest(0))
    assert (again.head, again.spans, again.end) == (found.head, found.spans, found.end)
    assert found.unchanged()


def test_what_is_half_there_makes_way_for_a_finished_run(kept):
    (kept.folder / digest(0)).mkdir()
    (kept.folder / digest(0) / store.CHUNKS).write_bytes(b"half")
    assert not kept.has(digest(0))
    assert finished(kept).unchanged()


def test_the_run_of_a_faster_server_stays(kept):
    first = finished(kept)
    assert finished(kept).signature == first.signature


def test_a_damaged_run_is_not_there_any_more(kept):
    found = finished(kept)
    (found.folder / store.END).write_bytes(b"{}")
    assert not found.unchanged()
    assert kept.open(digest(0)) is None
    assert not found.folder.exists()


def test_scenarios_are_remembered_and_damaged_ones_forgotten(kept, tmp_path):
    assert kept.scenario(digest(0)) is None
    kept.keep_scenario(digest(0), {"seed": 2})
    assert kept.scenario(digest(0)) == {"seed": 2}
    path = tmp_path / "runs" / "scenarios" / f"{digest(0)}.json"
    path.write_bytes(b"{")
    assert kept.scenario(digest(0)) is None
    assert not path.exists()


def test_the_longest_unused_are_pruned_but_none_that_is_watched(kept):
    made = [finished(kept, number) for number in range(4)]
    for age, run in enumerate(made):
        os.utime(run.folder, (age, age))
    size = sum(file.stat().st_size for file in made[0].folder.iterdir())
    kept._budget_octets = size * 2 + size // 2
    kept.prune({digest(0)})
    assert [run.folder.exists() for run in made] == [True, False, True, True]


def test_room_is_made_by_the_longer_unused_half(kept):
    made = [finished(kept, number) for number in range(4)]
    for age, run in enumerate(made):
        os.utime(run.folder, (age, age))
    assert kept.make_room({digest(3)})
    assert [run.folder.exists() for run in made] == [False, False, True, True]
    assert kept.make_room()
    assert kept.make_room()
    assert not kept.make_room()


def test_nothing_outlives_the_source_that_made_it_unless_its_server_lives(tmp_path, monkeypatch):
    folder = tmp_path / "runs"
    for name in ("dead", "alive"):
        (folder / name).mkdir(parents=True)
    alive = Workplace(folder / "alive")
    alive.new("run")
    Kept(folder, budget_octets=1).sweep()
    assert not (folder / "dead").exists()
    assert (folder / "alive").exists()
    alive.close()
    Kept(folder, budget_octets=1).sweep()
    assert not (folder / "alive").exists()


def test_sweeping_removes_what_was_begun_and_never_ended(kept, tmp_path):
    finished(kept)
    begun = [
        kept.folder / digest(0) / ".trace.json.gz.abc",
        tmp_path / "runs" / "scenarios" / ".x.json.abc",
        kept.folder / f".{digest(1)}.1.1",
    ]
    for path in begun[:2]:
        path.write_bytes(b"")
    begun[2].mkdir()
    ours = kept.workplace.new("run")
    kept.sweep()
    assert all(path.exists() for path in begun), "somebody may be at it"
    for path in begun:
        os.utime(path, (0, time.time() - module.STALE_SECONDS - 1))
    kept.sweep()
    assert not any(path.exists() for path in begun)
    assert ours.exists()


def test_the_latest_scenarios_are_kept(kept, monkeypatch):
    monkeypatch.setattr(module, "SCENARIOS_KEPT", 1)
    for age in range(2):
        kept.keep_scenario(digest(age), {"seed": age})
        os.utime(kept._scenarios / f"{digest(age)}.json", (age, age))
    kept.sweep()
    assert kept.scenario(digest(0)) is None
    assert kept.scenario(digest(1)) == {"seed": 1}


def test_the_stamp_follows_the_source():
    assert engine_stamp() == engine_stamp()
    assert len(engine_stamp()) == 16
