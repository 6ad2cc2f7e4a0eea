"""The wheel, installed into an empty environment, serves the lab without Node or a checkout."""

import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.mipviz.served import SHORT, Server, say, until_end

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """An environment with the wheel, its dependencies as locked, and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = re.findall(r"^([\w-]+==\S+)(?: ; .*?)? \\$", lock, re.MULTILINE)
    (folder / "versions.txt").write_text("\n".join(locked))
    venv.create(folder / "empty", with_pip=True)
    pip = [folder / "empty" / "bin" / "python", "-m", "pip", "install", "--quiet"]
    subprocess.run(
        [*pip, "--disable-pip-version-check", "-c", folder / "versions.txt", wheel], check=True
    )
    return folder / "empty"


def test_it_serves_the_lab(environment, tmp_path):
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    bare["PATH"] = "/usr/bin:/bin"
    server = Server(tmp_path / "data", [environment / "bin" / "mipviz"], cwd=tmp_path, base=bare)
    try:
        page = server.get("/").decode()
        [script] = re.findall(r'<script type="module"[^>]* src="(/static/[^"]+)"', page)
        assert len(server.get(script)) > 1_000
        for style in re.findall(r'<link +rel="stylesheet" href="([^"]+)"', page):
            assert b"{" in server.get(style)
        assert b"cellular" in server.get("/scenarios/")
        with server.connect() as wire:
            say(wire, type="run", scenario=SHORT)
            assert len(until_end(wire)[-1]["fingerprint"]) == 64
    finally:
        server.stop()
    assert b"Traceback" not in server.errors, server.errors.decode()
    assert (tmp_path / "data" / "mipviz.sqlite3").is_file()


def test_the_simulation_in_it_needs_no_web(environment):
    program = (
        "import sys, simulation; print(sorted({'django', 'channels', 'plotly'} & set(sys.modules)))"
    )
    run = [environment / "bin" / "python", "-I", "-c", program]
    assert subprocess.run(run, check=True, capture_output=True, text=True).stdout == "[]\n"
