import gzip
import json

import pytest
from django.test import AsyncClient

from mipviz.api import views
from mipviz.http.rate import Buckets
from simulation.trace import ENGINE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client():
    return AsyncClient()


async def post(client, body, content_type="application/json", **headers):
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    return await client.post("/api/v1/links", data, content_type=content_type, headers=headers)


def refused(response, status, code):
    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
    body = response.json()
    assert set(body) == {"code", "message", "accepted"}
    assert body["code"] == code
    assert body["message"]
    assert body["accepted"]
    return body


async def finished(runs, **scenario):
    run = runs.begin({"events": 30, **scenario})
    await run.finished()
    return run


async def test_a_frame_and_a_packet_are_taken_apart(client, runs):
    run = await finished(runs)
    frame = (await client.get(f"/api/v1/runs/{run.digest}/frames/2")).json()
    assert frame["frame"] == 2
    packet = (await client.get(f"/api/v1/runs/{run.digest}/packets/{frame['packet']}")).json()
    assert packet["octets"] == frame["octets"]


async def test_a_frame_of_no_run_or_beyond_the_end_is_refused(client, runs):
    run = await finished(runs)
    refused(await client.get(f"/api/v1/runs/{'0' * 64}/frames/0"), 404, "unknown-run")
    body = refused(await client.get(f"/api/v1/runs/{run.digest}/frames/999"), 404, "not-found")
    assert body["accepted"] == "0 to 9"


@pytest.mark.parametrize(
    "path",
    [
        "runs/..%2f..%2fetc%2fpasswd/trace",
        "runs/" + "A" * 64 + "/trace",
        "runs/" + "0" * 64 + "/frames/-1",
        "runs/" + "0" * 64 + "/frames/1e9",
        "runs/" + "0" * 64 + "/frames/9999999999",
        "nothing",
    ],
)
async def test_an_address_that_is_none_is_refused_as_json(client, runs, path):
    refused(await client.get(f"/api/v1/{path}"), 404, "not-found")


async def test_a_whole_trace_is_compressed_once_for_everybody(client, runs):
    run = await finished(runs)
    path = f"/api/v1/runs/{run.digest}/trace"
    compressed = await client.get(path, headers={"accept-encoding": "gzip, br"})
    assert compressed["Content-Encoding"] == "gzip"
    octets = b"".join([piece async for piece in compressed.streaming_content])
    assert int(compressed["Content-Length"]) == len(octets)
    plain = await client.get(path)
    assert "Content-Encoding" not in plain
    whole = b"".join([piece async for piece in plain.streaming_content])
    assert gzip.decompress(octets) == whole
    assert json.loads(whole)["end"]["fingerprint"] == json.loads(run.end)["fingerprint"]


async def test_a_capture_is_a_file_to_save(client, runs):
    run = await finished(runs)
    response = await client.get(f"/api/v1/runs/{run.digest}.pcapng")
    name = f"mipviz-{run.digest[:12]}.pcapng"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert b"".join([piece async for piece in response.streaming_content]).startswith(b"capture")


async def test_a_link_is_saved_and_opened_again(client, runs):
    view = {"t": 12_345, "packet": 7, "bits": "0:112+8", "lens": "x-fa", "at": None}
    saved = await post(client, {"events": 30, "view": view})
    assert saved.status_code == 201
    body = saved.json()
    assert body["url"] == f"http://testserver/s/{body['id']}"
    assert len(body["fingerprint"]) == 64
    assert len(body["id"]) == 9
    opened = (await client.get(f"/api/v1/links/{body['id']}")).json()
    assert opened["view"] == view
    assert opened["scenario"] == {"events": 30, "seed": 1}
    assert opened["replay"] == {
        "result": "identical",
        "engine": ENGINE,
        "fingerprint": body["fingerprint"],
    }


async def test_the_same_content_gives_the_same_link_and_another_one_another(client, runs):
    first = (await post(client, {"events": 30})).json()
    again = (await post(client, {"seed": 1, "events": 30, "view": {}})).json()
    other = (await post(client, {"events": 30, "view": {"t": 1}})).json()
    assert first == again
    assert other["id"] != first["id"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("nothing", 400, "bad-json"),
        ("[]", 400, "bad-json"),
        ("{", 400, "bad-json"),
        (b"\xff", 400, "bad-json"),
        ('{"a":' * 20_000, 400, "bad-json"),
        ({"wings": 2}, 400, "bad-scenario"),
        ({"events": 2_000_000}, 400, "limit"),
        ({"events": 30, "view": []}, 400, "bad-message"),
        ({"events": 30, "view": {"t": {"x": 1}}}, 400, "bad-message"),
        ({"events": 30, "view": {"T;--": 1}}, 400, "bad-message"),
        ({"events": 30, "view": {"lens": "x" * 300}}, 400, "bad-message"),
    ],
)
async def test_what_is_no_scenario_makes_no_link(client, runs, body, status, code):
    refused(await post(client, body), status, code)


async def test_a_run_that_breaks_off_makes_no_link(client, runs):
    refused(await post(client, {"events": 30, "trouble": "limit"}), 400, "limit")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
async def test_a_form_of_another_page_makes_no_link(client, runs, kind):
    refused(await post(client, '{"events":30}', kind), 415, "wrong-type")


async def test_too_many_links_from_one_address_are_slowed_down(client, runs, monkeypatch):
    monkeypatch.setattr(views, "saves", Buckets(capacity=2, per_second=0))
    statuses = [(await post(client, {"events": 30})).status_code for _ in range(3)]
    assert statuses == [201, 201, 429]


async def test_another_method_is_refused_with_those_that_are_taken(client, runs):
    response = await client.put("/api/v1/links", "{}", content_type="application/json")
    refused(response, 405, "wrong-method")
    assert response["Allow"] == "POST"
    refused(await client.post("/api/v1/catalogue"), 405, "wrong-method")
    assert (await client.head("/api/v1/links")).status_code == 405
    assert (await client.head("/api/v1/catalogue")).status_code == 200


async def test_a_link_that_was_never_saved_is_not_found(client, runs):
    refused(await client.get("/api/v1/links/doesnotexist"), 404, "not-found")


async def test_the_catalogue_is_sent_once_and_then_only_its_tag(client, runs):
    first = await client.get("/api/v1/catalogue", headers={"accept-encoding": "gzip"})
    assert first["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(first.content))["engine"]
    again = await client.get("/api/v1/catalogue", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await client.get("/api/v1/catalogue")).json()["options"]


async def test_an_address_of_the_lab_becomes_a_scenario(client, runs):
    answer = (await client.get("/api/v1/scenario?option=0&scenario=behind-nat&seed=7")).json()
    assert answer["warnings"] == []
    assert (answer["scenario"]["option"], answer["scenario"]["seed"]) == ("0", 7)


async def test_a_document_and_its_address_have_one_answer(client, runs):
    document = {"option": "6", "title": "A walk", "start": {"mn": "hotel"}, "duration_ns": 10**9}
    posted = await client.post(
        "/api/v1/scenario", json.dumps(document), content_type="application/json"
    )
    answer = posted.json()
    assert posted.status_code == 200
    assert answer["address"].startswith("document=")
    assert answer["scenario"]["title"] == "A walk"
    assert (await client.get(f"/api/v1/scenario?{answer['address']}")).json() == answer


async def test_an_address_whose_document_was_cut_is_refused(client, runs):
    body = refused(await client.get("/api/v1/scenario?document=cut"), 400, "bad-scenario")
    assert body["message"].startswith("document: ")
    wrong = await client.post(
        "/api/v1/scenario", json.dumps({"option": "9"}), content_type="application/json"
    )
    refused(wrong, 400, "bad-scenario")


async def test_schemas_are_published(client, runs):
    answer = await client.get("/api/v1/schema/messages.json")
    assert answer.json()["$id"] == "/api/v1/schema/messages.json"
    body = refused(await client.get("/api/v1/schema/other.json"), 404, "not-found")
    assert "messages" in body["accepted"]


async def test_two_runs_are_asked_where_they_part(client, runs):
    one, other = await finished(runs), await finished(runs, events=60)
    answer = await client.get(f"/api/v1/runs/{one.digest}/divergence/{other.digest}")
    body = json.loads(b"".join([piece async for piece in answer.streaming_content]))
    assert body == {"divergence": [30, 60]}
    unknown = await client.get(f"/api/v1/runs/{one.digest}/divergence/{'0' * 64}")
    refused(unknown, 404, "unknown-run")


@pytest.mark.parametrize("what", ["ribbons", "series"])
async def test_a_run_is_asked_for_what_it_shows_over_time(client, runs, what):
    run = await finished(runs)
    answer = await client.get(f"/api/v1/runs/{run.digest}/{what}")
    assert json.loads(b"".join([piece async for piece in answer.streaming_content])) == {what: [30]}
    refused(await client.get(f"/api/v1/runs/{'0' * 64}/{what}"), 404, "unknown-run")


async def test_whoever_edits_a_scenario_is_answered_what_is_wrong_with_it(client):
    wrong = {"option": "1.1", "slug": "leave-colocated", "dpd_s": -4}
    path = "/api/v1/scenario?check"
    answer = await client.post(path, json.dumps(wrong), content_type="application/json")
    assert answer.status_code == 200
    problem = answer.json()["problem"]
    assert problem["message"].startswith("dpd_s: ")
    right = await client.post(path, json.dumps({**wrong, "dpd_s": 4}), "application/json")
    assert right.json()["scenario"]["dpd_s"] == 4
