import json

import pytest

from mipviz.catalogue import catalogue
from simulation import LINK_PARAMETERS, OPTIONS, PARAMETERS, PRESETS, read_scenario


def test_the_catalogue_holds_everything_that_the_browser_does_not_know():
    made = json.loads(catalogue.encoded())
    assert [option["id"] for option in made["options"]] == list(OPTIONS)
    assert [scenario["slug"] for scenario in made["scenarios"]] == list(PRESETS)
    assert len(made["parameters"]) == len(PARAMETERS) + len(LINK_PARAMETERS)
    assert {"engine", "roles", "headers", "kinds", "stage", "tables", "reasons"} <= set(made)


def test_every_preset_is_a_document_that_runs_under_any_option():
    for scenario in catalogue.scenarios():
        for option in OPTIONS:
            read = read_scenario({"option": option, **scenario["document"]})
            assert read.slug == scenario["slug"]
            assert read.duration_ns == scenario["duration_ns"]


def test_a_document_that_names_a_preset_gets_its_timeline():
    asked = {"option": "0", "slug": "behind-nat", "seed": 3, "payload_octets": 99}
    read = read_scenario(catalogue.complete(asked))
    whole = PRESETS["behind-nat"].document("0", 3)
    assert read == read_scenario({**whole, "payload_octets": 99})


@pytest.mark.parametrize(
    "own", [{"actions": []}, {"duration_ns": 10**9}, {"start": {"mn": "hotel"}}, {"flows": []}]
)
def test_a_timeline_of_ones_own_is_left_alone(own):
    assert catalogue.complete({"slug": "behind-nat", **own}) == {"slug": "behind-nat", **own}


def test_an_address_without_a_query_opens_the_first_run():
    address = catalogue.read_address({})
    assert (address.scenario["option"], address.scenario["slug"]) == ("1.1", "leave-colocated")
    assert address.warnings == []


def test_an_address_names_option_scenario_seed_and_parameters():
    address = catalogue.read_address(
        {
            "option": "baseline",
            "scenario": "behind-nat",
            "seed": "9",
            "set.suite": "aes-gcm",
            "set.link.cellular.delay_ms": "120",
            "t": "5",
        }
    )
    assert address.warnings == []
    assert address.scenario["option"] == "0"
    assert address.scenario["seed"] == 9
    assert address.scenario["suite"] == "aes-gcm"
    assert address.scenario["link"] == {"cellular": {"delay_ms": 120}}


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"option": "9"}, "option"),
        ({"scenario": "holiday"}, "scenario"),
        ({"seed": "red"}, "seed"),
        ({"seed": "-1"}, "seed"),
        ({"set.suite": "rot13"}, "set.suite"),
        ({"set.wings": "2"}, "set.wings"),
        ({"set.link.moon.mtu": "1"}, "set.link.moon.mtu"),
        ({"set.link.cellular.mtu": "1e999"}, "set.link.cellular.mtu"),
        ({"set.": "x"}, "set."),
    ],
)
def test_what_makes_no_sense_in_an_address_is_named_and_left_out(query, where):
    address = catalogue.read_address({**query, "option": query.get("option", "0")})
    [warning] = address.warnings
    assert warning["where"] == where
    assert warning["what"]
    assert warning["accepted"]
    read_scenario(address.scenario)
    assert catalogue.read_address({}).warnings == []
