"""The protocol's timer and limit, on a real socket; what a server does is tested by strangers."""

import asyncio

import pytest
import uvicorn

from mipviz.http import patience
from mipviz.http.patience import HEAD_LIMIT_OCTETS, PatientProtocol


async def application(scope, receive, send):
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    headers = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
async def port(monkeypatch):
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.3)
    config = uvicorn.Config(application, http=PatientProtocol, lifespan="off", log_level="error")
    config.load()
    server = uvicorn.Server(config)
    listening = await asyncio.get_running_loop().create_server(
        lambda: PatientProtocol(config, server.server_state, {}), "127.0.0.1", 0
    )
    yield listening.sockets[0].getsockname()[1]
    listening.close()


async def talk(port, *parts, pause=0.0):
    """Send *parts*; return what comes until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in parts:
        writer.write(part)
        await asyncio.sleep(pause)
    try:
        return await asyncio.wait_for(reader.read(), 60)
    except ConnectionError:  # it closed while there was more to come
        return b""
    finally:
        writer.close()


HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"


async def test_a_head_that_does_not_come_is_not_waited_for(port):
    assert await talk(port) == b""
    assert await talk(port, HEAD) == b""


async def test_a_head_in_drops_has_no_more_time_than_another(port):
    assert await talk(port, *([b"GET / HTTP/1.1\r\n"] + [b"X: y\r\n"] * 40), pause=0.02) == b""


async def test_a_body_may_take_longer_than_a_head(port):
    answer = await talk(port, HEAD + b"Connection: close\r\n\r\nab", b"cd", pause=0.5)
    assert answer.endswith(b"ok")


async def test_a_second_request_on_the_connection_has_its_own_time(port):
    answer = await talk(port, HEAD + b"\r\nabcd", HEAD + b"\r\nabcd", pause=0.2)
    assert answer.count(b"ok") == 2


async def test_two_requests_at_once_are_both_answered(port):
    answer = await talk(port, (HEAD + b"\r\nabcd") * 2)
    assert answer.count(b"ok") == 2


async def test_an_endless_head_is_refused(port):
    line = b"X-Filler: " + b"y" * 1_000 + b"\r\n"
    answer = await talk(port, HEAD, *[line] * (HEAD_LIMIT_OCTETS // len(line) + 2), pause=0.001)
    assert b" 400 " in answer.splitlines()[0]


async def test_a_long_body_is_no_long_head(port):
    long = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 130000\r\n\r\n"
    assert (await talk(port, long + b"x" * 130_000)).endswith(b"ok")
