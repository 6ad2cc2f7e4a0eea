"""A data folder of their own for the tests of the web, and runs on the playing engine."""

import os
import sys
import tempfile

import django
import pytest

os.environ["MIPVIZ_DATA"] = tempfile.mkdtemp(prefix="mipviz-tests-")
os.environ["DJANGO_SETTINGS_MODULE"] = "mipviz.site.settings"
django.setup()


@pytest.fixture
async def runs(tmp_path, monkeypatch):
    """The server's runs, on an engine without protocols and a folder of their own."""
    from mipviz.runs import service
    from mipviz.runs.pool import Pool
    from tests.mipviz import playing

    monkeypatch.setattr(service, "read_scenario", playing.Scenario.from_document)
    monkeypatch.setattr(service, "read_run", playing.Scenario.from_document)
    monkeypatch.setattr(service, "expected_seconds", lambda _: 0.1)
    command = (sys.executable, "-m", "tests.mipviz.playing")
    pool = Pool(limit=2, idle_seconds=60, run_seconds=30, command=command)
    made = service.Runs(tmp_path / "runs", pool, budget_octets=1 << 30)
    made.kept.sweep()
    monkeypatch.setattr(service, "_current", made)
    yield made
    await made.close()
