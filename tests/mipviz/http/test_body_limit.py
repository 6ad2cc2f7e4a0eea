import asyncio
import json

import pytest

from mipviz.http import body_limit
from mipviz.http.body_limit import LIMIT_OCTETS, BodyLimit

PIECE = b"x" * 10_000


class Application:
    """Reads the whole body, as Django does, and answers 200."""

    def __init__(self):
        self.octets = 0

    async def __call__(self, scope, receive, send):
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            self.octets += len(message["body"])
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def request(pieces, headers=()):
    application, sent = Application(), []
    left = list(pieces)

    async def receive():
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message):
        sent.append(message)

    await BodyLimit(application)({"headers": list(headers)}, receive, send)
    return application, sent


async def test_a_short_body_passes():
    application, sent = await request([PIECE, PIECE])
    assert application.octets == 20_000
    assert sent[0]["status"] == 200


@pytest.mark.parametrize("length", [LIMIT_OCTETS + 1, 10**15, 10**40])
async def test_a_body_that_is_announced_as_too_long_is_never_read(length):
    headers = [(b"Content-Length", str(length).encode())]
    application, sent = await request([PIECE], headers)
    assert application.octets == 0
    assert sent[0]["status"] == 413
    assert json.loads(sent[1]["body"])["code"] == "too-large"


async def test_a_body_that_grows_too_long_is_read_no_further():
    application, sent = await request([PIECE] * 1_000)
    assert application.octets <= LIMIT_OCTETS
    assert sent[0]["status"] == 413


async def test_a_body_that_does_not_come_is_given_up(monkeypatch):
    monkeypatch.setattr(body_limit, "PATIENCE_SECONDS", 0.05)
    sent = []

    async def receive():
        await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    await BodyLimit(Application())({"headers": []}, receive, send)
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["code"] == "too-late"


async def test_a_length_that_is_none_is_left_to_the_server():
    _, sent = await request([PIECE], [(b"content-length", b"many")])
    assert sent[0]["status"] == 200
