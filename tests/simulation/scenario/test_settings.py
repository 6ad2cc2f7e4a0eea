import pytest

from simulation.errors import ScenarioError
from simulation.options import NAMES
from simulation.scenario.document import Scenario
from simulation.scenario.parameters import BY_KEY
from simulation.scenario.presets import PRESETS
from simulation.scenario.settings import settings_of, spelled, with_settings

SECOND = 10**9


def read(document):
    return Scenario.from_document(document, NAMES)


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


def test_an_empty_text_sets_the_default_again_even_over_a_preset():
    document = {"slug": "content-filter", "seed": 5, "link": {"dmz": {"loss": 0.1, "mtu": 600}}}
    empty = {"content_filter": "", "link.dmz.loss": "", "seed": ""}
    scenario = read(with_settings(document, empty))
    assert scenario["content_filter"] is False
    assert scenario.link == {"dmz": {"mtu": 600}}
    assert scenario.seed == 1


@pytest.mark.parametrize("spelling", ["7", "7.0", "\uff17", "7e0"])
def test_a_whole_number_is_the_same_however_a_setting_spells_it(spelling):
    assert read(with_settings({}, {"seed": spelling})).seed == 7


@pytest.mark.parametrize("spelling", ["seven", "7.5", "-7", "9" * 5000, "1e999999", "nan"])
def test_a_seed_that_is_none_is_refused_in_a_setting(spelling):
    with pytest.raises(ScenarioError) as refusal:
        read(with_settings({}, {"seed": spelling}))
    assert refusal.value.where == "seed"


def test_the_settings_of_a_scenario_are_what_its_preset_does_not_say():
    plain = read({"slug": "content-filter"})
    assert settings_of(plain) == {}
    changed = read(with_settings(plain.document(), {"suite": "aes-gcm", "link.dmz.loss": "0.25"}))
    assert settings_of(changed) == {"suite": "aes-gcm", "link.dmz.loss": "0.25"}
    assert read(with_settings({"slug": "content-filter"}, settings_of(changed))) == changed


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("xauth", True, "true"),
        ("hairpin", False, "false"),
        ("payload_octets", 300, "300"),
        ("t_detect_s", 3.0, "3"),
        ("t_detect_s", 0.125, "0.125"),
        ("clock_offset_s", 1e-07, "1e-07"),
        ("suite", "aes-gcm", "aes-gcm"),
    ],
)
def test_a_value_is_spelled_shortly_and_read_back_as_it_was(key, value, text):
    assert spelled(value) == text
    assert BY_KEY[key].read(text) == value
