import pytest

from mipviz.pages.templatetags.units import seconds, sentence


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [(0, "0"), (20_000_000_000, "20"), (10_100_000_000, "10.1"), (1, "0.000000001")],
)
def test_nanoseconds_are_written_in_seconds(nanoseconds, text):
    assert seconds(nanoseconds) == text


def test_an_action_is_written_as_a_sentence():
    action = {"at_ns": 10_100_000_000, "node": "mn", "do": "attach", "link": "cellular"}
    assert sentence(action) == "10.1 s: mn attach link cellular"
