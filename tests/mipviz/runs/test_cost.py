import pytest

from mipviz.runs.cost import expected_seconds
from mipviz.runs.line import DEAR_SECONDS
from simulation import PRESETS, read_scenario


def cost(slug="handover-outside", **more):
    document = {**PRESETS[slug].document("1.1"), **more}
    return expected_seconds(read_scenario(document).document())


@pytest.mark.parametrize("slug", PRESETS)
def test_no_preset_is_dear(slug):
    assert 0 < cost(slug) < DEAR_SECONDS


@pytest.mark.parametrize(
    "more",
    [
        {"packets_per_second": 200},
        {"duration_ns": 3600 * 10**9},
        {"traffic": "tcp", "tcp_octets": 10**8, "tcp_rate_kbps": 0},
        {"traffic": "flow+tcp", "tcp_octets": 10**8, "tcp_rate_kbps": 0},
    ],
)
def test_what_keeps_a_worker_busy_is_dear(more):
    assert cost(**more) > DEAR_SECONDS
    assert cost(**more) > cost()


def test_traffic_that_is_not_sent_costs_nothing():
    assert cost(traffic="ping", packets_per_second=200) < cost()
    assert cost(traffic="ping", tcp_octets=10**8) == cost(traffic="ping")
