"""Every door of the web takes whatever is sent: it does what was asked, or says why not."""

import asyncio
import json
from urllib.parse import quote, urlencode

import msgspec
import pytest
from django.test import AsyncClient
from hypothesis import given, settings

from mipviz.comparisons.service import read_question
from mipviz.http.refusal import RefusalError
from mipviz.links import links
from mipviz.runs import messages
from mipviz.runs.service import Runs
from simulation.scenario import Scenario
from tests.hostile import DOCUMENTS, QUERIES, SCALARS, TEXTS

EXAMPLES = settings(max_examples=150, deadline=None)


def refused(refusal):
    """Check that *refusal* can be sent, and is no longer than an answer may be."""
    octets = msgspec.json.encode(refusal.document())
    assert len(octets) < 10_000
    assert refusal.code not in ("failed", "")
    assert refusal.accepted


def attempt(read):
    """Return what *read* returns, or nothing for what is properly refused."""
    try:
        return read()
    except RefusalError as refusal:
        refused(refusal)
        return None


def octets(text):
    return text.encode("utf-8", "surrogatepass")


@EXAMPLES
@given(DOCUMENTS)
def test_the_websocket_takes_any_scenario(text):
    request = attempt(lambda: messages.read(octets(f'{{"type":"run","scenario":{text}}}')))
    if request is not None:
        scenario = attempt(lambda: Runs.read(None, request.scenario))
        assert scenario is None or isinstance(scenario, Scenario)


@EXAMPLES
@given(SCALARS, SCALARS)
def test_the_websocket_takes_any_number(one, other):
    for text in (
        f'{{"type":"credit","chunks":{one}}}',
        f'{{"type":"resume","run":{one},"after":{other}}}',
        f'{{"type":"run","scenario":{{"seed":{one},"duration_ns":{other}}}}}',
        one,
    ):
        attempt(lambda text=text: messages.read(octets(text)))


@EXAMPLES
@given(DOCUMENTS, SCALARS)
def test_a_link_takes_any_document_and_view(text, value):
    try:
        document = msgspec.json.decode(octets(text), type=dict)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        document = {}
    attempt(lambda: links.split(document))
    try:
        view = {"t": msgspec.json.decode(octets(value))}
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return
    kept = attempt(lambda: links.split({"view": view}))
    assert kept is None or json.dumps(kept[1])


@EXAMPLES
@given(QUERIES)
def test_an_address_takes_any_query(query):
    attempt(lambda: read_question(query, [query.get("option", "1.1")]))


def sent(method, path, **more):
    """Return status and JSON of what the API answers."""

    async def ask():
        client = AsyncClient(raise_request_exception=False)
        return await getattr(client, method)(path, **more)

    response = asyncio.run(ask())
    return response.status_code, json.loads(response.content)


@settings(max_examples=60, deadline=None)
@given(QUERIES)
def test_http_answers_any_query(query):
    text = urlencode(query, errors="surrogatepass")
    status, answer = sent("get", f"/api/v1/scenario?{text}")
    assert status in (200, 400), answer


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(DOCUMENTS)
def test_http_answers_any_body_that_is_no_scenario(text):
    body = octets(text[:-1] + (',"wings":1}' if len(text) > 2 else '"wings":1}'))
    kind = "application/json"
    for path in ("/api/v1/links", "/api/v1/scenario"):
        status, answer = sent("post", path, data=body, content_type=kind)
        assert status in (400, 429), answer


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_http_answers_any_path(text):
    part = quote(text, safe="", errors="surrogatepass")
    for path in (f"/api/v1/runs/{'a' * 64}/frames/{part}", f"/api/v1/schema/{part}.json"):
        status, answer = sent("get", path)
        assert status == 404, answer
