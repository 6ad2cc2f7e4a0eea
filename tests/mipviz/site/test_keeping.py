import json
import os
import subprocess
import sys

import pytest

from mipviz.site import keeping
from simulation import read_scenario, simulate
from simulation.command import InputError
from tests.mipviz.served import Server

PROGRAM = (sys.executable, "-c", "import sys; from mipviz.site.cli import main; sys.exit(main())")
LINK = (*PROGRAM, "link", "1.1", "power-up-inside", "--set", "duration_ns=2000000000")
SCENARIO = {"option": "1.1", "slug": "power-up-inside", "duration_ns": 2 * 10**9}


def run(*arguments, **environment):
    return subprocess.run(
        arguments,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_link_that_the_command_line_keeps_opens_in_a_lab_that_is_running(tmp_path):
    server = Server(tmp_path)
    try:
        places = {"MIPVIZ_DATA": str(tmp_path), "PORT": str(server.port)}
        made = run(*LINK, "--json", **places)
        assert (made.returncode, made.stderr) == (0, "")
        kept = json.loads(made.stdout)
        assert kept["fingerprint"] == simulate(read_scenario(SCENARIO)).fingerprint()
        assert kept["url"] == f"http://127.0.0.1:{server.port}/s/{kept['id']}"
        opened = json.loads(server.get(f"/api/v1/links/{kept['id']}"))
        assert opened["replay"]["result"] == "identical"
        assert server.post("/api/v1/links", SCENARIO)["id"] == kept["id"]
        again = run(*LINK, **places)
        assert again.stdout == kept["url"] + "\n"
    finally:
        server.stop()


def test_an_address_needs_no_data_folder(tmp_path):
    made = run(*LINK, "--address", MIPVIZ_DATA=str(tmp_path / "none"), PORT="8123")
    assert made.stdout == (
        "http://127.0.0.1:8123/?option=1.1&scenario=power-up-inside&set.duration_ns=2000000000\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_is_none_is_refused_in_one_line(tmp_path):
    (tmp_path / "file").write_text("in the way", "utf-8")
    made = run(*LINK, MIPVIZ_DATA=str(tmp_path / "file"))
    assert (made.returncode, made.stdout) == (2, "")
    assert made.stderr.count("\n") == 1
    assert "MIPVIZ_DATA" in made.stderr
    assert "accepted" in made.stderr


def test_a_port_that_is_none_is_refused_as_input(monkeypatch):
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(InputError) as refusal:
        keeping.url()
    assert "accepted: 1 to 65535" in str(refusal.value)
