import pytest

from simulation.filters import FilterError
from simulation.filters.tokens import LONGEST, tokens


def kinds(text):
    return [(token.kind, token.text) for token in tokens(text)[:-1]]


def test_words_of_comparison_and_joining_may_be_written_either_way():
    assert kinds("a eq 1 and not b") == kinds("a == 1 && !b")
    assert kinds("a ge 1 OR b ne 2") == kinds("a >= 1 || b != 2")


def test_names_addresses_prefixes_and_units_are_single_words():
    for word in ("mip.request", "x-ha", "10.1.0.0/16", "0xc525e4c7", "12.5s", "02:00:9b:0c:ca:a2"):
        assert kinds(word) == [("word", word)]


def test_two_dots_part_the_ends_of_a_range():
    assert [text for _, text in kinds("{10s..12.5s}")] == ["{", "10s", "..", "12.5s", "}"]


def test_a_quoted_text_keeps_blanks_and_escaped_marks():
    assert kinds(r'"cn > \"mn\""') == [("quoted", 'cn > "mn"')]


def test_every_token_knows_its_place():
    assert [(t.position, t.length) for t in tokens("  a  == 1")] == [(2, 1), (5, 2), (8, 1), (9, 0)]


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("a = b", 2, "=="),
        ("a & b", 2, "a name, a value, a comparison or a bracket"),
        ('node == "x', 8, 'a second "'),
        ("a" * (LONGEST + 1), LONGEST, f"at most {LONGEST} characters"),
    ],
)
def test_what_is_no_token_is_pointed_at(text, position, expected):
    with pytest.raises(FilterError) as caught:
        tokens(text)
    assert (caught.value.position, caught.value.expected) == (position, expected)
