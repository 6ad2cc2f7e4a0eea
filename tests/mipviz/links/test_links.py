import pytest

from mipviz.http.refusal import RefusalError
from mipviz.links import links
from mipviz.links.models import Link

pytestmark = pytest.mark.django_db(transaction=True)
SCENARIO = {"events": 30}


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
