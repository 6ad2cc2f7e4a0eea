import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.errors import ScenarioError
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
