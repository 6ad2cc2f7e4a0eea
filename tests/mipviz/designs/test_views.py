import pytest
from django.test import AsyncClient

from mipviz.claims import ledger as module
from mipviz.claims.ledger import Ledger
from mipviz.runs import service
from mipviz.runs.pool import Pool
from simulation import OPTIONS
from tests.mipviz.claims.test_ledger import CLAIM, OPEN, printing, until


@pytest.fixture
async def client(tmp_path, monkeypatch):
    """A client of a server with the real engine and a ledger of two claims."""
    pool = Pool(limit=2, idle_seconds=60, run_seconds=60)
    made = service.Runs(tmp_path / "runs", pool, budget_octets=1 << 30)
    made.kept.sweep()
    monkeypatch.setattr(service, "_current", made)
    judged = Ledger(tmp_path, printing([CLAIM, OPEN]))
    monkeypatch.setattr(module, "_current", judged)
    await until(judged)
    yield AsyncClient()
    await made.close()


async def text(response):
    return b"".join([piece async for piece in response.streaming_content]).decode()


async def test_a_design_is_told_plainly_drawn_measured_and_judged(client):
    response = await client.get("/options/1.1/")
    assert response.status_code == 200
    page = await text(response)
    assert page.index("Two home agents instead of one") < page.index('class="results"')
    assert page.count('<figure class="way">') == 2
    assert page.count('class="box pipe') == 6, "three tunnels each way"
    assert "Longest gap" in page
    assert f'href="/claims/{CLAIM["id"]}/"' in page
    for reading in OPTIONS["1.1"].readings:
        assert reading in page
    assert "style=" not in page


async def test_a_slug_leads_to_the_page_of_the_id(client):
    response = await client.get("/options/dual-ha/")
    assert (response.status_code, response["Location"]) == (301, "/options/1.1/")


async def test_an_option_that_is_none_is_told_with_what_would_do(client):
    response = await client.get("/options/9.9/")
    assert response.status_code == 404
    assert "no option 9.9" in response.content.decode()
