"""The attack of the preset against whole options, its cost and how long it outlasts itself."""

from collections import Counter

import pytest

from simulation import PRESETS, read_scenario, simulate, with_settings
from simulation.errors import ScenarioError
from simulation.time import SECOND
from simulation.trace import Delivered, Dropped, Ineffective, KeyHeld, Noted, Translated

LEAVES = 25 * SECOND


def document(option, seconds=35, extra=(), **settings):
    scenario = PRESETS["pseudo-nat-attack"].document(option)
    scenario["actions"] += [
        {"at_ns": at * SECOND, "node": "attacker", "do": what} for at, what in extra
    ]
    return with_settings(
        scenario, {"duration_ns": seconds * SECOND, "packets_per_second": 10, **settings}
    )


def attacked(option, *args, **settings):
    return simulate(read_scenario(document(option, *args, **settings)))


def redirected(trace, node="attacker"):
    return [
        each.at_ns
        for _, each in trace.of(Dropped)
        if each.reason == "redirected" and each.node == node
    ]


def delivered(trace, flow, after=LEAVES + SECOND // 5):
    return [
        each.at_ns for _, each in trace.of(Delivered) if each.flow == flow and each.at_ns > after
    ]


def rewritten(trace):
    """Return how many packets of which purpose the attacker sent out with another source."""
    seen = Counter()
    for _, each in trace.of(Translated):
        record = trace.packets[each.packet]
        if each.node == "attacker" and "poses as a NAT" in record.fault:
            seen[record.purpose.split(" for ")[0]] += 1
    return seen


def test_without_an_attack_there_is_no_attacker():
    trace = simulate(read_scenario(PRESETS["power-up-inside"].document("1.1")))
    assert not {"attacker", "victim"} & {each["name"] for each in trace.head["nodes"]}


def test_one_request_redirects_mobile_ip_for_the_life_of_its_binding():
    trace = attacked("1.1", attack_packets=1, registration_lifetime_outside_s=25)
    assert rewritten(trace) == {"Registration Request": 1}
    times = redirected(trace)
    assert times[0] > LEAVES
    assert times[-1] > 29 * SECOND, "it lasts until the node registers again"
    assert delivered(trace, "cn > mn", after=31 * SECOND), "and no longer"


def test_what_is_redirected_stays_sealed():
    trace = attacked("1.1", seconds=28)
    details = {
        each.detail.partition("; ")[2]
        for _, each in trace.of(Dropped)
        if each.reason == "redirected"
    }
    assert details == {"user data sealed, ESP"}
    assert not [each for _, each in trace.of(KeyHeld) if each.node == "attacker"]


def test_while_the_attacker_relays_nobody_notices():
    trace = attacked("1.1", seconds=25)
    during = delivered(trace, "cn > mn", after=16 * SECOND)
    assert len(during) > 80


def test_without_nat_traversal_there_is_nothing_to_do():
    trace = attacked("1.1", seconds=30, nat_traversal=False)
    assert not rewritten(trace)
    assert redirected(trace) == []
    (told,) = [each for _, each in trace.of(Ineffective) if each.node == "attacker"]
    assert told.action == "attack"


def test_rewriting_all_the_same_denies_service_only_while_it_lasts():
    trace = attacked("1.1", nat_traversal=False, attack_target="mip")
    notes = [each.text for _, each in trace.of(Noted) if each.node == "mn"]
    assert sum("administratively prohibited" in each for each in notes) >= 3
    assert delivered(trace, "cn > mn", after=32 * SECOND)
    assert redirected(trace) == []


@pytest.mark.parametrize(
    ("follow", "packets", "succeeds"),
    [
        ("nothing", 2, False),
        ("nothing", 3, True),
        ("ike", 5, False),
        ("ike", 6, True),
        ("ike-and-esp", 6, False),
    ],
)
def test_ike_takes_more_than_one_message(follow, packets, succeeds):
    """All until the gateway's path is fixed: main mode, or quick mode's end where IKE follows.

    Where ESP follows, too, the node's first packet heals it (RFC 3947 section 7).
    """
    told = {"attack_target": "ike", "attack_packets": packets, "follow_nat": follow}
    trace = attacked("0", seconds=30, **told)
    assert bool(redirected(trace)) is succeeds
    assert bool(delivered(trace, "cn > mn")) is not succeeds


@pytest.mark.parametrize("option", ["3", "wg"])
def test_following_the_outer_address_heals_with_the_next_packet(option):
    trace = attacked(option, redirect_to="victim")
    times = redirected(trace, "victim")
    assert len(times) > 80, "the passive victim is flooded while every packet is rewritten"
    assert max(times) < LEAVES + SECOND // 4, "one packet of the node's own ends it"
    assert delivered(trace, "cn > mn")


def test_an_update_that_was_rewritten_outlasts_the_attack_until_somebody_asks():
    assert not delivered(attacked("6"), "cn > mn")
    asking = attacked("6", dpd_s=3)
    assert delivered(asking, "cn > mn", after=30 * SECOND)


def test_replays_and_forgeries_are_refused_by_wireguard_too():
    trace = attacked("wg", 30, [(20, "replay"), (22, "forge")], attack_target="mip", forgeries=10)
    made = {
        trace.packets[each.packet].fault for _, each in trace.of(Dropped) if each.node == "vpn-gw"
    }
    assert {"the attacker replays", "the attacker forges WireGuard data"} <= made
    moves = [each for _, each in trace.of(Noted) if "newest authentic" in each.text]
    assert all("203.0.113.101" not in each.text for each in moves)


def test_replays_and_forgeries_are_refused():
    trace = attacked("3", 30, [(20, "replay"), (22, "forge")], attack_target="mip", forgeries=10)
    made = Counter()
    for _, each in trace.of(Dropped):
        record = trace.packets[each.packet]
        if record.fault and each.node == "vpn-gw":
            made[record.fault, each.reason] += 1
    assert made == {
        ("the attacker replays", "esp-check"): 8,
        ("the attacker forges ESP", "esp-check"): 10,
    }
    moves = [each for _, each in trace.of(Noted) if "the SA follows it" in each.text]
    assert len(moves) == 1, "the node's own move and no other"


@pytest.mark.parametrize("weak", [True, False])
def test_a_secret_that_is_a_word_is_found_and_a_forged_binding_accepted(weak):
    trace = attacked("1.1", 32, [(28, "dictionary")], attack_target="esp", weak_mip_secret=weak)
    assert bool(redirected(trace)) is weak
    held = [each.key for _, each in trace.of(KeyHeld) if each.node == "attacker"]
    assert len(held) == weak


@pytest.mark.parametrize("action", ["attack", "replay", "forge", "dictionary"])
def test_attacks_are_the_attackers_business(action):
    scenario = document("1.1")
    extra = {"on": True} if action == "attack" else {}
    scenario["actions"] += [{"at_ns": 1, "node": "mn", "do": action, **extra}]
    with pytest.raises(ScenarioError, match="attacker"):
        read_scenario(scenario)


def test_the_attacker_does_nothing_else():
    scenario = document("1.1")
    scenario["actions"] += [{"at_ns": 1, "node": "attacker", "do": "crash"}]
    with pytest.raises(ScenarioError):
        read_scenario(scenario)


def test_the_same_attack_has_the_same_fingerprint():
    assert attacked("1.1", 20).fingerprint() == attacked("1.1", 20).fingerprint()


@pytest.mark.parametrize(
    ("option", "target", "section"),
    [
        ("1.1", "mip", "RFC 3519 6.1.1"),
        ("3", "esp", "RFC 3947 8"),
        ("0", "ike", "RFC 3947 8"),
        ("6", "mobike", "RFC 4555 5.1"),
        ("wg", "auto", "WireGuard white paper 2.1"),
    ],
)
@pytest.mark.parametrize("to", ["attacker", "victim"])
def test_an_attack_cites_what_trusts_the_headers_that_it_changes(option, target, section, to):
    settings = {"attack_target": target, "redirect_to": to, "follow_nat": "nothing"}
    trace = attacked(option, seconds=30, return_routability="off", **settings)
    leaves = [each.spec for _, each in trace.of(Noted) if "the attacker leaves" in each.text]
    assert leaves == [section]
    assert {each.spec for _, each in trace.of(Dropped) if each.reason == "redirected"} == {section}
