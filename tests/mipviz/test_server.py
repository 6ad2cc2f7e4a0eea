"""The lab as it is served: a real uvicorn, real WebSockets, the real engine."""

import contextlib
import json
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.mipviz.served import SHORT, Server, hear, processes, resident, say, until_end


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    made = Server(tmp_path_factory.mktemp("data"))
    yield made
    made.stop()
    assert b"Traceback" not in made.errors, made.errors.decode()


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
            wire.recv(timeout=60)
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
    assert [process for process in family if Path(f"/proc/{process}").exists()] == []
