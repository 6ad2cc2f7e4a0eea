import pytest

from mipviz.lessons import service, shelf
from mipviz.runs import service as run_service
from mipviz.runs.pool import Pool
from tests.mipviz.lessons.test_shelf import LESSON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def real(tmp_path, monkeypatch, settings):
    """Runs of the real engine, and a folder for lessons."""
    settings.LESSONS = tmp_path
    pool = Pool(limit=1, idle_seconds=60, run_seconds=60)
    made = run_service.Runs(tmp_path / "runs", pool, budget_octets=1 << 30)
    made.kept.sweep()
    monkeypatch.setattr(run_service, "_current", made)
    yield made, tmp_path
    await made.close()


async def test_steps_are_evaluated_each_about_its_own_run(real):
    runs, folder = real
    more = (
        "## Two\nat: vpn is up\noption: 1.2\n\nIt is {time}.\n## Three\nat: vpn is up\n\n{reason}\n"
    )
    (folder / "mine.md").write_text(LESSON.format(title="Mine") + more, "utf-8")
    found = await service.evaluated(runs, shelf.lesson("mine"))
    first, second, third = found["steps"]
    assert first["scenario"] != second["scenario"]
    assert second["step"]["html"].endswith(" s</span>.</p>")
    assert third["problems"][0]["line"] > 15


async def test_a_lesson_that_cannot_be_read_has_problems_and_no_steps(real):
    runs, folder = real
    (folder / "mine.md").write_text("nothing", "utf-8")
    found = await service.evaluated(runs, shelf.lesson("mine"))
    assert (found["steps"], len(found["problems"])) == ([], 1)
