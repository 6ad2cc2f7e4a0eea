"""The lab as it is served: a real uvicorn, real WebSockets, the real engine."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

SHORT = {"option": "1.1", "slug": "power-up-inside", "duration_ns": 8_000_000_000}
SHORT |= {"start": {"mn": "office"}, "actions": [{"at_ns": 10**9, "node": "mn", "do": "switch-on"}]}


class Server:
    """The lab in a process of its own."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from mipviz.cli import main; main([])"],
            env={**os.environ, "PORT": str(self.port), "MIPVIZ_DATA": str(folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self.errors = b""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        for _ in range(150):
            with contextlib.suppress(OSError):
                self.get("/options/")
                return
            time.sleep(0.1)
        raise TimeoutError("the server did not start")

    def _read(self):
        for line in self.process.stderr:
            self.errors += line

    def get(self, path, **headers):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.read()

    def post(self, path, document):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            json.dumps(document).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as response:
            return json.load(response)

    def connect(self, **more):
        return connect(f"ws://127.0.0.1:{self.port}/ws/runs", max_size=None, **more)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self._reader.join()
        self.process.stderr.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    made = Server(tmp_path_factory.mktemp("data"))
    yield made
    made.stop()
    assert b"Traceback" not in made.errors, made.errors.decode()


def say(wire, **message):
    wire.send(json.dumps(message))


def hear(wire):
    return json.loads(wire.recv(timeout=20))


def until_end(wire):
    heard = []
    while not heard or heard[-1]["type"] != "end":
        heard.append(hear(wire))
        assert heard[-1]["type"] != "error", heard[-1]
        if heard[-1]["type"] == "chunk":
            say(wire, type="credit", chunks=1)
    return heard


def test_a_run_is_streamed_and_its_frames_can_be_asked_for(server):
    with server.connect() as wire:
        say(wire, type="run", scenario=SHORT)
        head, *chunks, end = until_end(wire)
    assert [chunk["seq"] for chunk in chunks] == list(range(len(chunks)))
    assert end["seq"] == len(chunks) - 1
    assert chunks[0]["events"]["t"][0] == 0
    frame = json.loads(server.get(f"/api/v1/runs/{head['run']}/frames/0"))
    assert frame["frame"] == 0
    assert frame["layers"][0]["header"] == "ethernet"
    capture = server.get(f"/api/v1/runs/{head['run']}.pcapng")
    assert capture[:4] == b"\x0a\x0d\x0d\x0a"
    whole = json.loads(server.get(f"/api/v1/runs/{head['run']}/trace"))
    assert whole["end"] == end


def test_a_cut_connection_resumes_without_loss_or_repetition(server):
    scenario = {**SHORT, "seed": 2}
    with server.connect() as wire:
        say(wire, type="run", scenario=scenario)
        head, first, second = hear(wire), hear(wire), hear(wire)
        wire.socket.close()
    with server.connect() as wire:
        say(wire, type="resume", run=head["run"], after=second["seq"])
        *rest, end = until_end(wire)
    chunks = [first, second, *rest]
    assert [chunk["seq"] for chunk in chunks] == list(range(end["seq"] + 1))
    counts = [len(chunk["events"]["t"]) for chunk in chunks]
    assert [chunk["first_event"] for chunk in chunks] == [
        sum(counts[:number]) for number in range(len(counts))
    ]


def test_a_frame_over_a_mebibyte_closes_with_1009_and_only_that_connection(server):
    with server.connect() as other, server.connect() as wire:
        with contextlib.suppress(ConnectionClosed):
            wire.send("x" * ((1 << 20) + 1))
        with pytest.raises(ConnectionClosed) as closed:
            wire.recv(timeout=10)
        assert closed.value.rcvd.code == 1009
        say(other, type="stop")
        say(other, type="run", scenario=SHORT)
        assert until_end(other)[-1]["type"] == "end"


def test_garbage_is_answered_and_closes_nothing(server):
    garbage = ["", "{", "null", "[" * 9_000, '{"type":"run"}', "\x00" * 100, b"\xff\x00" * 50]
    with server.connect() as wire:
        for each in garbage:
            wire.send(each)
            assert hear(wire)["type"] == "error"
        say(wire, type="run", scenario=SHORT)
        assert until_end(wire)[-1]["type"] == "end"


def test_a_scenario_that_asks_for_too_much_is_refused_with_the_limit(server):
    with server.connect() as wire:
        say(wire, type="run", scenario={**SHORT, "duration_ns": 10**18})
        error = hear(wire)
    assert error["code"] == "limit"
    assert "3600" in error["accepted"]


def test_a_page_of_another_site_is_refused(server):
    with pytest.raises(InvalidStatus) as refused:
        server.connect(origin="http://evil.example")
    assert refused.value.response.status_code == 403
    with server.connect(origin=f"http://127.0.0.1:{server.port}") as wire:
        say(wire, type="stop")


def test_a_saved_link_opens_the_same_trace(server):
    saved = server.post("/api/v1/links", {**SHORT, "view": {"t": 5_000_000}})
    assert saved["id"].encode() in server.get(f"/s/{saved['id']}")
    opened = json.loads(server.get(f"/api/v1/links/{saved['id']}"))
    assert opened["replay"]["result"] == "identical"
    with server.connect() as wire:
        say(wire, type="run", scenario=opened["scenario"])
        assert until_end(wire)[-1]["fingerprint"] == saved["fingerprint"]


def test_links_and_runs_outlive_the_server(tmp_path):
    first = Server(tmp_path)
    saved = first.post("/api/v1/links", SHORT)
    first.stop()
    second = Server(tmp_path)
    try:
        opened = json.loads(second.get(f"/api/v1/links/{saved['id']}"))
        assert opened["replay"]["result"] == "identical"
        digest = next((tmp_path / "runs").glob("*/*/end.json")).parent.name
        assert json.loads(second.get(f"/api/v1/runs/{digest}/frames/5"))["frame"] == 5
    finally:
        second.stop()


def test_server_and_workers_stay_small_and_end_together(tmp_path):
    server = Server(tmp_path)
    with server.connect() as wire:
        say(wire, type="run", scenario={"option": "1.1", "slug": "handover-outside"})
        until_end(wire)
    family = processes(server.process.pid)
    assert len(family) == 2
    assert sum(resident(process) for process in family) < 300 << 20
    server.stop()
    assert [process for process in family if os.path.exists(f"/proc/{process}")] == []


def processes(parent):
    found = [parent]
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{name}/stat") as file:
            if int(file.read().rpartition(")")[2].split()[1]) == parent:
                found.append(int(name))
    return found


def resident(process):
    with open(f"/proc/{process}/status") as file:
        line = next(line for line in file if line.startswith("VmRSS"))
    return int(line.split()[1]) << 10
