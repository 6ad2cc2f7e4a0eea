import pytest

from simulation.errors import AbsentError, AskingError
from simulation.lessons import QUERIES
from simulation.lessons.queries import answer, check


@pytest.mark.parametrize(
    "asked",
    ["octets", "gap.move1", "signalling.move12.ike", "setting.payload_octets",
     "count: drop at x-fa", "span: first move .. vpn is up after first move", "time: vpn is up"],
)  # fmt: skip
def test_a_query_of_the_table_is_taken(asked):
    check(asked, compared=False)


@pytest.mark.parametrize("asked", ["gap", "gap.move0", "octetses", "", "other.nothing"])
def test_any_other_is_refused_with_the_table(asked):
    with pytest.raises(AskingError) as caught:
        check(asked, compared=True)
    assert "gap.longest" in caught.value.accepted


def test_a_phrase_within_a_query_is_looked_over():
    with pytest.raises(AskingError) as caught:
        check("count: frist drop", compared=False)
    assert "drop" in caught.value.accepted


def test_two_runs_are_asked_only_where_there_are_two(outside):
    with pytest.raises(AskingError, match="about one run"):
        check("other.octets", compared=False)
    with pytest.raises(AskingError, match="about one run"):
        answer("difference.octets", outside)


def test_the_difference_of_two_runs_has_no_sign(outside, scene):
    inside = scene("first data from cn on office")
    more = answer("difference.octets", outside, inside).value
    assert more == answer("octets", outside).value - answer("octets", inside).value
    assert answer("difference.octets", inside, outside).value == more
    assert answer("other.octets", outside, inside).value == answer("octets", inside).value


def test_words_have_no_difference(outside):
    with pytest.raises(AskingError, match="no difference"):
        answer("difference.readable", outside, outside)


def test_a_figure_that_a_run_lacks_is_said_to_be_lacking(outside):
    with pytest.raises(AbsentError, match="no such figure"):
        answer("reason", outside)


def test_every_query_is_written_in_a_form_of_its_own():
    assert len({each.form for each in QUERIES}) == len(QUERIES)
