import pytest

from simulation.catalogue import REASONS
from simulation.filters import complete, parse
from simulation.filters.completion import MOST


@pytest.fixture
def offered(index):
    """A function that returns what is offered at the end of a text."""
    return lambda text: [each.text for each in complete(index, text, len(text)).candidates]


def test_names_come_by_what_is_typed_of_them(offered):
    assert offered("")[:2] == ["node", "link"]
    assert offered("mip.re")[:2] == ["mip.request", "mip.reply"]
    assert offered("esp and dro")[0] == "dropped"
    assert not any("reserved" in each for each in offered("mip.re"))


def test_values_come_from_the_run_and_its_tables(offered):
    assert {"mn", "x-ha", "vpn-gw"} <= set(offered("node == "))
    assert "cellular" in offered("link in {home, ")
    assert set(offered("dropped.reason == ")) <= set(REASONS)
    assert offered("dropped.reason == filt")[0] == "filtered"
    assert all(each.startswith("0x") for each in offered("esp.spi == "))
    assert offered("esp.spi == ")
    assert "0" in offered("mip.code == ")
    assert offered("flow == ")[0].startswith('"')


def test_comparisons_fit_the_sort_of_the_term(offered):
    assert offered("node ") == ["==", "!=", "contains", "in"]
    assert {"and", "or", "<", "in"} <= set(offered("esp.spi "))
    assert "contains" not in offered("esp.spi ")
    assert offered("esp ") == ["and", "or"]


def test_nothing_is_offered_behind_what_is_wrong(offered):
    assert offered("nosuch == x and ") == []


def test_the_word_at_the_cursor_is_what_is_replaced(index):
    found = complete(index, "node == m and esp", 9)
    assert (found.start, found.end) == (8, 9)
    assert found.candidates[0].text == "mn"


def test_every_value_that_is_offered_can_be_taken(index, offered):
    for begun in ("node == ", "flow == ", "dropped.reason == ", "ip.src == ", "mip.code == "):
        for each in offered(begun):
            parse(begun + each)
    assert len(offered("i")) <= MOST
    assert all(each.meaning for each in complete(index, "", 0).candidates)
