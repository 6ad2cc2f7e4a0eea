import json
import re

import pytest
from django.test import AsyncClient

from mipviz.claims import ledger as module
from mipviz.claims.ledger import Ledger
from simulation.claims.claim import judged, tried
from simulation.claims.reading import Reading
from tests.mipviz.claims.test_ledger import CLAIM, OPEN, printing, until

ATTACK = {**CLAIM, "id": "2-con-1", "option": ["2"], "section": "2.5.2", "kind": "con"}
ATTACK |= {"text": "<script>alert(1)</script>", "verdict": "contradicted"}


@pytest.fixture
async def client(tmp_path, monkeypatch):
    made = Ledger(tmp_path, printing([CLAIM, OPEN, ATTACK]))
    monkeypatch.setattr(module, "_current", made)
    await until(made)
    return AsyncClient()


@pytest.fixture
async def early(tmp_path, monkeypatch):
    """A client that comes while the ledger is judged."""
    made = Ledger(tmp_path, printing([CLAIM], "time.sleep(60)"))
    monkeypatch.setattr(module, "_current", made)
    yield AsyncClient()
    await made.close()


async def text(client, path, status=200):
    response = await client.get(path)
    assert response.status_code == status
    return response.content.decode()


async def test_every_claim_is_a_row_with_verdict_figure_and_evidence(client):
    page = await text(client, "/claims/")
    assert page.count('<tr id="') == 3
    assert "20 octets" in page
    assert 'href="/claims/1.1-con-2/"' in page
    assert 'href="/claims/1.1-con-7/"' not in page, "a judgement has no evidence"
    assert "<script>alert" not in page
    assert "Section 2.5.2" in page
    for word in ("supported", "contradicted", "not-settled"):
        assert word in page


async def test_what_could_not_break_a_claim_is_folded(tmp_path, monkeypatch):
    reading = Reading(value=20.0, scenario={"option": "1.1"}, at_ns=0, event=0)
    held = tried(True, reading, "<b>7</b> octets")
    figure = judged(True, held, shown=reading, unit="octets", against="16").figure
    many = {**figure, "value": 45216.77883}
    made = Ledger(tmp_path, printing([{**CLAIM, "figure": many}]))
    monkeypatch.setattr(module, "_current", made)
    await until(made)
    page = await text(AsyncClient(), "/claims/")
    assert "45,216.779 octets" in page
    assert '<span class="fine">16</span>' in page
    assert "Not broken by other settings" in page
    assert "&lt;b&gt;7&lt;/b&gt; octets" in page


@pytest.mark.parametrize(
    ("query", "rows"),
    [("option=2", 1), ("verdict=supported", 1), ("kind=con", 3), ("option=9", 0), ("kind=<b>", 0)],
)
async def test_the_ledger_is_filtered_without_script(client, query, rows):
    page = await text(client, f"/claims/?{query}")
    assert page.count('<tr id="') == rows
    assert "<b>" not in page


async def test_evidence_opens_the_lab_at_its_moment(client):
    page = await text(client, "/claims/1.1-con-2/")
    carried = re.search(r'<script id="saved-link" type="application/json">(.*?)</script>', page)
    link = json.loads(carried[1])
    assert link["scenario"] == {"option": "1.1"}
    assert link["view"] == {"at": 7, "t": 12_000_000_000, "packet": 3}
    assert "twenty octets more" in page.split("<noscript>")[1]


async def test_evidence_in_a_table_opens_the_tab_of_tables(tmp_path, monkeypatch):
    row = {"node": "x-ha", "table": "bindings", "key": "192.0.2.129"}
    claim = {**CLAIM, "evidence": {**CLAIM["evidence"], "packet": None, "row": row}}
    made = Ledger(tmp_path, printing([claim]))
    monkeypatch.setattr(module, "_current", made)
    await until(made)
    page = await text(AsyncClient(), f"/claims/{CLAIM['id']}/")
    carried = re.search(r'<script id="saved-link" type="application/json">(.*?)</script>', page)
    view = json.loads(carried[1])["view"]
    assert view.items() >= {**row, "tab": "state"}.items()


@pytest.mark.parametrize("name", ["1.1-con-7", "9-pro-9", "..", "%2e%2e"])
async def test_a_claim_without_evidence_or_without_existence_is_not_found(client, name):
    assert "not-found" in await text(client, f"/claims/{name}/", status=404)


async def test_the_json_is_the_ledger(client):
    assert (await client.get("/api/v1/claims")).json() == [CLAIM, OPEN, ATTACK]


async def test_while_it_is_judged_the_page_says_so_and_the_json_is_busy(early):
    assert "are being judged" in await text(early, "/claims/")
    response = await early.get("/api/v1/claims")
    assert response.status_code == 503
    assert response.json()["code"] == "busy"
