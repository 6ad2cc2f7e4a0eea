import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import LimitError, ScenarioError
from simulation.options import NAMES
from simulation.scenario import MOST_ACTIONS, MOST_FLOWS, Scenario
from simulation.scenario.parameters import BY_KEY
from simulation.scenario.presets import PRESETS
from tests.simulation.scenario.test_parameter import JSON

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
        ({"slug": "leave-colocatd"}, "slug"),
        ({"description": "bell\a"}, "description"),
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
        {"duration_ns": 10**5000},
        {"flows": [["mn", "cn"]] * (MOST_FLOWS + 1)},
        {"actions": [{"do": "detach", "node": "mn", "at_ns": 1}] * (MOST_ACTIONS + 1)},
    ],
)
def test_what_asks_for_too_much_is_refused_with_the_limit(document):
    with pytest.raises(LimitError):
        read(document)


KEYS = ["option", "slug", "title", "description", "seed", "duration_ns", "start", "actions"]
KEYS += ["flows", "link", *BY_KEY]
HUGE = st.sampled_from([10**400, -(10**5000), 10**5000, 1e308, "9" * 5000])


@given(st.dictionaries(st.sampled_from(KEYS), JSON | HUGE, max_size=6))
def test_no_json_makes_it_raise_anything_else(document):
    with contextlib.suppress(ScenarioError):
        read(document)


def test_actions_are_sorted_by_time():
    actions = [
        {"do": "attach", "node": "mn", "at_ns": 9, "link": "hotel"},
        {"do": "detach", "node": "mn", "at_ns": 5},
    ]
    assert [each["at_ns"] for each in read({"actions": actions}).actions] == [5, 9]


# -- presets --------------------------------------------------------------------------------------


def test_a_document_that_names_a_preset_is_the_preset():
    asked = {"option": "0", "slug": "behind-nat", "seed": 3, "payload_octets": 99}
    whole = {**PRESETS["behind-nat"].document("0", 3), "payload_octets": 99}
    assert read(asked) == read(whole)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.slug)
@pytest.mark.parametrize(
    "own", [{"duration_ns": 5 * SECOND}, {"actions": []}, {"seed": 9}, {"title": "Mine"}]
)
def test_whatever_a_document_says_itself_it_keeps_the_rest_of_its_preset(preset, own):
    scenario = read({"slug": preset.slug, **own})
    assert preset.settings.items() <= scenario.values.items()
    assert scenario.start == preset.start
    assert scenario.flows == preset.flows
    assert read({**preset.document(), **own}) == scenario


def test_a_start_of_ones_own_keeps_the_settings_of_the_preset():
    scenario = read({"slug": "content-filter", "start": {"mn": "home"}})
    assert scenario["content_filter"] is True
    assert scenario.start == {"mn": "home"}


def test_settings_of_a_preset_differ_from_the_defaults():
    for preset in PRESETS.values():
        for key, value in preset.settings.items():
            assert BY_KEY[key].read(value) != BY_KEY[key].default, f"{preset.slug}: {key}"


@pytest.mark.parametrize(
    ("document", "slug"),
    [
        ({"slug": "content-filter", "content_filter": False}, "leave-colocated"),
        ({"slug": "leave-colocated", "gateway_nat": True}, "gateway-nat"),
        ({"slug": "leave-colocated", "duration_ns": 9 * SECOND}, "leave-colocated"),
        ({"slug": "content-filter", "start": {"mn": "home"}}, "custom"),
        ({"slug": "my-walk", "start": {"mn": "home"}}, "my-walk"),
        ({}, "custom"),
    ],
)
def test_a_scenario_is_called_after_what_it_is(document, slug):
    scenario = read(document)
    assert scenario.slug == slug
    assert read(scenario.document()) == scenario


# -- one run, one digest --------------------------------------------------------------------------

WALK = {
    "option": "1.1",
    "duration_ns": 5 * SECOND,
    "start": {"mn": "cellular", "mn2": "office"},
    "actions": [{"at_ns": SECOND, "node": "vpn-gw", "do": "renumber", "address": "10.0.1.11"}],
    "user_seconds": 9,
}


@pytest.mark.parametrize(
    "same",
    [
        {"option": "dual-ha"},
        {"title": "My walk"},
        {"slug": "walk"},
        {"description": "What a renumbering does to a walk"},
        {"seed": 1},
        {"seed": 1.0},
        {"duration_ns": 5e9},
        {"user_seconds": 9.0},
        {"user_seconds": "9"},
        {"clock_offset_s": -0.0},
        {"suite": "aes-cbc-sha1"},
        {"link": {"cellular": {"loss": 0}, "hotel": {}}},
        {"link": {"cellular": {"delay_ms": 60, "rate_kbps": 1000.0, "mtu": "1500"}}},
        {"start": {"mn2": "office", "mn": "cellular"}},
        {"flows": [["mn", "cn"]]},
        {"actions": [{**WALK["actions"][0], "address": "\uff11\uff10.0.1.\u0661\u0661"}]},
        {"actions": [dict(reversed(WALK["actions"][0].items()))]},
    ],
    ids=str,
)
def test_the_digest_does_not_follow_spelling_or_labels(same):
    assert read({**WALK, **same}).digest() == read(WALK).digest()
    assert read({**WALK, **same}).canonical() == read(WALK).canonical()


def test_the_canonical_form_is_a_document_of_the_same_run():
    scenario = read({**WALK, "title": "My walk", "description": "Far away"})
    again = read(scenario.canonical())
    assert again.canonical() == scenario.canonical()
    assert (scenario.title, scenario.description) == ("My walk", "Far away")
    assert read(scenario.document()) == scenario


# -- what does nothing -----------------------------------------------------------------------------


def test_what_does_nothing_is_kept_and_told_and_the_run_is_the_same_as_without():
    with_it, without = read({"overlapping_home": True}), read({})
    assert with_it.document()["overlapping_home"] is True
    assert [each.where for each in with_it.notes()] == ["overlapping_home"]
    assert with_it["overlapping_home"] is False
    assert with_it.canonical() == without.canonical()
    assert with_it.digest() == without.digest()


def test_under_the_option_that_it_is_for_it_counts():
    with_it = read({"option": "5", "overlapping_home": True})
    assert with_it.notes() == ()
    assert with_it["overlapping_home"] is True
    assert with_it.digest() != read({"option": "5"}).digest()


def test_a_preset_of_which_nothing_is_left_is_the_run_of_another_one():
    """The gateway's NAT is nothing to option 5, which has no gateway."""
    both = [read({"option": "5", "slug": slug}) for slug in ("gateway-nat", "leave-colocated")]
    assert both[0].digest() == both[1].digest()
    assert [each.where for each in both[0].notes()] == ["gateway_nat"]
    assert both[0].slug == "gateway-nat"
    assert read(both[0].canonical()).digest() == both[0].digest()


def test_a_canonical_document_that_is_read_again_is_the_same_run():
    for slug, preset in PRESETS.items():
        for option in ("1.1", "5", "wg"):
            once = read({"option": option, "slug": slug})
            again = read(once.canonical())
            assert again.canonical() == once.canonical(), (option, slug, preset.settings)


def test_what_a_preset_sets_for_traffic_that_one_may_choose_is_no_news():
    assert read({"slug": "big-packets"}).notes() == ()
    assert read({"tcp_octets": 90}).notes() != ()
