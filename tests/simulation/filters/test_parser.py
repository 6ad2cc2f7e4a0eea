import pytest

from simulation.filters import FilterError, parse
from simulation.filters.expression import Both, Condition, Either, Not
from simulation.filters.parser import wanted_after


def shape(expression):
    match expression:
        case Condition(term):
            return term.name
        case Not(part):
            return f"not {shape(part)}"
        case Both(left, right):
            return f"({shape(left)} and {shape(right)})"
        case Either(left, right):
            return f"({shape(left)} or {shape(right)})"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("esp or mip and arp", "(esp or (mip and arp))"),
        ("esp and mip or arp", "((esp and mip) or arp)"),
        ("(esp or mip) and arp", "((esp or mip) and arp)"),
        ("not esp and mip", "(not esp and mip)"),
        ("not (esp and mip)", "not (esp and mip)"),
        ("esp or mip or arp", "((esp or mip) or arp)"),
        ("state changed", "state"),
        ("row changed and esp", "(row and esp)"),
    ],
)
def test_not_binds_before_and_and_and_before_or(text, meant):
    assert shape(parse(text)) == meant


@pytest.mark.parametrize(
    ("text", "position", "length", "expected"),
    [
        ("", 0, 1, "a name such as mip.request, node or dropped"),
        ("esp and", 7, 1, "a name such as mip.request, node or dropped"),
        ("(esp", 4, 1, "and, or, or )"),
        ("esp)", 3, 1, "and, or, or the end of the filter"),
        ("node", 4, 1, "a comparison such as node =="),
        ("esp.spi ==", 10, 1, "a number such as 434 or 0x1b2"),
        ("esp changed", 4, 7, "and, or, or the end of the filter"),
        ("link in home", 8, 4, "{ and values with commas between"),
        ("link in {home", 13, 1, ", or .. or }"),
        ("not " * 60 + "esp", 200, 3, "fewer brackets and negations within one another"),
    ],
)
def test_a_wrong_filter_is_pointed_at_with_what_is_expected_there(text, position, length, expected):
    with pytest.raises(FilterError) as caught:
        parse(text)
    found = caught.value
    assert (found.position, found.length, found.expected) == (position, length, expected)


@pytest.mark.parametrize(
    ("text", "what", "term"),
    [
        ("", "name", None),
        ("esp and ", "name", None),
        ("node ", "operator", "node"),
        ("node == ", "value", "node"),
        ("link in {home, ", "value", "link"),
        ("esp.spi ", "joiner", "esp.spi"),
        ("node == mn ", "joiner", None),
        ("(esp ", "joiner", "esp"),
    ],
)
def test_what_may_follow_is_known_after_any_right_beginning(text, what, term):
    wanted = wanted_after(text)
    assert wanted is not None
    assert (wanted.what, wanted.term and wanted.term.name) == (what, term)


def test_nothing_follows_what_is_wrong_further_in_front():
    assert wanted_after("nosuch == ") is None
