import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import OPTIONS
from simulation.errors import ScenarioError
from simulation.scenario import ACTIONS
from simulation.scenario.parameter import integer, limited
from simulation.scenario.parameters import BY_KEY, LINK_PARAMETERS, PARAMETERS

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda each: each.key)
def test_defaults_are_accepted_and_have_a_meaning(parameter):
    assert parameter.read(parameter.default) == parameter.default
    assert parameter.meaning
    assert parameter.accepted


@pytest.mark.parametrize("parameter", PARAMETERS + LINK_PARAMETERS, ids=lambda each: each.key)
@settings(max_examples=20)
@given(value=JSON)
def test_what_is_not_accepted_is_refused_by_name(parameter, value):
    refusal = None
    try:
        read = parameter.read(value)
    except ScenarioError as error:
        refusal = error
    if refusal is not None:
        assert (refusal.where, refusal.accepted) == (parameter.key, parameter.accepted)
        return
    assert parameter.read(read) == read
    if parameter.kind in {"integer", "number"}:
        assert parameter.minimum <= read <= parameter.maximum
        assert not math.isnan(read)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("xauth", "true", True),
        ("xauth", "off", False),
        ("payload_octets", "1000", 1000),
        ("payload_octets", 1000.0, 1000),
        ("t_detect_s", "0.5", 0.5),
        ("suite", "aes-gcm", "aes-gcm"),
    ],
)
def test_text_from_a_command_line_is_read_as_json_would_be(key, text, value):
    assert BY_KEY[key].read(text) == value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("xauth", 1),
        ("xauth", "yes"),
        ("payload_octets", True),
        ("payload_octets", 10.5),
        ("payload_octets", "many"),
        ("payload_octets", 10**400),
        ("payload_octets", "nan"),
        ("suite", "rot13"),
        ("suite", ["aes-gcm"]),
    ],
)
def test_what_means_nothing_is_refused(key, value):
    with pytest.raises(ScenarioError, match=key):
        BY_KEY[key].read(value)


def test_a_refusal_does_not_repeat_a_very_long_value():
    with pytest.raises(ScenarioError) as refusal:
        BY_KEY["suite"].read("x" * 10**6)
    assert len(str(refusal.value)) < 300


def test_link_parameters_are_named_by_where_they_stand():
    mtu = next(each for each in LINK_PARAMETERS if each.key == "mtu")
    with pytest.raises(ScenarioError, match=r"link\.dmz\.mtu.*integer from 68 to 9000 octets"):
        mtu.read(20, "link.dmz.mtu")


def test_keys_are_unique():
    assert len(BY_KEY) == len(PARAMETERS)


def test_a_key_names_one_parameter():
    assert len(BY_KEY) == len(PARAMETERS)


def test_options_and_actions_that_rows_name_exist():
    for each in PARAMETERS:
        assert set(each.options) <= set(OPTIONS), each.key
        assert set(each.acts) <= set(ACTIONS), each.key
        for key, value in (
            (key, one) for need in each.needs for key, ones in need.items() for one in ones
        ):
            assert BY_KEY[key].read(value) == value, each.key


NEEDS = limited(
    integer("leaves", 1, "of a tea", 1, 9), "5", "6", needs=({"pot": (True,)},), acts=("pour",)
)


@pytest.mark.parametrize(
    ("option", "pot", "actions", "why"),
    [
        ("1.1", True, ["pour"], ("does nothing under option 1.1", "options 5, 6")),
        ("5", False, ["pour"], ("does nothing beside what else is set", "pot=true")),
        ("5", True, ["stir"], ("does nothing in this timeline", "a timeline with pour")),
        ("6", True, ["stir", "pour"], ("", "")),
    ],
)
def test_a_parameter_says_why_it_does_nothing_and_where_it_would(option, pot, actions, why):
    assert NEEDS.idle(option, lambda key: {"pot": pot}[key], actions) == why
    assert NEEDS.only == "options 5, 6; pot=true; a timeline with pour"
