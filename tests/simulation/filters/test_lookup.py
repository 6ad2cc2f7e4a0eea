import pytest

from simulation.filters import FilterError
from simulation.filters.lookup import find
from simulation.filters.tokens import tokens


def named(text):
    return find(tokens(text)[0])


def test_a_column_of_a_row_is_a_name():
    term = named("row.new.care_of")
    assert (term.kinds, term.field, term.member) == (("row",), "new", "care_of")


def test_a_name_that_is_begun_leads_to_what_begins_so():
    with pytest.raises(FilterError, match=r"accepted: mip\.request"):
        named("mip.reque")


def test_a_misspelt_name_leads_to_those_like_it():
    with pytest.raises(FilterError, match="accepted: dropped"):
        named("droped")


def test_a_member_of_what_has_none_is_no_name():
    with pytest.raises(FilterError):
        named("esp.spi.low")
