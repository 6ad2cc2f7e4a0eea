import json

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from mipviz.http.answers import api, posted, reply, send_refusal
from mipviz.http.refusal import RefusalError


@api("POST")
async def echo(request):
    return reply(posted(request))


@api("GET")
async def refuse(request):
    raise RefusalError("busy", "too many", "fewer")


def post(body=b"{}", content_type="application/json", **headers):
    return RequestFactory().post("/api/v1/x", body, content_type=content_type, headers=headers)


async def test_a_json_object_comes_back():
    response = await echo(post(b'{"seed": 1}'))
    assert (response.status_code, json.loads(response.content)) == (200, {"seed": 1})


async def test_a_refusal_has_one_shape_and_its_status():
    response = await refuse(RequestFactory().get("/api/v1/x"))
    assert response.status_code == 503
    assert json.loads(response.content) == {
        "code": "busy",
        "message": "too many",
        "accepted": "fewer",
    }


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "", "application/jsonx"])
async def test_nothing_that_a_form_can_send_is_read(kind):
    assert (await echo(post(content_type=kind))).status_code == 415


async def test_a_method_that_is_not_taken_is_named_with_those_that_are():
    response = await echo(RequestFactory().get("/api/v1/x"))
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert isinstance(response, HttpResponse)


async def test_a_refusal_before_django_has_the_same_shape_and_closes():
    sent = []

    async def send(message):
        sent.append(message)

    await send_refusal(send, RefusalError("too-large", "long", "short"))
    start, body = sent
    assert start["type"] == "http.response.start"
    assert start["status"] == 413
    assert dict(start["headers"])[b"connection"] == b"close"
    assert json.loads(body["body"])["code"] == "too-large"
