import errno
import resource
import socket
import sys

import pytest

from mipviz.installation.environment import SettingError
from mipviz.site import serving


def test_a_port_that_is_taken_in_the_same_second_is_refused():
    with (
        serving.listen("127.0.0.1", 0) as first,
        pytest.raises(SettingError, match=r"cannot be had .*; accepted: a free one"),
    ):
        serving.listen("127.0.0.1", first.getsockname()[1])


@pytest.mark.parametrize("host", ["no such host", "x" * 300, "a..b"])
def test_a_host_that_is_none_is_refused(host):
    with pytest.raises(SettingError, match=r"HOST: .* is no address here; accepted: "):
        serving.listen(host, 8000)


def test_every_address_of_ipv6_is_every_address_of_ipv4_too():
    try:
        listening = serving.listen("::", 0)
    except SettingError:
        pytest.skip("this machine has no IPv6")
    with listening, socket.create_connection(("127.0.0.1", listening.getsockname()[1])) as wire:
        assert wire.getpeername()[0] == "127.0.0.1"


def test_two_servers_prepare_a_folder_one_after_the_other(tmp_path, monkeypatch):
    monkeypatch.setattr(serving, "TURN_SECONDS", 0.1)
    with (
        serving.prepared(tmp_path),
        pytest.raises(SettingError, match="in use by another server"),
        serving.prepared(tmp_path),
    ):
        pass
    with serving.prepared(tmp_path):
        pass


def test_a_folder_that_fails_is_told_in_one_line(tmp_path):
    words = {errno.ENOSPC: "disk is full", errno.EROFS: "may not write", errno.EIO: "disk fails"}
    for number, what in words.items():
        line = str(serving.unusable(tmp_path, OSError(number, "words of the system")))
        assert what in line
        assert str(tmp_path) in line
        assert "accepted: " in line
        assert "\n" not in line


def test_as_many_files_as_the_system_allows_may_be_open():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        serving.raise_file_limit()
        assert len(set(resource.getrlimit(resource.RLIMIT_NOFILE))) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


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
    assert serving.address(host, 8000) == url


def test_no_browser_is_opened_where_nobody_sits(monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr("webbrowser.get", lambda: None)
    assert serving.has_browser({"DISPLAY": ":0"})
    assert not serving.has_browser({"DISPLAY": ":0", "CI": "1"})
    assert not serving.has_browser({"DISPLAY": ":0", "MIPVIZ_BROWSER": "0"})
    if sys.platform.startswith("linux"):
        assert not serving.has_browser({})
