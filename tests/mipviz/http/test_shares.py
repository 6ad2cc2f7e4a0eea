import pytest

from mipviz.http.refusal import RefusalError
from mipviz.http.shares import Shares


def fill(shares, client):
    """Take what *client* gets; return how much that was."""
    for taken in range(shares.limit + 1):
        try:
            shares.take(client)
        except RefusalError:
            return taken
    return None


def test_nobody_gets_more_than_half_of_what_the_others_leave():
    shares = Shares(64, "runs")
    assert [fill(shares, client) for client in "abcd"] == [32, 16, 8, 4]


def test_what_is_given_back_can_be_taken_again():
    shares = Shares(2, "runs")
    with shares.place("a"), pytest.raises(RefusalError, match="1 runs from your address"):
        shares.take("a")
    assert shares.taken == 0
    shares.take("a")


def test_a_place_is_given_back_whatever_happens():
    shares = Shares(2, "runs")
    with pytest.raises(KeyError), shares.place("a"):
        raise KeyError
    assert shares.taken == 0
    assert not shares._held, "nobody is remembered"
