"""NATs that forget sooner than anybody speaks: who repairs a path that nobody moved."""

import itertools
from functools import cache

import pytest

from simulation import read_scenario, simulate, with_settings
from simulation.trace import Delivered, Noted

SECOND = 10**9
PRECISION_S = 0.6
"""Two packets a second are looked at."""


@cache
def hotel(option, *acts, **settings):
    """Return the run of a node that starts in a hotel whose NAT forgets after 15 s."""
    actions = [{"at_ns": SECOND, "node": "mn", "do": "switch-on"}, *map(dict, acts)]
    document = {
        "option": option,
        "duration_ns": 70 * SECOND,
        "start": {"mn": "hotel"},
        "actions": actions,
        "nat_timeout_s": 15,
        "packets_per_second": 2,
    }
    return simulate(read_scenario(with_settings(document, settings)))


def away(from_s, until_s):
    """Return the actions of a node that sleeps, and wakes on the same network."""
    gone = {"at_ns": from_s * SECOND, "node": "mn", "do": "detach"}
    back = {"at_ns": until_s * SECOND, "node": "mn", "do": "attach", "link": "hotel"}
    return tuple(gone.items()), tuple(back.items())


def arrivals(trace):
    """Return when data reached the mobile node, in s, and the end of the run."""
    came = [each.at_ns / SECOND for _, each in trace.of(Delivered) if each.flow == "cn > mn"]
    return [*came, 70.0]


def longest(times):
    return max(after - before for before, after in itertools.pairwise(times))


def gave_up(trace):
    return [each.text for _, each in trace.of(Noted) if each.text.startswith("IKE gave up")]


@pytest.mark.parametrize("option", ["0", "3", "6", "5266"])
@pytest.mark.parametrize(("timeout_s", "dpd_s", "seed"), [(15, 10, 1), (8, 20, 2)])
def test_an_idle_client_that_asks_for_life_lacks_data_no_longer_than_it_waits_to_ask(
    option, timeout_s, dpd_s, seed
):
    """RFC 3947 section 7 and RFC 4555 section 3.8: the question itself repairs the path."""
    trace = hotel(option, nat_timeout_s=timeout_s, dpd_s=dpd_s, seed=seed, flow_direction="down")
    assert longest(arrivals(trace)) <= dpd_s + PRECISION_S
    assert gave_up(trace) == []


@pytest.mark.parametrize("option", ["0", "6"])
def test_without_anybody_asking_an_idle_client_is_lost_for_good(option):
    assert longest(arrivals(hotel(option, flow_direction="down"))) > 45


@pytest.mark.parametrize("option", ["0", "6"])
def test_keepalives_that_are_sent_often_enough_keep_the_mapping(option):
    """RFC 3948 section 4: the period is configurable, and 20 s by default."""
    assert longest(arrivals(hotel(option, flow_direction="down", nat_keepalive_s=10))) < 1


@pytest.mark.parametrize("option", ["0", "1.1", "3", "6", "5266", "wg"])
@pytest.mark.parametrize("direction", ["both", "down"])
def test_a_node_that_wakes_behind_the_same_nat_has_data_again(option, direction):
    """It gets the address back that it had, and the NAT has forgotten it."""
    trace = hotel(option, *away(20, 45), flow_direction=direction)
    after = [each for each in arrivals(trace) if each > 45]
    assert after[0] < 50
    assert longest(after) < 1 or direction == "down"


LONG = {"registration_lifetime_outside_s": 1800, "flow_direction": "down", "nat_timeout_s": 12}
"""Nothing but keepalives shows that the NAT has forgotten the tunnel to the home agent."""


@pytest.mark.parametrize("option", ["1.1", "2", "5265"])
def test_a_tunnel_that_a_nat_forgot_is_registered_anew(option):
    """RFC 3519 section 4.10: a keepalive without an answer, its repetitions, a registration."""
    came = arrivals(hotel(option, mip_keepalive_s=20, **LONG))
    assert longest(came) < 20 - 12 + 7 + PRECISION_S
    assert came[-2] > 50


@pytest.mark.parametrize("option", ["1.1", "2", "5265"])
def test_keepalives_that_adapt_lose_the_mapping_once(option):
    """RFC 3519 section 4.10: 10 s is the shortest, and enough for this NAT."""
    came = arrivals(hotel(option, mip_keepalive_s=20, mip_keepalive_adapts=True, **LONG))
    silences = [after for before, after in itertools.pairwise(came) if after - before > 2]
    assert len(silences) == 1


def led_away(option, *, starts, hotspot_at=None, **settings):
    """Return the run of a node on a hotspot that an attacker leaves at 14 s; data go down alone."""
    actions = [{"at_ns": SECOND, "node": "mn", "do": "switch-on"}]
    if hotspot_at:
        came = hotspot_at * SECOND
        actions += [
            {"at_ns": came - SECOND // 10, "node": "mn", "do": "detach"},
            {"at_ns": came, "node": "mn", "do": "attach", "link": "hotspot"},
        ]
    for at_ns, on in (((hotspot_at or 0.2) * SECOND, True), (14 * SECOND, False)):
        actions.append({"at_ns": int(at_ns), "node": "attacker", "do": "attack", "on": on})
    document = {"option": option, "duration_ns": 30 * SECOND, "start": {"mn": starts}}
    document |= {"actions": actions, "care_of": "colocated", "flow_direction": "down"}
    return simulate(read_scenario(with_settings(document, settings)))


def heals(trace):
    """Return whether data came in the ten seconds before the end."""
    return any(each.at_ns > 20 * SECOND for _, each in trace.of(Delivered))


@pytest.mark.parametrize("option", ["6", "5266"])
def test_an_attacker_who_was_there_when_mobike_began_leaves_nothing_behind(option):
    """RFC 4555 sections 3.8 and 5.1: the next liveness check finds another address, and updates."""
    assert heals(led_away(option, starts="hotspot", attack_target="ike", dpd_s=5))


@pytest.mark.parametrize(("dpd_s", "heals_itself"), [(0, False), (5, True)])
def test_an_idle_node_of_option_3_is_found_again_only_if_it_asks(dpd_s, heals_itself):
    """Draft section 2.6: an authentic question moves every SA back to where the node is."""
    settings = {"attack_target": "esp", "attack_packets": 1, "redirect_to": "victim"}
    trace = led_away("3", starts="cellular", hotspot_at=6, dpd_s=dpd_s, **settings)
    assert heals(trace) is heals_itself
