"""The one encoding that fingerprints and digests are taken over."""

import json

from hypothesis import given
from hypothesis import strategies as st

from simulation.trace import canonical

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=9,
)


def test_the_encoding_is_short_sorted_and_ascii():
    assert canonical({"b": [1, 2], "a": "é"}) == b'{"a":"\\u00e9","b":[1,2]}'


@given(json_values)
def test_what_is_encoded_can_be_read_back(value):
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text(max_size=5), st.integers(), min_size=2, max_size=5))
def test_the_order_in_which_keys_were_set_does_not_show(value):
    assert canonical(dict(reversed(value.items()))) == canonical(value)
