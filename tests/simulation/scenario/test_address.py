import base64
import contextlib
import json
import zlib
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation import read_address, read_scenario, write_address
from simulation.claims import CLAIMS
from simulation.errors import LimitError, ScenarioError
from simulation.options import OPTIONS
from simulation.scenario import address
from simulation.scenario.presets import PRESETS

SECOND = 10**9
VECTORS = json.loads((Path(__file__).parent / "addresses.json").read_text("utf-8"))
WALK = {
    "option": "wg",
    "slug": "walk",
    "title": "Zu Fu\u00df, by night",
    "description": "Nobody else is on the road.",
    "start": {"mn": "cellular"},
    "duration_ns": 9 * SECOND,
    "actions": [{"at_ns": SECOND, "node": "mn", "do": "switch-on"}],
    "link": {"cellular": {"loss": 0.25}},
    "suite": "aes-gcm",
    "seed": 8,
}


def query(scenario):
    return dict(parse_qsl(write_address(scenario), strict_parsing=True))


def there_and_back(document):
    """Return the scenario of *document* and what its address is read as; nothing may be warned."""
    scenario = read_scenario(document)
    found = read_address(query(scenario))
    assert found.warnings == ()
    return scenario, found.scenario


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("slug", PRESETS)
def test_every_preset_under_every_option_survives_its_address_in_plain_words(option, slug):
    scenario, found = there_and_back({"option": option, "slug": slug})
    assert found == scenario
    assert write_address(scenario) == f"option={option}&scenario={slug}"


@pytest.mark.parametrize("claim", [each for each in CLAIMS if each.asks], ids=lambda each: each.id)
def test_every_run_that_settles_a_claim_survives_its_address(claim):
    for document, _ in claim.asks.values():
        scenario, found = there_and_back(document)
        assert found == scenario
        assert found.digest() == read_scenario(document).digest()
        assert len(write_address(scenario)) < address.ADDRESS_LIMIT


def test_settings_seed_and_length_of_a_preset_stand_in_words():
    scenario, found = there_and_back(
        {
            "option": "3",
            "slug": "content-filter",
            "seed": 4,
            "duration_ns": 5 * SECOND,
            "suite": "aes-gcm",
            "link": {"hotel": {"mtu": 600}},
        }
    )
    assert found == scenario
    assert query(scenario) == {
        "option": "3",
        "scenario": "content-filter",
        "seed": "4",
        "set.suite": "aes-gcm",
        "set.link.hotel.mtu": "600",
        "set.duration_ns": "5000000000",
    }


def test_a_timeline_of_ones_own_travels_whole_with_its_labels():
    scenario, found = there_and_back(WALK)
    assert found == scenario
    assert set(query(scenario)) == {"document"}


def test_a_preset_under_another_title_keeps_the_title():
    scenario, found = there_and_back({"slug": "behind-nat", "title": "Monday\u2019s class"})
    assert found == scenario
    assert found.title == "Monday\u2019s class"


TIMELINES = st.lists(
    st.builds(
        lambda at, link, do: (
            {"at_ns": at, "node": "mn", "do": do} | ({"link": link} if do == "attach" else {})
        ),
        st.integers(0, 50 * SECOND),
        st.sampled_from(["hotel", "hotspot", "office"]),
        st.sampled_from(["switch-on", "attach", "detach", "crash"]),
    ),
    max_size=30,
)


@given(TIMELINES, st.sampled_from([*OPTIONS]), st.integers(0, 2**63 - 1), st.booleans())
def test_any_timeline_survives_its_address(actions, option, seed, xauth):
    scenario, found = there_and_back(
        {"option": option, "actions": actions, "seed": seed, "xauth": xauth}
    )
    assert found == scenario


def test_an_ordinary_timeline_has_an_ordinary_length():
    tour = PRESETS["grand-tour"].document("1.1")
    fork = {**tour, "slug": "custom", "title": "A day on the road; mn to hotel at 47.123 s"}
    fork["actions"] = [*tour["actions"], {"at_ns": 47_123_456_789, "node": "mn", "do": "detach"}]
    assert len(write_address(read_scenario(fork))) < address.ADDRESS_LIMIT / 2


def test_what_an_address_names_beside_its_document_changes_the_document():
    words = query(read_scenario(WALK)) | {"option": "2", "seed": "3", "set.suite": ""}
    found = read_address(words)
    assert found.warnings == ()
    assert found.scenario == read_scenario(
        {**WALK, "option": "2", "seed": 3, "suite": "aes-cbc-sha1"}
    )


def test_a_setting_of_a_preset_can_be_taken_back():
    found = read_address({"scenario": "content-filter", "set.content_filter": ""})
    assert found.scenario["content_filter"] is False
    assert there_and_back(found.scenario.document())[1] == found.scenario


def test_an_address_without_a_query_opens_the_first_run():
    found = read_address({})
    assert (found.scenario.option, found.scenario.slug) == ("1.1", address.FIRST_SCENARIO)
    assert read_address({}, "behind-nat").scenario.slug == "behind-nat"


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"option": "9"}, "option"),
        ({"scenario": "holiday"}, "scenario"),
        ({"scenario": "behind-nat", "document": address.pack(WALK)}, "scenario"),
        ({"seed": "red"}, "seed"),
        ({"seed": "-1"}, "seed"),
        ({"seed": "9" * 5000}, "seed"),
        ({"set.suite": "rot13"}, "set.suite"),
        ({"set.wings": "2"}, "set.wings"),
        ({"set.link.moon.mtu": "1"}, "set.link.moon.mtu"),
        ({"set.link.cellular.mtu": "1e999"}, "set.link.cellular.mtu"),
        ({"set.duration_ns": "9" * 30}, "set.duration_ns"),
        ({"set.": "x"}, "set."),
    ],
)
def test_what_makes_no_sense_beside_is_named_and_left_out(query, where):
    found = read_address({"option": "0", **query})
    [warning] = found.warnings
    assert warning.where == where
    assert warning.what
    assert warning.accepted


# -- text that nobody wrote ---------------------------------------------------------------------


def packed(octets):
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return (
        base64.urlsafe_b64encode(compressor.compress(octets) + compressor.flush())
        .decode()
        .rstrip("=")
    )


HOSTILE = {
    "no base64": "\u00e4!",
    "cut": address.pack(WALK)[:-5],
    "something behind it": address.pack(WALK) + "AAAA",
    "not compressed": base64.urlsafe_b64encode(b"{}").decode(),
    "no JSON": packed(b"{'a': 1}"),
    "no object": packed(b"[1]"),
    "no text": packed(b"\xff\xfe{}"),
    "nested without end": packed(b"[" * 100_000),
    "a number without end": packed(b'{"seed":' + b"9" * 100_000 + b"}"),
    "an unknown key": address.pack({"wings": 2}),
    "another option": address.pack({"option": "9"}),
    "not a number": packed(b'{"seed":NaN,"user_seconds":Infinity}'),
    "half a character": packed(b'{"title":"\\ud800"}'),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_document_that_cannot_be_read_is_refused_with_what_would_do(text):
    with pytest.raises(ScenarioError) as refusal:
        read_address({"document": text})
    assert refusal.value.accepted
    assert len(str(refusal.value)) < 2_000


def test_a_small_text_that_expands_without_end_is_refused_before_it_does():
    bomb = packed(b" " * (1 << 24))
    assert len(bomb) < address.TEXT_LIMIT
    with pytest.raises(LimitError) as refusal:
        read_address({"document": bomb})
    assert str(address.DOCUMENT_LIMIT_OCTETS) in refusal.value.accepted


def test_a_text_without_end_is_refused():
    with pytest.raises(LimitError):
        read_address({"document": "A" * (address.TEXT_LIMIT + 1)})


@given(st.text(max_size=200) | st.binary(max_size=200).map(packed))
def test_no_text_makes_it_raise_anything_else(text):
    with contextlib.suppress(ScenarioError):
        read_address({"document": text})
    read_address({"scenario": text, "seed": text, "set." + text[:9]: text})


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["what"])
def test_addresses_of_earlier_days_show_what_they_showed(vector):
    found = read_address(dict(parse_qsl(vector["address"], strict_parsing=True)))
    assert found.warnings == ()
    assert found.scenario == read_scenario(vector["scenario"])
