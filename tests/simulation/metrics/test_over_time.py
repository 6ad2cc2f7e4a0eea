"""What a run measures over time agrees with the metrics that have no time."""

import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.metrics import measure, series
from simulation.metrics.over_time import MOST_POINTS, thinned

MS = 1_000_000


@pytest.fixture(scope="module")
def trace():
    document = PRESETS["handover-outside"].document("1.1")
    lossy = {"traffic": "flow+tcp", "link": {"hotspot": {"loss": 0.02}}}
    return simulate(read_scenario({**document, **lossy}))


@pytest.fixture(scope="module")
def found(trace):
    return series(trace)


def test_the_extremes_of_the_delays_are_those_of_the_metrics(trace, found):
    rows = measure(trace)["flows"]
    assert len(found["delay_ms"]) == len(rows) > 0
    for line, row in zip(found["delay_ms"], rows, strict=True):
        delays = [value for at, value, _ in line["points"]]
        assert max(delays) == pytest.approx(row["delay_max_ms"]["value"])
        assert min(delays) == pytest.approx(row["delay_min_ms"]["value"])


def test_the_throughput_adds_up_to_what_was_delivered(trace, found):
    (line,) = found["throughput_kbps"]
    (row,) = measure(trace)["tcp"]
    span = line["points"][1][0] - line["points"][0][0]
    octets = sum(rate for _, rate, _ in line["points"]) * span / 8_000_000
    assert octets == pytest.approx(row["delivered_octets"]["value"], rel=1e-4)


def test_a_lossy_transfer_tells_more_than_one_window(found):
    (line,) = found["window_octets"]
    assert len({window for _, window, _ in line["points"]}) > 2


def test_signalling_grows_to_all_that_was_said(trace, found):
    (line,) = found["signalling_octets"]
    octets = [value for _, value, _ in line["points"]]
    assert octets == sorted(octets)
    counted = sum(row["signalling_octets"]["value"] for row in measure(trace)["handovers"])
    assert octets[-1] >= counted > 0


def test_every_move_is_marked_where_the_metrics_have_it(trace, found):
    moves = [mark["at_ns"] for mark in found["marks"] if mark["kind"] == "move"]
    assert moves == [row["attach_ns"] for row in measure(trace)["handovers"]]
    assert any(mark["kind"] == "milestone" for mark in found["marks"])


def test_every_point_names_an_event_of_the_trace(trace, found):
    for key, lines in found.items():
        if key not in ("duration_ns", "marks"):
            for line in lines:
                assert all(0 <= event < len(trace.events) for *_, event in line["points"])


def test_thinning_keeps_order_number_and_extremes():
    points = [(at, (at * 7919) % 10007, at) for at in range(20_000)]
    kept = thinned(points)
    assert len(kept) <= MOST_POINTS + 2
    assert kept == sorted(kept)
    assert max(value for _, value, _ in kept) == max(value for _, value, _ in points)
    assert thinned(points[:10]) == points[:10]
