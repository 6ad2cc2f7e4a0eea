import json

import pytest

from mipviz.http.refusal import RefusalError
from mipviz.runs import messages

RUN = "ab" * 32


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ('{"type":"run","scenario":{"seed":1}}', messages.Run({"seed": 1})),
        (f'{{"type":"resume","run":"{RUN}","after":7}}', messages.Resume(RUN, 7)),
        (f'{{"type":"resume","run":"{RUN}","after":-1}}', messages.Resume(RUN, -1)),
        ('{"type":"credit","chunks":3}', messages.Credit(3)),
        ('{"type":"stop"}', messages.Stop()),
    ],
)
def test_every_request_of_the_protocol_is_read(text, request_):
    assert messages.read(text.encode()) == request_


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"run"}',
        '{"type":"run","scenario":[]}',
        '{"type":"run","scenario":{},"more":1}',
        '{"type":"resume","run":"../../etc/passwd","after":0}',
        f'{{"type":"resume","run":"{RUN}","after":-2}}',
        f'{{"type":"resume","run":"{RUN}","after":"0"}}',
        f'{{"type":"resume","run":"{RUN}","after":1.5}}',
        '{"type":"credit","chunks":0}',
        '{"type":"credit","chunks":99999999999999999999999}',
        '{"type":"credit","chunks":true}',
        '{"type":"shutdown"}',
        '{"type":7}',
        '{"scenario":{}}',
        "[]",
        "null",
        '"run"',
    ],
)
def test_what_is_no_request_is_refused_with_what_would_be(text):
    with pytest.raises(RefusalError) as refusal:
        messages.read(text.encode())
    assert refusal.value.code == "bad-message"
    assert '"resume"' in refusal.value.accepted


@pytest.mark.parametrize(
    "octets",
    [b"", b"{", b"\xff\xfe", b"hello", b'{"type":"stop"} x', b"[" * 200_000, b'{"a":' * 100_000],
)
def test_what_is_no_json_is_refused(octets):
    with pytest.raises(RefusalError) as refusal:
        messages.read(octets)
    assert refusal.value.code in {"bad-json", "bad-message"}


def test_a_refusal_travels_as_an_error_of_bounded_length():
    text = messages.refused(RefusalError("busy", "m" * 5_000, "a" * 50_000))
    error = json.loads(text)
    assert error["type"] == "error"
    assert error["code"] == "busy"
    assert len(text) < 5_000
