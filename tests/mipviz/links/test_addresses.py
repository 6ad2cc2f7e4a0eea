from urllib.parse import parse_qsl

import pytest

from mipviz.http.refusal import RefusalError
from mipviz.links import addresses
from simulation import OPTIONS, PRESETS

OWN = {"option": "6", "start": {"mn": "home"}, "duration_ns": 10**9, "title": "At home"}


def queried(url):
    return dict(parse_qsl(url.removeprefix("/?"), strict_parsing=True))


def test_what_is_asked_by_document_and_by_its_address_is_one_answer():
    asked = addresses.of_document(OWN)
    again = addresses.of_query(queried(asked.url))
    assert again.document() == asked.document()
    assert asked.document()["warnings"] == []
    assert asked.document()["scenario"]["title"] == "At home"


def test_warnings_say_where_what_and_what_is_accepted():
    asked = addresses.of_query({"option": "9", "scenario": "x" * 500})
    assert [each["where"] for each in asked.warnings] == ["scenario", "option"]
    for warning in asked.warnings:
        assert set(warning) == {"where", "what", "accepted"}
        assert len(warning["what"]) <= 200


def test_a_query_that_names_no_scenario_asks_for_what_its_page_is_about():
    assert addresses.of_query({}).scenario.slug == addresses.FIRST_SCENARIO
    assert addresses.of_query({}, "behind-nat").scenario.slug == "behind-nat"


@pytest.mark.parametrize("document", [{"option": "9"}, {"wings": 2}, {"slug": "nothing"}])
def test_a_document_that_cannot_be_run_is_refused(document):
    with pytest.raises(RefusalError) as refusal:
        addresses.of_document(document)
    assert refusal.value.code == "bad-scenario"


def test_a_broken_document_in_an_address_is_refused_and_no_other_run_is_shown():
    with pytest.raises(RefusalError) as refusal:
        addresses.of_query({"document": "cut"})
    assert refusal.value.message.startswith("document: ")


def test_every_preset_has_an_address_in_plain_words():
    for option in OPTIONS:
        for slug in PRESETS:
            asked = addresses.of_document({"option": option, "slug": slug})
            assert asked.url == f"/?option={option}&scenario={slug}"
