"""Numbers worked out by hand from RFC 6298 sections 2 and 5."""

import pytest

from simulation.roles.tcp.timing import GRANULARITY, LEAST, MOST, RetransmissionTimeout
from simulation.time import MILLISECOND, SECOND


def after(*samples_ms):
    timeout = RetransmissionTimeout()
    for each in samples_ms:
        timeout.sample(each * MILLISECOND)
    return timeout


def test_it_begins_with_one_second():
    assert RetransmissionTimeout().value == SECOND


@pytest.mark.parametrize(
    ("samples", "smoothed", "variation", "value"),
    [
        # 2.2: SRTT = R, RTTVAR = R/2, RTO = SRTT + 4 * RTTVAR
        ((400,), 400, 200, 1200),
        ((2000,), 2000, 1000, 6000),
        # 2.3: RTTVAR = 3/4 * 200 + 1/4 * |400 - 800|, SRTT = 7/8 * 400 + 1/8 * 800
        ((400, 800), 450, 250, 1450),
        # and once more with 450: 3/4 * 250 + 0, SRTT unchanged
        ((400, 800, 450), 450, 187.5, 1200),
    ],
)
def test_the_rfcs_formulas(samples, smoothed, variation, value):
    timeout = after(*samples)
    assert timeout.smoothed == smoothed * MILLISECOND
    assert timeout.variation == int(variation * MILLISECOND)
    assert timeout.value == value * MILLISECOND


def test_it_is_never_under_a_second_nor_over_a_minute():
    assert after(10).value == LEAST == SECOND
    assert after(50_000).value == MOST == 60 * SECOND


def test_a_path_without_variation_keeps_the_clocks_granularity():
    timeout = after(*[2000] * 100)
    assert timeout.variation < GRANULARITY
    assert timeout.value == 2000 * MILLISECOND + GRANULARITY


def test_it_doubles_and_a_new_sample_ends_that():
    timeout = after(400)
    seen = []
    for _ in range(7):
        timeout.back_off()
        seen.append(timeout.value // MILLISECOND)
    assert seen == [2400, 4800, 9600, 19200, 38400, 60000, 60000]
    timeout.sample(400 * MILLISECOND)
    assert timeout.value == 1000 * MILLISECOND


def test_after_a_lost_syn_data_begin_with_three_seconds():
    timeout = RetransmissionTimeout()
    timeout.back_off()
    timeout.begin_data()
    assert timeout.value == 3 * SECOND
    measured = after(400)
    measured.begin_data()
    assert measured.value == 1200 * MILLISECOND
