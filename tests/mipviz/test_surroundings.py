"""The lab on a disk that is full, takes no more files, may not be written, or was tampered with."""

import contextlib
import json
import os
import subprocess
import urllib.error

import pytest
from websockets.exceptions import ConnectionClosed

from tests.mipviz.served import FROM_HERE, SHORT, Server, free_port, hear, say, until_end


@contextlib.contextmanager
def disk(folder, options):
    """Mount a small disk of its own on *folder*; skips where that is not allowed."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("file systems cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextlib.contextmanager
def read_only(folder):
    """Lay a read-only view of *folder* over it; what is open already stays writable."""
    subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextlib.contextmanager
def serving(folder):
    server = Server(folder)
    try:
        yield server
    finally:
        server.stop()
    assert b"Traceback" not in server.errors, server.errors.decode()


def outcome(server, scenario):
    """Run *scenario*; return the type and code of what ends it."""
    with server.connect() as wire:
        say(wire, type="run", scenario=scenario)
        with contextlib.suppress(ConnectionClosed):
            while (heard := hear(wire))["type"] not in ("end", "error"):
                if heard["type"] == "chunk":
                    say(wire, type="credit", chunks=1)
            return heard["type"], heard.get("code")
    return "closed", None


def refused(server, path, document=None):
    """Return the code with which *path* is refused."""
    with pytest.raises(urllib.error.HTTPError) as refusal:
        server.get(path) if document is None else server.post(path, document)
    with refusal.value as answer:
        return json.load(answer)["code"]


def fill(folder, leave=0):
    """Write until nothing more fits, and free *leave* octets again."""
    with contextlib.suppress(OSError), (folder / "ballast").open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    with (folder / "ballast").open("rb+") as file:
        file.truncate(max(0, file.seek(0, 2) - leave))


def test_a_full_disk_is_told_and_kept_runs_make_room(tmp_path):
    with disk(tmp_path / "data", "size=40m") as folder, serving(folder) as server:
        for seed in range(2, 5):
            assert outcome(server, {**SHORT, "seed": seed}) == ("end", None)
        fill(folder)
        assert outcome(server, {**SHORT, "seed": 9}) == ("end", None), "kept runs made room"
        grand = {"option": "1.1", "slug": "grand-tour"}
        assert outcome(server, grand) == ("error", "no-space")
        (folder / "ballast").unlink()
        assert outcome(server, grand) == ("end", None)


def test_a_disk_without_inodes_is_told_as_such(tmp_path):
    with disk(tmp_path / "data", "size=20m,nr_inodes=40") as folder, serving(folder) as server:
        with contextlib.suppress(OSError):
            for number in range(100):
                (folder / f"file{number}").write_bytes(b"")
        with server.connect() as wire:
            say(wire, type="run", scenario=SHORT)
            error = hear(wire)
        assert (error["type"], error["code"]) == ("error", "no-space")
        assert "no more files" in error["message"]


def test_a_folder_that_may_not_be_written_any_more_is_told(tmp_path):
    with disk(tmp_path / "data", "size=20m") as folder, serving(folder) as server:
        saved = server.post("/api/v1/links", SHORT)
        with read_only(folder):
            assert outcome(server, {**SHORT, "seed": 9}) == ("error", "read-only")
            assert outcome(server, SHORT) == ("end", None), "it was kept before"
            assert refused(server, "/api/v1/links", {**SHORT, "view": {"t": 5}}) == "read-only"
        assert json.loads(server.get(f"/api/v1/links/{saved['id']}"))["id"] == saved["id"]


def test_a_disk_too_small_to_start_on_is_refused_in_one_line(tmp_path):
    with disk(tmp_path / "data", "size=16k") as folder:
        fill(folder)
        started = subprocess.run(
            [*FROM_HERE[:2], "import sys; from mipviz.site.cli import main; sys.exit(main([]))"],
            env={**os.environ, "PORT": str(free_port()), "MIPVIZ_DATA": str(folder)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert started.returncode == 2
        assert started.stderr.count("\n") == 1
        assert "disk is full; accepted: " in started.stderr


def test_a_database_that_is_damaged_while_it_serves_is_told(tmp_path):
    with serving(tmp_path) as server:
        saved = server.post("/api/v1/links", SHORT)
        for path in tmp_path.glob("mipviz.sqlite3*"):
            path.write_bytes(b"no database" * 1_000)
        assert refused(server, f"/api/v1/links/{saved['id']}") == "broken-database"
        assert outcome(server, SHORT) == ("end", None)


def test_runs_that_are_damaged_between_two_servers_heal(tmp_path):
    with serving(tmp_path) as server, server.connect() as wire:
        say(wire, type="run", scenario=SHORT)
        end = until_end(wire)[-1]
    for number, path in enumerate(sorted((tmp_path / "runs").glob("*/*/*"))):
        path.write_bytes(path.read_bytes()[: number * 100])
    with serving(tmp_path) as server, server.connect() as wire:
        say(wire, type="run", scenario=SHORT)
        assert until_end(wire)[-1] == end


def test_what_a_killed_server_left_is_cleared_away_by_the_next(tmp_path):
    server = Server(tmp_path)
    with server.connect() as wire:
        say(wire, type="run", scenario={"option": "1.1", "slug": "grand-tour"})
        hear(wire)
        assert list((tmp_path / "runs").glob("*/.work-*/*.1"))
        server.process.kill()
        server.stop()
    with serving(tmp_path):
        assert not list((tmp_path / "runs").glob("*/.work-*"))
