"""Sentences, and the marks in them."""

from simulation.narration.prose import SHORTEST_SECONDS, marked, prose


def test_marks_are_taken_out_of_the_text_and_say_where_they_were():
    found = prose(
        f"{marked('the laptop', 'node', 'mn')} leaves", f"see {marked('NAT', 'term', 'nat')}"
    )
    assert found.text == "The laptop leaves. See NAT."
    assert [(found.text[m.start : m.end], m.what, m.id) for m in found.marks] == [
        ("The laptop", "node", "mn"),
        ("NAT", "term", "nat"),
    ]


def test_every_sentence_begins_with_a_capital():
    assert prose("it is off. the rest waits").text == "It is off. The rest waits."


def test_no_sentence_is_made_of_nothing():
    assert prose("", "a").text == "A."


def test_longer_prose_takes_longer_to_read_and_none_is_too_short():
    assert prose("ab").reading_s == SHORTEST_SECONDS
    assert prose("word " * 30).reading_s > prose("word " * 20).reading_s > SHORTEST_SECONDS
