import html.parser
import json
import re

import pytest
from django.test import AsyncClient

from mipviz.pages.navigation import ENTRIES
from simulation import OPTIONS, PARAMETERS, PRESETS
from simulation.narration import describe
from simulation.wire.registry import HEADERS

pytestmark = pytest.mark.django_db(transaction=True)
VOID = {"meta", "link", "br", "input", "hr"}


class Outline(html.parser.HTMLParser):
    """Checks that elements close in order; keeps ids, headings and what is run."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.headings, self.scripts = [], [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids += [given["id"]] if "id" in given else []
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "script":
            self.scripts.append(given)
        assert not any(name.startswith("on") or name == "style" for name in given), given
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert tag in VOID or self.open.pop() == tag


@pytest.fixture
def client(runs):
    return AsyncClient()


async def page(client, path, status=200):
    response = await client.get(path)
    assert response.status_code == status
    if response.streaming:
        text = b"".join([piece async for piece in response.streaming_content]).decode()
    else:
        text = response.content.decode()
    outline = Outline(text)
    assert text.startswith("<!doctype html>")
    assert '<html lang="en">' in text
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.headings.count(1) == 1
    assert all("src" in each or each["type"] == "application/json" for each in outline.scripts)
    return text


async def test_the_lab_is_one_element_and_says_what_can_be_read_without_it(client):
    text = await page(client, "/")
    assert '<div id="lab"></div>' in text
    for entry in ENTRIES[1:]:
        assert entry.summary in text


async def test_opening_the_lab_gets_a_worker_ready(client, runs):
    await client.get("/")
    assert len(runs.pool.workers) == 1


@pytest.mark.parametrize(
    "query",
    ["option=9&scenario=nothing&t=later", "set.x=<script>alert(1)</script>", "%00=%ff", "a=" * 500],
)
async def test_no_query_breaks_the_lab_or_comes_back_in_it(client, query):
    text = await page(client, "/?" + query)
    assert "alert" not in text


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.name != "compare"])
async def test_the_masthead_names_the_page_that_is_shown(client, entry):
    path = "/" if entry.name == "lab" else f"/{entry.name}/"
    text = await page(client, path)
    if entry.name != "lab":
        assert text.count('aria-current="page"') == 1
        assert f'<a href="{path}" aria-current="page">{entry.title}</a>' in text


async def test_every_option_scenario_parameter_and_header_can_be_read_without_script(client):
    options = await page(client, "/options/")
    assert all(option.title in options for option in OPTIONS.values())
    assert 'href="/?option=wg&amp;scenario=leave-colocated"' in options
    scenarios = await page(client, "/scenarios/")
    assert 'href="/?option=1.1&amp;scenario=behind-nat"' in scenarios
    assert all(f'id="{slug}"' in scenarios for slug in PRESETS)
    assert all(f"<code>{parameter.key}</code>" in scenarios for parameter in PARAMETERS)
    headers = await page(client, "/headers/")
    assert all(f'id="{key}"' in headers for key in HEADERS)


async def test_the_glossary_has_every_term_and_every_kind_of_node(client):
    page = (await client.get("/glossary/")).content.decode()
    told = describe()
    for name in told["terms"]:
        assert f'<dt id="{name}">' in page
    for name in told["kinds_of_node"]:
        assert f'<dt id="node-{name}">' in page


async def test_a_saved_link_carries_what_it_saved_and_nothing_runs_in_it(client):
    attack = {"lens": "</script><script>alert(1)</script>"}
    saved = await client.post(
        "/api/v1/links",
        json.dumps({"events": 30, "view": attack}),
        content_type="application/json",
    )
    text = await page(client, f"/s/{saved.json()['id']}")
    assert "<script>alert" not in text
    carried = re.search(r'<script id="saved-link" type="application/json">(.*?)</script>', text)
    link = json.loads(carried[1])
    assert link["view"] == attack
    assert link["fingerprint"] == saved.json()["fingerprint"]
    assert link["fingerprint"] in text.split("<noscript>")[1]


async def test_a_link_that_was_never_saved_says_so(client):
    text = await page(client, "/s/neversaved", status=404)
    assert "no link neversaved" in text


async def test_every_page_forbids_what_it_does_not_need(client):
    for path in ("/", "/options/", "/nowhere", "/api/v1/catalogue"):
        response = await client.get(path)
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy + ";"
        assert "unsafe" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert not response.cookies
