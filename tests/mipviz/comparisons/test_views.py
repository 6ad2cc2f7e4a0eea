import html
import json
from urllib.parse import parse_qs

import pytest
from django.test import AsyncClient

from mipviz.links import addresses
from mipviz.runs import service
from mipviz.runs.pool import Pool
from simulation.command.documents import load
from simulation.experiments.compare import compare

SHORT = "set.agent_advertisement_s=2"


@pytest.fixture
async def client(tmp_path, monkeypatch):
    """A client of a server with the real engine."""
    pool = Pool(limit=2, idle_seconds=60, run_seconds=60)
    made = service.Runs(tmp_path / "runs", pool, budget_octets=1 << 30)
    made.kept.sweep()
    monkeypatch.setattr(service, "_current", made)
    yield AsyncClient()
    await made.close()


async def text(response):
    return b"".join([piece async for piece in response.streaming_content]).decode()


async def test_the_page_shows_figures_outcomes_and_anatomies(client):
    url = f"/compare/?option=0&option=1.1&scenario=power-up-inside&{SHORT}"
    response = await client.get(url)
    assert response.status_code == 200
    page = await text(response)
    assert page.index("<form") < page.index('class="results"') < page.index("</html>")
    assert page.count('<th scope="col"><a href="/?option=') == 2
    assert f'<a href="/?option=1.1&amp;scenario=power-up-inside&amp;{SHORT}">' in page
    assert "Longest gap" in page
    assert page.count('<section class="packet"') == 2
    assert '<input type="hidden" name="set.agent_advertisement_s" value="2">' in page
    assert "style=" not in page


async def test_the_form_comes_before_anything_is_simulated(client):
    response = await client.get("/compare/?option=0&scenario=power-up-inside")
    pieces = response.streaming_content
    first = (await anext(aiter(pieces))).decode()
    assert 'role="status"' in first
    assert 'class="results"' not in first


async def test_what_the_address_says_wrong_is_shown_and_escaped(client):
    response = await client.get("/compare/?option=0&scenario=<b>x</b>&set.<i>=1&seed=2")
    page = await text(response)
    assert "<b>x" not in page
    assert "<i>" not in page
    assert html.escape("'<b>x</b>' is no scenario") in page


async def test_a_timeline_of_ones_own_is_compared_and_stays_in_form_and_headings(client):
    own = {"title": "A second at home", "start": {"mn": "home"}, "duration_ns": 10**9}
    asked = addresses.of_document(own)
    page = await text(await client.get(f"/compare/?option=0&option=3&{asked.url[2:]}"))
    assert "A second at home: figures" in page
    packed = parse_qs(asked.url[2:])["document"][0]
    assert f'<input type="hidden" name="document" value="{packed}">' in page
    assert page.count('<th scope="col"><a href="/?document=') == 2
    assert f'<a href="{addresses.of_document({**own, "option": "3"}).url}">' in page


async def test_a_document_that_was_cut_is_refused_as_a_page(client):
    response = await client.get("/compare/?option=0&document=cut")
    assert response.status_code == 400
    assert "document: it was cut" in response.content.decode()
    answer = await client.get("/api/v1/compare?option=0&document=cut")
    assert answer.json()["code"] == "bad-scenario"


async def test_the_json_is_that_of_the_command_line(client):
    query = "option=0,1.1&scenario=power-up-inside&seed=3"
    answer = (await client.get(f"/api/v1/compare?{query}")).json()
    documents = [load(option, "power-up-inside", seed="3") for option in ("0", "1.1")]
    assert answer == json.loads(json.dumps(compare(documents, jobs=1)))


async def test_charts_are_figures_that_plotly_draws(client):
    answer = await client.get("/api/v1/compare/charts?option=0,1.1&scenario=power-up-inside")
    charts = answer.json()
    assert charts
    for chart in charts.values():
        assert chart["layout"]["title"]["text"]
        assert all(trace["type"] == "bar" for trace in chart["data"])


async def test_rows_come_one_by_one_with_ribbons_and_a_refusal_in_its_place(client):
    answer = await client.get("/api/v1/compare/rows?option=0,1.1&scenario=power-up-inside")
    assert answer["Content-Type"] == "application/x-ndjson"
    lines = (await text(answer)).splitlines()
    rows = {row["option"]: row for row in map(json.loads, lines)}
    assert set(rows) == {"0", "1.1"}
    for row in rows.values():
        assert len(row["run"]) == len(row["fingerprint"]) == 64
        assert row["outcome"]
        assert {each["flow"] for each in row["ribbons"]} == {"cn > mn", "mn > cn"}
        assert "lost_packets" in row["headline"]
    wrong = await client.get("/api/v1/compare/rows?option=0&document=cut")
    assert wrong.json()["code"] == "bad-scenario"


async def test_the_page_tells_its_code_what_is_compared(client):
    page = await text(await client.get(f"/compare/?option=0&scenario=power-up-inside&{SHORT}"))
    found = page.partition('<script id="compared" type="application/json">')[2]
    told = json.loads(found.partition("</script>")[0])
    assert [each["option"] for each in told["designs"]] == ["0"]
    assert told["designs"][0]["lab"].endswith(SHORT)
    assert told["scenario"]["slug"] == "power-up-inside"
    assert {"key", "title", "unit", "meaning"} == set(told["headlines"][0])
