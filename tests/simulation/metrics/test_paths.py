"""Path stretch against the shortest way over the links."""

import pytest

from simulation.metrics import paths
from simulation.metrics.facts import Facts
from simulation.trace import RowChanged

MS = 1_000_000


def world(made, *, detour=False):
    made.stand("mn", "left")
    made.stand("cn", "right")
    for node, links in (("r1", ("left", "middle")), ("r2", ("middle", "right"))):
        for link in links:
            made.event(0, RowChanged(node, "interfaces", link, None, {"link": link}))
    if detour:
        made.event(0, RowChanged("r1", "interfaces", "right", None, {"link": "right"}))


def test_the_shortest_way_adds_delays_and_sending_times(made):
    world(made)
    made.datagram(0, 0, 5 * MS)
    way = paths.shortest(Facts(made.finished()), "cn", "mn", at_ns=0, octets=986)
    # 1,000 octets with the Ethernet header take 1 ms at 8 Mb/s, on each of three links.
    assert way == paths.Way(3, (10 + 5 + 1 + 3) * MS)


def test_a_shorter_link_shortens_the_way(made):
    world(made, detour=True)
    made.datagram(0, 0, 5 * MS)
    assert paths.shortest(Facts(made.finished()), "cn", "mn", at_ns=0, octets=986).hops == 2


def test_no_way_is_no_way(made):
    made.stand("mn", "left")
    made.stand("cn", "right")
    made.datagram(0, 0, 5 * MS)
    assert paths.shortest(Facts(made.finished()), "cn", "mn", at_ns=0, octets=100) is None


def test_every_link_that_data_cross_counts_whatever_is_around_them(made):
    world(made)
    made.datagram(0, 0, 1 * MS)
    packet = made.datagram(1, 2 * MS, 40 * MS)
    outer = made.packet(made.trace.stacks[0], 208, flow="cn > mn", inner=packet)
    for at in range(5):
        made.sent((3 + at) * MS, "r1", outer, "middle", "r2")
    (row,) = paths.measure(Facts(made.finished()))
    assert row["hops"]["value"] == 6
    assert row["stretch_hops_ratio"]["value"] == 2
    assert row["delay_mean_ms"]["value"] == 38
    assert row["stretch_delay_ratio"]["value"] == pytest.approx(
        38 / row["shortest_delay_ms"]["value"], abs=1e-5
    )
