import pytest

from simulation.moments import MomentError, check
from simulation.moments.phrase import read


def test_articles_and_capitals_mean_nothing():
    assert read("The First DATA from the cn") == read("first data from cn")


def test_after_takes_all_that_follows_and_and_says_more_of_the_first():
    nested = read("data after move after vpn is up")
    [(side, anchor)] = nested.sides
    assert side == "after"
    assert [each for each, _ in anchor.sides] == ["after"]
    both = read("data after vpn is up and before move")
    assert [each for each, _ in both.sides] == ["after", "before"]


@pytest.mark.parametrize(
    ("written", "at_ns"),
    [("12.5 s", 12_500_000_000), ("80ms", 80_000_000), ("0.25 s", 250_000_000)],
)
def test_a_time_is_read_in_seconds_or_milliseconds(written, at_ns):
    assert read(written).clause.at_ns == at_ns


@pytest.mark.parametrize(
    ("written", "where", "accepted"),
    [
        ("frist data", "frist data", "lost data"),
        ("data wiht cn", "wiht cn", "from NODE"),
        ("data from", "from", "from NODE"),
        ("data after", "the phrase", "12.5 s"),
        ("", "the phrase", "vpn is up"),
        ("first registration accepted of mn", "of mn", "by NODE"),
        ("data " * 100, "data data", "300 characters"),
        ("data after " * 9 + "data", "data after", "8 clauses"),
    ],
)
def test_what_is_wrong_is_named_with_what_would_do(written, where, accepted):
    with pytest.raises(MomentError) as caught:
        check(written)
    assert where in caught.value.where
    assert accepted in caught.value.accepted
