import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from mipviz.installation.environment import SettingError
from mipviz.site import cli


def test_arguments_go_to_the_simulation(capsys):
    assert cli.main(["options"]) == 0
    assert "dual-ha" in capsys.readouterr().out


def test_a_port_that_is_none_is_refused_in_one_line_with_exit_code_2(monkeypatch, capsys):
    monkeypatch.setenv("PORT", "http")
    assert cli.main([]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "accepted: 1 to 65535" in error


def test_a_port_that_is_taken_is_refused():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingError, match=r"cannot be had .*; accepted: a free one"):
            cli.listen("127.0.0.1", taken.getsockname()[1])


def test_a_host_that_is_none_is_refused():
    with pytest.raises(SettingError, match=r"HOST: .* is no address here; accepted: "):
        cli.listen("no such host", 8000)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::", "http://[::1]:8000/"),
        ("::1", "http://[::1]:8000/"),
        ("lab.example", "http://lab.example:8000/"),
    ],
)
def test_the_address_that_is_shown_can_be_opened_on_this_machine(host, url):
    assert cli.address(host, 8000) == url


def test_no_browser_is_opened_where_nobody_sits(monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr("webbrowser.get", lambda: None)
    assert cli.has_browser({"DISPLAY": ":0"})
    assert not cli.has_browser({"DISPLAY": ":0", "CI": "1"})
    assert not cli.has_browser({"DISPLAY": ":0", "MIPVIZ_BROWSER": "0"})
    if sys.platform.startswith("linux"):
        assert not cli.has_browser({})


def test_alone_it_migrates_and_serves_until_it_is_interrupted(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PORT": str(port), "MIPVIZ_DATA": str(tmp_path / "data")}
    program = [
        sys.executable,
        "-c",
        "import sys; from mipviz.site.cli import main; sys.exit(main([]))",
    ]
    with subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert f"http://127.0.0.1:{port}/" in server.stdout.readline()
            for _ in range(100):
                try:
                    answer = urllib.request.urlopen(f"http://127.0.0.1:{port}/options/", timeout=5)
                    break
                except OSError:
                    time.sleep(0.1)
            assert answer.status == 200
            assert (tmp_path / "data" / "mipviz.sqlite3").is_file()
        finally:
            server.send_signal(2)
        assert server.wait(20) == 0
