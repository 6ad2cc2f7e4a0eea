import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.wire.fields import Bits, Header
from simulation.wire.registry import HEADERS
from tests.simulation.wire.generate import headers

EVERY = pytest.mark.parametrize("kind", HEADERS.values(), ids=str)


def subclasses(kind):
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def test_every_header_that_is_written_is_registered():
    # A dataclass with slots is made twice; the first of the two is no longer what its module names.
    written = {
        each.key
        for each in subclasses(Header)
        if each.table and each.__module__.startswith("simulation.")
    }
    assert written == set(HEADERS)


@pytest.mark.parametrize("kind", HEADERS.values(), ids=str)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_header_survives_encoding(kind, data):
    header = data.draw(headers(kind))
    octets = header.encode()
    assert kind.decode(octets) == (header, len(octets))
    spans = list(header.spans())
    assert sum(span.width for span in spans) == len(octets) * 8
    assert all(isinstance(span.text, str) for span in spans)


@pytest.mark.parametrize("kind", HEADERS.values(), ids=str)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_header_cut_short_or_changed_is_refused_or_read_but_never_breaks(kind, data):
    octets = bytearray(data.draw(headers(kind)).encode())
    flips = data.draw(st.lists(st.integers(0, max(0, len(octets) * 8 - 1)), max_size=4))
    for bit in flips if octets else ():
        octets[bit // 8] ^= 1 << bit % 8
    cut = bytes(octets[: data.draw(st.integers(0, len(octets)))])
    try:
        header, end = kind.decode(cut)
    except WireError:
        return
    assert header.encode() == cut[:end]


@EVERY
def test_header_explains_itself(kind):
    assert kind.key == kind.key.lower()
    assert kind.title
    assert kind.__doc__
    for row in kind.table:
        assert row.field.label
        assert row.field.meaning, row.name
        assert len(row.field.meaning) <= 120, row.field.meaning
        assert row.field.meaning[-1] not in ".;,", row.field.meaning
    json.dumps(kind.describe())


@EVERY
def test_every_flag_is_a_row_of_its_own(kind):
    for row in kind.table:
        if row.kind is bool:
            assert isinstance(row.field, Bits)
            assert row.field.width == 1, row.name


@EVERY
def test_a_code_with_names_has_only_names_that_fit(kind):
    for row in kind.table:
        for number in getattr(row.field, "values", None) or {}:
            assert 0 <= number < 1 << row.field.width, (row.name, number)
