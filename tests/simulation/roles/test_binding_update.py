"""Binding Updates to a correspondent: who is believed, what is tunnelled, and for how long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.roles.binding_update import PORT, BindingCache, BindingClient, BindingTarget
from simulation.roles.home_agent import MobilitySecurity
from simulation.roles.registration_client import MobilityClock
from simulation.time import SECOND
from simulation.trace import Noted
from simulation.wire import ipv4, mobile_ip, udp
from tests.simulation.small_world import address, routed

HOME, CARE_OF, CACHE = address("192.0.2.129"), address("10.0.0.1"), address("10.0.1.1")
SECURITY = MobilitySecurity(400, bytes(range(16)), "mn and gw")


class Updating:
    """A node ``a`` that updates a cache at ``b`` across a router."""

    def __init__(self, **target):
        self.world, self.a, _, self.b = routed()
        self.a.hold(HOME, "home address")
        self.cache = BindingCache(self.b, self.world.ends["b"], CACHE, {HOME: SECURITY})
        self.accepted = []
        self.client = BindingClient(
            self.a,
            BindingTarget(
                correspondent=CACHE, home_address=HOME, **{"security": SECURITY} | target
            ),
            self.world.ends["a"],
            MobilityClock(self.a),
            lambda: self.accepted.append(int(self.world.env.now)),
        )

    @property
    def held(self):
        return self.world.rows("b", "binding-cache")

    def update(self, until=1, ends_tunnel=True):
        self.client.update(CARE_OF, CARE_OF, ends_tunnel=ends_tunnel)
        self.world.run(until)

    def forge(self, octets):
        body = udp.datagram(CARE_OF, CACHE, PORT, 434, octets)
        self.world.put(self.a, CARE_OF, CACHE, ipv4.UDP, body)


def message(now_ns=0, key=SECURITY.key, **changes):
    fields = {
        "acknowledge": True,
        "lifetime": 300,
        "home_address": HOME,
        "care_of_address": CARE_OF,
        "identification": mobile_ip.ntp_time(now_ns),
    }
    header = mobile_ip.BindingUpdate(**fields | changes)
    return mobile_ip.signed(header, kind=35, spi=SECURITY.spi, key=key)


def test_an_update_makes_a_tunnel_to_the_care_of_address():
    it = Updating()
    it.update()
    assert it.held[str(HOME)]["care_of"] == str(CARE_OF)
    assert it.client.bound
    assert len(it.accepted) == 1
    heard = it.world.hears(it.a)
    it.world.say(it.b, str(CACHE), str(HOME))
    it.world.run(2)
    assert heard == [b"hello"]
    outer = [each for each in it.world.packets("left") if ipv4.protocol(each) == ipv4.IPIP]
    assert [(ipv4.source(each), ipv4.destination(each)) for each in outer] == [(CACHE, CARE_OF)]


def test_nothing_is_taken_out_of_that_tunnel_at_the_cache():
    it = Updating()
    it.update()
    inner = ipv4.packet(HOME, CACHE, ipv4.UDP, udp.datagram(HOME, CACHE, 7, 7, b"x"))
    it.world.put(it.a, CARE_OF, CACHE, ipv4.IPIP, inner)
    it.world.run(2)
    assert it.world.drops("b") == ["refused-inner"]


def test_the_same_place_is_told_once():
    it = Updating()
    it.update()
    it.update(2)
    assert len(it.world.sent("a", "Binding Update")) == 1


def test_a_binding_is_refreshed_at_half_its_life_and_lapses_without():
    it = Updating(lifetime=20)
    it.update()
    it.world.run(31)
    assert len(it.world.sent("a", "Binding Update")) == 4
    it.client.stop("no link")
    it.world.run(60)
    assert it.held == {}
    assert it.world.rows("b", "tunnels") == {}


def test_withdrawing_restores_the_home_address():
    it = Updating()
    it.update()
    it.client.withdraw(CARE_OF)
    it.world.run(2)
    assert it.held == {}
    assert not it.client.bound


def test_an_update_that_nobody_has_acknowledged_yet_is_withdrawn_as_well():
    it = Updating()
    it.update(1)
    it.client.withdraw(CARE_OF)
    it.world.run(2)
    it.b.interfaces["right"].detach()
    it.update(3)
    it.client.withdraw(CARE_OF)
    it.b.interfaces["right"].attach(it.world.links["right"])
    it.world.run(10)
    asked = [purpose for _, _, purpose in it.world.sent("a", "Binding Update")]
    assert "that withdraws" in asked[-1]
    assert it.held == {}


def test_silence_is_met_three_times_and_then_told():
    it = Updating()
    it.b.interfaces["right"].detach()
    it.update(60)
    assert len(it.world.sent("a", "Binding Update")) == 3
    assert "does not acknowledge" in it.world.events(Noted, "a")[0].text
    assert not it.client.bound


def test_a_binding_that_is_not_renewed_counts_as_none_and_may_be_made_again():
    it = Updating(lifetime=20)
    it.update()
    it.b.interfaces["right"].detach()
    it.world.run(60)
    assert not it.client.bound
    assert it.held == {}
    it.b.interfaces["right"].attach(it.world.links["right"])
    it.update(62)
    assert it.client.bound
    assert it.held[str(HOME)]["care_of"] == str(CARE_OF)


def test_a_refusal_is_noted_and_asked_for_no_more():
    it = Updating()
    it.cache._last[HOME] = mobile_ip.ntp_time(100 * SECOND)
    it.update(60)
    assert len(it.world.sent("a", "Binding Update")) == 1
    assert [each.text for each in it.world.events(Noted, "a")] == [
        "the Binding Update was refused with status 133"
    ]
    assert not it.client.bound
    assert it.accepted == []


def test_an_answer_that_comes_once_the_link_is_gone_binds_nothing():
    it = Updating(lifetime=20)
    it.update(0.001)
    it.client.stop("no link")
    it.world.run(60)
    assert it.world.drops("a") == ["unexpected"]
    assert not it.client.bound
    assert len(it.world.sent("a", "Binding Update")) == 1


def test_a_new_care_of_address_replaces_the_old_one():
    it = Updating()
    it.update()
    other = address("10.0.0.9")
    it.a.hold(other, "second")
    it.client.update(CARE_OF, other, ends_tunnel=True)
    it.world.run(2)
    assert it.held[str(HOME)]["care_of"] == str(other)
    assert [row["remote"] for row in it.world.rows("b", "tunnels").values()] == [str(other)]


def test_a_lifetime_that_is_too_long_is_cut():
    it = Updating(lifetime=4000)
    it.update()
    assert it.held[str(HOME)]["lifetime_s"] == 300


def test_without_a_tunnel_of_its_own_the_node_opens_none():
    """Where a foreign agent ends it."""
    it = Updating()
    it.update(ends_tunnel=False)
    assert it.held[str(HOME)]["care_of"] == str(CARE_OF)
    assert it.world.rows("a", "tunnels") == {}


def test_what_comes_out_of_the_tunnel_must_be_for_the_home_address():
    it = Updating()
    it.update()
    body = udp.datagram(CACHE, CARE_OF, 7, 7, b"x")
    inner = ipv4.packet(CACHE, CARE_OF, ipv4.UDP, body)
    it.world.put(it.b, CACHE, CARE_OF, ipv4.IPIP, inner)
    it.world.run(2)
    assert it.world.drops("a") == ["refused-inner"]


def test_what_an_earlier_life_may_have_left_is_withdrawn_once():
    it = Updating()
    earlier = message(SECOND // 10, lifetime=300)
    it.world.run(0.1)
    it.forge(earlier)
    it.world.run(0.5)
    assert str(HOME) in it.held
    it.client.withdraw(CARE_OF)
    it.world.run(1)
    assert it.held == {}
    told = len(it.world.sent("a"))
    it.client.withdraw(CARE_OF)
    it.world.run(5)
    assert len(it.world.sent("a")) == told


def test_a_wrong_key_is_told_and_makes_no_binding():
    it = Updating(security=MobilitySecurity(400, b"the wrong key...", "mn and gw"))
    it.update()
    assert it.held == {}
    assert it.world.drops("a") == ["mip-check"], "nor does the node believe the answer"


@pytest.mark.parametrize(
    ("octets", "status"),
    [
        (message(), 0),
        (message(key=b"the wrong key..."), 131),
        (message(8 * SECOND), 133),
        (message(identification=1), 133),
    ],
)
def test_what_a_cache_answers(octets, status):
    it = Updating()
    it.forge(octets)
    it.world.run(1)
    answers = [
        mobile_ip.parse(ipv4.payload(each)[8:]).header
        for each in it.world.packets("right")
        if ipv4.source(each) == CACHE
    ]
    assert [each.status for each in answers] == [status]
    assert bool(it.held) == (status == 0)


def test_a_replayed_update_changes_nothing():
    it = Updating()
    old = message()
    it.forge(old)
    it.world.run(1)
    it.forge(message(SECOND, lifetime=0))
    it.world.run(2)
    assert it.held == {}
    it.forge(old)
    it.world.run(3)
    assert it.held == {}


def test_who_is_not_known_gets_no_answer():
    it = Updating()
    it.forge(message(home_address=address("192.0.2.130")))
    it.world.run(1)
    assert it.world.drops("b") == ["unexpected"]


def test_an_update_that_wants_no_answer_gets_none():
    it = Updating()
    it.forge(message(acknowledge=False))
    it.world.run(1)
    assert it.held
    assert it.world.sent("b", "Acknowledge") == []


def test_an_acknowledgement_of_something_older_is_dropped():
    it = Updating()
    it.update()
    answer = mobile_ip.BindingAcknowledge(status=0, home_address=HOME, identification=5)
    octets = mobile_ip.signed(answer, kind=35, spi=SECURITY.spi, key=SECURITY.key)
    it.b.send_udp(CACHE, CARE_OF, (434, PORT), octets, (), "late")
    it.world.run(2)
    assert it.world.drops("a") == ["unexpected"]


@given(st.binary(max_size=60))
def test_no_octets_make_either_end_raise(octets):
    it = Updating()
    for head in (b"", b"\x12", message()[:24]):
        it.forge(head + octets)
        it.b.send_udp(CACHE, CARE_OF, (434, PORT), head + octets, (), "noise")
    it.world.run(1)
    assert len(it.world.drops("a")) == 3
