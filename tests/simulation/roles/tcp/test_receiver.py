from hypothesis import given
from hypothesis import strategies as st

from simulation.roles.tcp.receiver import Receiver
from tests.simulation.roles.tcp.transferring import pattern

STREAM = pattern(300)


@given(st.lists(st.tuples(st.integers(0, 299), st.integers(1, 60)), max_size=30), st.randoms())
def test_any_order_of_overlapping_pieces_gives_the_stream(cuts, chance):
    pieces = [(start, STREAM[start : start + size]) for start, size in cuts]
    pieces += [(start, STREAM[start : start + 50]) for start in range(0, 300, 50)]
    chance.shuffle(pieces)
    receiver, got = Receiver(1000), b""
    for start, data in pieces:
        got += receiver.receive(start + 1, data)
        assert got == STREAM[: len(got)]
        assert receiver.expected == len(got) + 1
    assert got == STREAM
    assert not receiver.gap


def test_what_lies_beyond_the_window_is_not_kept():
    receiver = Receiver(100)
    assert receiver.receive(51, STREAM[50:200]) == b""
    assert receiver.receive(1, STREAM[:50]) == STREAM[:100]


def test_what_touches_the_window_is_acceptable():
    receiver = Receiver(100)
    receiver.receive(1, STREAM[:50])
    assert receiver.accepts(51, 0)
    assert receiver.accepts(150, 1)
    assert receiver.accepts(1, 51)
    assert not receiver.accepts(151, 0)
    assert not receiver.accepts(151, 10)
    assert not receiver.accepts(1, 50)
    assert not receiver.accepts(50, 0)
