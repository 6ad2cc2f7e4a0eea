from datetime import UTC, datetime

from simulation.time import EPOCH_UNIX_SECONDS, SECOND, seconds


def test_simulated_zero_is_the_13th_of_january_2003():
    assert datetime.fromtimestamp(EPOCH_UNIX_SECONDS, UTC) == datetime(2003, 1, 13, tzinfo=UTC)


def test_seconds_are_rounded_to_whole_nanoseconds():
    assert seconds(0.1) == 100_000_000
    assert seconds(3) == 3 * SECOND
    assert isinstance(seconds(1e-10), int)
