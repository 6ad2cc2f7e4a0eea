from simulation.kernel.fragment_limits import DEFAULT_LIMITS
from simulation.time import SECOND


def test_the_time_out_is_the_one_that_hosts_shall_have():
    """RFC 1122 section 3.3.2: 60 to 120 s."""
    assert 60 * SECOND <= DEFAULT_LIMITS.patience_ns <= 120 * SECOND


def test_the_buffer_holds_many_datagrams_of_the_longest_kind():
    assert DEFAULT_LIMITS.octets > 60 * 65535
