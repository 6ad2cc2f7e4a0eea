import asyncio
import errno
import json

import pytest

from mipviz.http import limits
from mipviz.http.shares import Shares
from mipviz.runs import consumers, messages
from mipviz.site.asgi import application
from tests.mipviz.wire import Wire

pytestmark = pytest.mark.django_db(transaction=True)  # Channels looks after its connections
LONG = {"events": 100_000, "pause": 0.005}


class Client(Wire):
    """One connection to the runs."""

    def __init__(self, *headers, path="/ws/runs"):
        super().__init__(application, path, [(b"host", b"localhost"), *headers])

    async def __aenter__(self):
        assert await self.connect()
        return self

    async def __aexit__(self, *_):
        await self.leave()

    async def until(self, kind):
        """Return everything up to the first message of *kind*, granting credit on the way."""
        heard = []
        while not heard or heard[-1]["type"] != kind:
            heard.append(await self.hear())
            if heard[-1]["type"] == "chunk":
                await self.say(type="credit", chunks=1)
        return heard

    async def hears_nothing(self):
        return await self.receive_nothing(timeout=0.3)


async def test_a_run_is_a_head_its_chunks_and_an_end(runs):
    async with Client() as client:
        await client.say(type="run", scenario={"events": 95})
        head, *chunks, end = await client.until("end")
    assert head["type"] == "head"
    assert [chunk["seq"] for chunk in chunks] == list(range(10))
    assert {message["run"] for message in [head, *chunks, end]} == {head["head"]["digest"]}
    assert end["seq"] == 9
    assert len(end["fingerprint"]) == 64
    assert end["outcome"] == {"ended": "on time"}


async def test_no_more_chunks_are_sent_than_were_granted(runs):
    async with Client() as client:
        await client.say(type="run", scenario={"events": 200})
        heard = [await client.hear() for _ in range(1 + messages.FIRST_CREDIT)]
        assert [message["type"] for message in heard] == ["head", *["chunk"] * 4]
        assert await client.hears_nothing()
        await client.say(type="credit", chunks=2)
        assert [(await client.hear())["seq"] for _ in range(2)] == [4, 5]
        assert await client.hears_nothing()


async def test_a_stream_resumes_after_a_lost_connection_without_loss_or_repetition(runs):
    async with Client() as client:
        await client.say(type="run", scenario={"events": 200, "pause": 0.01})
        head = await client.hear()
        seen = [await client.hear() for _ in range(3)]
    async with Client() as client:
        await client.say(type="resume", run=head["run"], after=seen[-1]["seq"])
        *rest, end = await client.until("end")
    assert [chunk["seq"] for chunk in [*seen, *rest]] == list(range(20))
    firsts = [chunk["first_event"] for chunk in [*seen, *rest]]
    assert firsts == [10 * number for number in range(20)]
    assert end["seq"] == 19


async def test_resuming_before_the_first_chunk_gives_the_head_too(runs):
    run = runs.begin({"events": 30})
    await run.finished()
    async with Client() as client:
        await client.say(type="resume", run=run.digest, after=-1)
        assert [message["type"] for message in await client.until("end")] == [
            "head",
            "chunk",
            "chunk",
            "chunk",
            "end",
        ]


async def test_resuming_after_the_last_chunk_gives_the_end_alone(runs):
    run = runs.begin({"events": 30})
    await run.finished()
    async with Client() as client:
        await client.say(type="resume", run=run.digest, after=2)
        assert [message["type"] for message in await client.until("end")] == ["end"]


async def test_resuming_beyond_the_end_is_refused(runs):
    run = runs.begin({"events": 30})
    await run.finished()
    async with Client() as client:
        await client.say(type="resume", run=run.digest, after=3)
        error = await client.hear()
    assert (error["code"], error["accepted"]) == ("bad-message", "-1 to 2")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hello", "bad-json"),
        ("", "bad-json"),
        ('{"type":"run","scenario":{"a":' + "[" * 50_000, "bad-json"),
        ('{"type":"run","scenario":{"wings":2}}', "bad-scenario"),
        ('{"type":"run","scenario":{"events":2000000}}', "limit"),
        ('{"type":"run","scenario":{},"colour":"red"}', "bad-message"),
        ('{"type":"run","scenario":"../../etc/passwd"}', "bad-message"),
        ('{"type":"resume","run":"' + "0" * 64 + '","after":0}', "unknown-run"),
        ('{"type":"credit","chunks":-5}', "bad-message"),
    ],
)
async def test_an_error_says_what_would_do_and_closes_nothing(runs, text, code):
    async with Client() as client:
        await client.send_text(text)
        error = await client.hear()
        assert error["type"] == "error"
        assert error["code"] == code
        assert error["message"]
        assert error["accepted"]
        await client.say(type="run", scenario={"events": 10})
        assert (await client.until("end"))[-1]["type"] == "end"


async def test_a_binary_frame_is_read_like_a_text_frame(runs):
    async with Client() as client:
        await client.send_bytes(b"\x00\xff")
        assert (await client.hear())["code"] == "bad-json"


async def test_a_frame_over_a_mebibyte_closes_with_1009(runs):
    async with Client() as client:
        await client.send_text("x" * (limits.FRAME_LIMIT_OCTETS + 1))
        assert await client.receive_output(timeout=60) == {
            "type": "websocket.close",
            "code": 1009,
        }


async def test_a_scenario_that_is_too_long_is_refused_with_the_limit(runs):
    async with Client() as client:
        await client.say(type="run", scenario={"x": "y" * limits.SCENARIO_LIMIT_OCTETS})
        error = await client.hear()
    assert error["code"] == "limit"
    assert error["accepted"] == "at most 128 KiB of JSON"


async def test_a_run_that_breaks_off_is_an_error_after_its_chunks(runs):
    async with Client() as client:
        await client.say(type="run", scenario={"events": 50, "trouble": "crash", "at": 25})
        heard = await client.until("error")
        assert [message["type"] for message in heard] == ["head", "chunk", "chunk", "error"]
        assert heard[-1]["code"] == "failed"
        await client.say(type="run", scenario={"events": 10})
        assert (await client.until("end"))[-1]["type"] == "end"


async def test_stop_ends_the_stream_and_gives_the_run_up(runs):
    async with Client() as client:
        await client.say(type="run", scenario=LONG)
        head = await client.hear()
        await client.say(type="stop")
        await asyncio.sleep(0.2)
        while not await client.receive_nothing(timeout=0.1):
            assert (await client.hear())["type"] == "chunk", "no end and no error after stop"
    assert head["run"] not in runs._runs


async def test_stop_leaves_a_run_to_its_other_viewers(runs):
    async with Client() as one, Client() as other:
        for client in (one, other):
            await client.say(type="run", scenario={"events": 300, "pause": 0.01})
            await client.hear()
        await one.say(type="stop")
        assert (await other.until("end"))[-1]["seq"] == 29


async def test_a_run_goes_on_when_its_viewer_leaves(runs):
    async with Client() as client:
        await client.say(type="run", scenario={"events": 60, "pause": 0.02})
        digest = (await client.hear())["run"]
    assert json.loads(await runs.find(digest).finished())["seq"] == 5


async def test_a_new_run_takes_the_place_of_the_one_before(runs):
    async with Client() as client:
        await client.say(type="run", scenario=LONG)
        first = await client.hear()
        await client.say(type="run", scenario={"events": 20})
        heard = await client.until("end")
        runs_heard = [message["run"] for message in heard if message["run"] != first["run"]]
        assert len(runs_heard) == 4
        assert [message["run"] for message in heard[-4:]] == runs_heard
    assert first["run"] not in runs._runs


async def test_starting_again_and_again_is_slowed_down(runs):
    async with Client() as client:
        for _ in range(30):
            await client.say(type="resume", run="0" * 64, after=0)
        codes = [(await client.hear())["code"] for _ in range(30)]
    assert codes[0] == "unknown-run"
    assert codes[-1] == "too-fast"


async def test_there_is_a_limit_to_connections(runs, monkeypatch):
    monkeypatch.setattr(consumers, "connections", Shares(2, "connections"))
    async with Client():
        assert not await Client().connect()
    assert consumers.connections.taken == 0


@pytest.mark.parametrize("gone_at", range(5))
async def test_a_client_that_leaves_without_a_word_leaves_nothing_behind(runs, gone_at):
    asked = json.dumps({"type": "run", "scenario": LONG})
    told = [{"type": "websocket.connect"}, {"type": "websocket.receive", "text": asked}]
    sent = []

    async def receive():
        while not told:  # noqa: ASYNC110 - nothing comes any more
            await asyncio.sleep(3_600)
        return told.pop(0)

    async def send(message):
        if len(sent) == gone_at:
            raise ConnectionResetError
        sent.append(message)

    scope = {"type": "websocket", "path": "/ws/runs", "headers": [(b"host", b"localhost")]}
    serving = asyncio.create_task(application({**scope, "client": None}, receive, send))
    if gone_at:  # the stream ends by itself, the connection with its task
        await asyncio.sleep(0.5)
        serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    assert consumers.connections.taken == 0
    assert not runs.watched


async def test_an_error_of_our_own_is_answered_and_closes_nothing(runs, monkeypatch, caplog):
    async with Client() as client:
        with monkeypatch.context() as broken:
            broken.setattr(runs, "begin", lambda scenario: {}["no such key"])
            await client.say(type="run", scenario={})
            error = await client.hear()
            assert (error["type"], error["code"]) == ("error", "failed")
        await client.say(type="run", scenario={"events": 10})
        assert (await client.until("end"))[-1]["type"] == "end"
    assert "no such key" in caplog.text


async def test_a_worker_that_cannot_be_started_is_answered_and_closes_nothing(runs, monkeypatch):
    async def scarce():
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(runs.pool, "warm", scarce)
    async with Client() as client:
        assert (await client.hear())["code"] == "busy"
        await client.say(type="run", scenario={"events": 10})
        assert (await client.until("end"))[-1]["type"] == "end"


async def test_a_page_of_another_site_is_refused(runs):
    assert not await Client((b"origin", b"http://evil.example")).connect()


async def test_an_unknown_path_is_refused(runs):
    assert not await Client(path="/ws/other").connect()
