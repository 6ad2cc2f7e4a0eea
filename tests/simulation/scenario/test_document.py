import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import LimitError, ScenarioError
from simulation.options import NAMES
from simulation.scenario import MOST_ACTIONS, MOST_FLOWS, Scenario, with_settings
from simulation.scenario.parameters import BY_KEY
from simulation.scenario.presets import PRESETS
from tests.simulation.scenario.test_parameters import JSON

SECOND = 10**9


def read(document):
    return Scenario.from_document(document, NAMES)


def test_an_empty_document_is_a_scenario():
    scenario = read({})
    assert (scenario.option, scenario.seed) == ("1.1", 1)
    assert scenario["suite"] == BY_KEY["suite"].default


@pytest.mark.parametrize("preset", PRESETS)
def test_a_document_survives_being_written_and_read(preset):
    scenario = read(PRESETS[preset].document("1.1"))
    document = json.loads(json.dumps(scenario.document()))
    assert read(document) == scenario
    assert read(document).document() == document
    assert read(document).digest() == scenario.digest()


def test_options_are_known_by_id_and_slug():
    assert read({"option": "dual-ha"}) == read({"option": "1.1"})


def test_a_value_that_is_the_default_makes_no_difference():
    assert read({"suite": "aes-cbc-sha1"}).digest() == read({}).digest()


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 2},
        {"option": "0"},
        {"suite": "aes-gcm"},
        {"link": {"dmz": {"loss": 0.5}}},
        {"duration_ns": 3 * SECOND},
        {"start": {"mn": "hotel"}},
    ],
)
def test_a_value_that_differs_makes_another_digest(change):
    assert read(change).digest() != read({}).digest()


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ([], "scenario"),
        ("text", "scenario"),
        ({"what": 1}, "what"),
        ({"option": "9"}, "option"),
        ({"option": ["1.1"]}, "option"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**63}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"seed": True}, "seed"),
        ({"slug": 5}, "slug"),
        ({"slug": "x" * 65}, "slug"),
        ({"title": "bell\a"}, "title"),
        ({"duration_ns": 5}, "duration_ns"),
        ({"duration_ns": "long"}, "duration_ns"),
        ({"start": {}}, "start"),
        ({"start": {"mn99": "office"}}, "start"),
        ({"start": {"mn": "dmz"}}, "start.mn"),
        ({"actions": {}}, "actions"),
        ({"actions": [5]}, "actions.0"),
        ({"actions": [{"do": "explode"}]}, "actions.0.do"),
        ({"actions": [{"do": "detach", "node": "mn"}]}, "actions.0.at_ns"),
        ({"actions": [{"do": "detach", "node": "mn2", "at_ns": 1}]}, "actions.0.node"),
        ({"actions": [{"do": "attach", "node": "mn", "at_ns": 1}]}, "actions.0.link"),
        (
            {"actions": [{"do": "detach", "node": "mn", "at_ns": 1, "link": "dmz"}]},
            "actions.0.link",
        ),
        (
            {"actions": [{"do": "renumber", "node": "vpn-gw", "at_ns": 1, "address": "10.0.0"}]},
            "actions.0.address",
        ),
        (
            {"actions": [{"do": "attack", "node": "attacker", "at_ns": 1, "on": "yes"}]},
            "actions.0.on",
        ),
        ({"flows": "mn"}, "flows"),
        ({"flows": [["mn"]]}, "flows.0"),
        ({"flows": [["cn", "mn"]]}, "flows.0"),
        ({"flows": [["mn", "mn"]]}, "flows.0"),
        ({"link": []}, "link"),
        ({"link": {"moon": {}}}, "link"),
        ({"link": {"dmz": 5}}, "link.dmz"),
        ({"link": {"dmz": {"colour": 5}}}, "link.dmz.colour"),
        ({"link": {"dmz": {"mtu": 5}}}, "link.dmz.mtu"),
    ],
)
def test_what_cannot_be_run_is_refused_by_name(document, where):
    with pytest.raises(ScenarioError) as refusal:
        read(document)
    assert refusal.value.where == where
    assert refusal.value.accepted
    assert len(str(refusal.value)) < 2000


@pytest.mark.parametrize(
    "document",
    [
        {"duration_ns": 3601 * SECOND},
        {"duration_ns": 10**400},
        {"flows": [["mn", "cn"]] * (MOST_FLOWS + 1)},
        {"actions": [{"do": "detach", "node": "mn", "at_ns": 1}] * (MOST_ACTIONS + 1)},
    ],
)
def test_what_asks_for_too_much_is_refused_with_the_limit(document):
    with pytest.raises(LimitError):
        read(document)


@given(st.dictionaries(st.sampled_from(["seed", "start", "actions", "flows", "link"]), JSON))
def test_no_json_makes_it_raise_anything_else(document):
    with contextlib.suppress(ScenarioError):
        read(document)


def test_actions_are_sorted_by_time():
    actions = [
        {"do": "attach", "node": "mn", "at_ns": 9, "link": "hotel"},
        {"do": "detach", "node": "mn", "at_ns": 5},
    ]
    assert [each["at_ns"] for each in read({"actions": actions}).actions] == [5, 9]


# -- settings -------------------------------------------------------------------------------------


def test_settings_reach_parameters_links_seed_and_length():
    document = PRESETS["leave-colocated"].document("1.1")
    changed = with_settings(
        document,
        {
            "suite": "aes-gcm",
            "link.cellular.delay_ms": "5",
            "link.cellular.loss": "0.1",
            "seed": "7",
            "duration_ns": "5000000000",
        },
    )
    scenario = read(changed)
    assert scenario["suite"] == "aes-gcm"
    assert scenario.link == {"cellular": {"delay_ms": 5.0, "loss": 0.1}}
    assert (scenario.seed, scenario.duration_ns) == (7, 5 * SECOND)
    assert "link" not in document, "the document that was given stays as it was"


@pytest.mark.parametrize("key", ["colour", "link.cellular", "link.a.b.c", "start.mn", ""])
def test_a_setting_that_is_not_known_is_refused(key):
    with pytest.raises(ScenarioError) as refusal:
        with_settings({}, {key: "1"})
    assert refusal.value.where == key


@pytest.mark.parametrize("link", [5, [], {"dmz": 5}, "text"])
def test_settings_on_a_broken_document_are_refused_not_a_crash(link):
    with pytest.raises(ScenarioError):
        with_settings({"link": link}, {"link.dmz.loss": "0.1"})
