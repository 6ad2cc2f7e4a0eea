import os
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from mipviz.site import cli
from tests.mipviz.served import FROM_HERE, free_port

LAB = (*FROM_HERE[:2], "import sys; from mipviz.site.cli import main; sys.exit(main())")
HEARD = "import sys; from mipviz.site.cli import main; print('here', flush=True); sys.exit(main())"
"""The same, and says when Ctrl-C is our own affair: before, it is Python's."""


def test_arguments_go_to_the_simulation(capsys):
    assert cli.main(["options"]) == 0
    assert "dual-ha" in capsys.readouterr().out


def test_a_port_that_is_none_is_refused_in_one_line_with_exit_code_2(monkeypatch, capsys):
    monkeypatch.setenv("PORT", "http")
    assert cli.main([]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "accepted: 1 to 65535" in error


class Lab:
    """The lab, started as a user starts it."""

    def __init__(self, folder, port=None, program=LAB, **more):
        self.port = port or free_port()
        environment = {**os.environ, "PORT": str(self.port), "MIPVIZ_DATA": str(folder)}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
        self.process = subprocess.Popen(program, env=environment, text=True, **pipes)

    def answers(self):
        """Return whether it serves, once it does or has ended."""
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/options/", timeout=5):
                    return True
            except OSError:
                if self.process.poll() is not None:
                    return False
                time.sleep(0.1)
        return False

    def end(self, number=signal.SIGINT):
        """End it; return its exit code, output and errors."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        output, errors = self.process.communicate(timeout=30)
        return self.process.returncode, output, errors


def test_alone_it_migrates_and_serves_until_it_is_interrupted(tmp_path):
    lab = Lab(tmp_path / "data")
    assert lab.answers()
    code, output, errors = lab.end()
    assert (code, errors) == (0, "")
    assert f"http://127.0.0.1:{lab.port}/" in output
    assert (tmp_path / "data" / "mipviz.sqlite3").is_file()


@pytest.mark.parametrize("milliseconds", [50, 100, 200, 400, 600, 1000])
def test_ctrl_c_in_the_first_second_leaves_no_traceback(tmp_path, milliseconds):
    lab = Lab(tmp_path, program=(*LAB[:2], HEARD))
    assert lab.process.stdout.readline() == "here\n"
    time.sleep(milliseconds / 1_000)
    code, _, errors = lab.end()
    assert "Traceback" not in errors, errors
    assert code in (0, -signal.SIGINT)


def test_two_servers_that_start_at_once_share_a_data_folder(tmp_path):
    labs = [Lab(tmp_path) for _ in range(2)]
    assert [lab.answers() for lab in labs] == [True, True]
    assert [lab.end()[::2] for lab in labs] == [(0, ""), (0, "")]


def test_of_two_servers_on_one_port_one_is_refused_in_one_line(tmp_path):
    port = free_port()
    labs = [Lab(tmp_path / name, port) for name in "ab"]
    for _ in range(300):
        ended = [lab for lab in labs if lab.process.poll() is not None]
        if ended:
            break
        time.sleep(0.1)
    [refused] = ended
    code, _, errors = refused.end()
    assert code == 2
    assert errors.count("\n") == 1
    assert "cannot be had" in errors
    [other] = set(labs) - {refused}
    assert other.answers()
    assert other.end()[0] == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_it_serves_although_its_output_is_full(tmp_path):
    with Path("/dev/full").open("w") as full:
        lab = Lab(tmp_path, stdout=full)
        assert lab.answers()
        code, _, errors = lab.end()
    assert (code, errors) == (0, "")


@pytest.mark.parametrize("closed", [(1,), (2,), (0, 1, 2)])
def test_it_serves_although_its_streams_are_closed(tmp_path, closed):
    def close():
        for descriptor in closed:
            os.close(descriptor)

    lab = Lab(tmp_path, stdout=None, stderr=None, preexec_fn=close)
    assert lab.answers()
    assert lab.end()[0] == 0


def test_a_data_folder_that_is_none_is_refused_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    code, _, errors = Lab(tmp_path / "file").end(0)
    assert (code, errors.count("\n")) == (2, 1)
    assert "MIPVIZ_DATA: " in errors


@pytest.mark.parametrize("octets", [b"no database" * 1_000, b"SQLite format 3\0" + b"x" * 9_000])
def test_a_damaged_database_is_refused_in_one_line(tmp_path, octets):
    (tmp_path / "mipviz.sqlite3").write_bytes(octets)
    code, _, errors = Lab(tmp_path).end(0)
    assert (code, errors.count("\n")) == (2, 1), errors
    assert "database of links is damaged; accepted: " in errors
