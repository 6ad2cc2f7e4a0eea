"""A gateway on the home link that answers ARP for its clients, beside the home agent."""

from functools import cache
from itertools import pairwise

from simulation import read_scenario, simulate
from simulation.trace import Dropped, RowChanged, Sent

SECOND = 1_000_000_000
SHARED = "home 10.1.0.100"


@cache
def run(*, on_home_link, lifetime=0):
    return simulate(
        read_scenario(
            {
                "option": "2",
                "duration_ns": 24 * SECOND,
                "start": {"mn": "cellular"},
                "actions": [
                    {"at_ns": SECOND, "node": "mn", "do": "switch-on"},
                    {"at_ns": 12 * SECOND, "node": "mn", "do": "detach"},
                    {"at_ns": 12 * SECOND + 1, "node": "mn", "do": "attach", "link": "office"},
                ],
                "packets_per_second": 5,
                "gateway_on_home_link": on_home_link,
                "arp_lifetime_s": lifetime,
            }
        )
    )


def stations(trace):
    """Return whom the home link's router took for the shared address, in order."""
    rows = [each for _, each in trace.of(RowChanged) if each.node == "core-router"]
    return [
        each.new["mac"] for each in rows if each.table == "arp" and each.key == SHARED and each.new
    ]


def misdelivered(trace, after):
    """Return how many data packets the router put on the home link for the gateway."""
    return sum(
        each.node == "core-router"
        and each.link == "home"
        and "vpn-gw" in each.to
        and each.at_ns > after * SECOND
        and bool(trace.packets[each.packet].flow)
        for _, each in trace.of(Sent)
    )


def test_alone_the_home_agent_is_the_one_station_for_the_address():
    assert len(set(stations(run(on_home_link=False, lifetime=3)))) == 1


def test_two_claim_the_address_as_soon_as_the_sa_stands():
    heard = stations(run(on_home_link=True))
    assert len(set(heard)) == 2
    assert heard[0] == heard[-1]


def test_every_question_is_answered_twice():
    heard = stations(run(on_home_link=True, lifetime=3))
    flaps = sum(early != late for early, late in pairwise(heard))
    assert flaps > 8


def test_what_the_gateway_draws_to_itself_is_lost_once_the_node_is_inside():
    trace = run(on_home_link=True, lifetime=3)
    assert misdelivered(trace, 14) > 0
    lost = [each for _, each in trace.of(Dropped) if each.at_ns > 14 * SECOND]
    assert ("mip-proxy", "no-route") in {(each.node, each.reason) for each in lost}
    assert misdelivered(run(on_home_link=False, lifetime=3), 14) == 0
