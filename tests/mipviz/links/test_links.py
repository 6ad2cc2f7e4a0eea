import json
from pathlib import Path

import pytest
from django.test import AsyncClient

from mipviz.http.refusal import RefusalError
from mipviz.links import links
from mipviz.links.models import Link
from simulation import PRESETS, read_scenario

pytestmark = pytest.mark.django_db(transaction=True)
SCENARIO = {"events": 30}
SAVED = json.loads((Path(__file__).parent / "saved.json").read_text("utf-8"))
"""Links as version 1 of the scheme saved them, each with what is particular about it."""
FIELDS = ("id", "scheme", "scenario", "view", "engine", "digest", "fingerprint")


async def test_a_link_survives_a_change_of_the_engine_and_says_so(runs):
    link = await links.save(runs, SCENARIO)
    assert (await links.replay(runs, link))["result"] == "identical"
    await Link.objects.filter(pk=link.id).aupdate(fingerprint="f" * 64)
    replay = await links.replay(runs, await links.load(link.id))
    assert replay["result"] == "changed"
    assert replay["fingerprint"] == link.fingerprint


async def test_a_scenario_that_is_no_longer_taken_says_so_too(runs):
    link = await links.save(runs, SCENARIO)
    await Link.objects.filter(pk=link.id).aupdate(scenario={"wings": 2})
    replay = await links.replay(runs, await links.load(link.id))
    assert replay["result"] == "refused"
    assert replay["code"] == "bad-scenario"


async def test_two_contents_with_the_same_beginning_of_their_names_both_have_a_link(
    runs, monkeypatch
):
    monkeypatch.setattr(
        links, "content_name", lambda content: "a" * 9 + ("b" if b'"t":1' in content else "c") * 43
    )
    first = await links.save(runs, {**SCENARIO, "view": {"t": 1}})
    second = await links.save(runs, {**SCENARIO, "view": {"t": 2}})
    assert first.id == "a" * 9
    assert second.id == "a" * 9 + "c"
    assert (await links.save(runs, {**SCENARIO, "view": {"t": 2}})).id == second.id


async def test_a_full_database_takes_no_more_and_loses_nothing(runs, monkeypatch):
    kept = await links.save(runs, SCENARIO)
    monkeypatch.setattr(links, "LINKS_KEPT", 1)
    with pytest.raises(RefusalError) as refusal:
        await links.save(runs, {**SCENARIO, "seed": 2})
    assert refusal.value.code == "busy"
    assert (await links.save(runs, SCENARIO)).id == kept.id


def test_a_name_is_safe_in_an_address_and_follows_the_content():
    name = links.content_name(b"content")
    assert len(name) == 52
    assert name.isalnum()
    assert name == name.lower()
    assert links.content_name(b"other") != name


def test_the_view_is_split_from_the_scenario():
    assert links.split({"seed": 1, "view": {"t": 5}}) == ({"seed": 1}, {"t": 5})
    assert links.split({"seed": 1}) == ({"seed": 1}, {})


# -- links of earlier days ------------------------------------------------------------------------


async def restored(row):
    return await Link.objects.acreate(**{field: row[field] for field in FIELDS})


def meant(document):
    """Return what a complete document of the first scheme meant, by everything that it held."""
    labels = {"title": document["title"], "slug": "as-it-was"}
    return read_scenario({**document, **labels})


@pytest.mark.parametrize("row", SAVED, ids=lambda row: row["what"])
async def test_the_id_of_a_saved_link_is_still_made_from_its_content(row):
    content = links.canonical(
        [row[f] for f in ("scheme", "scenario", "view", "engine", "fingerprint")]
    )
    assert links.content_name(content).startswith(row["id"])
    assert row["scheme"] == links.SCHEME


@pytest.mark.parametrize("row", SAVED, ids=lambda row: row["what"])
async def test_a_saved_link_still_opens_on_what_was_saved(row):
    await restored(row)
    link = await links.load(row["id"])
    assert link.view == row["view"]
    scenario = read_scenario(links.scenario_of(link))
    assert scenario.canonical() == meant(row["scenario"]).canonical()
    if row["scenario"]["slug"] not in PRESETS:
        assert scenario.title == row["scenario"]["title"]


@pytest.mark.parametrize("row", SAVED, ids=lambda row: row["what"])
async def test_a_saved_link_has_a_page_that_carries_the_run_and_the_view(row, runs):
    await restored(row)
    response = await AsyncClient().get(f"/s/{row['id']}")
    page = response.content.decode()
    carried = json.loads(
        page.partition('id="saved-link" type="application/json">')[2].partition("</script>")[0]
    )
    assert (carried["view"], carried["fingerprint"]) == (row["view"], row["fingerprint"])
    opened = read_scenario(carried["scenario"])
    assert opened.canonical() == meant(row["scenario"]).canonical()


async def test_a_preset_whose_setting_was_taken_back_is_not_given_it_again():
    row = next(row for row in SAVED if row["what"] == "a preset whose setting was taken back")
    assert row["scenario"]["slug"] == "content-filter"
    scenario = read_scenario(links.scenario_of(await restored(row)))
    assert scenario["content_filter"] is False
