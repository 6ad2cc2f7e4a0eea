"""A mobile node's registration: RFC 3344 sections 3.6.1 to 3.6.3 and 5.7."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.roles.registration_client import (
    ClientEvents,
    MobilityClock,
    RegistrationClient,
    RegistrationState,
    RegistrationTarget,
    Way,
)
from simulation.time import SECOND
from simulation.wire import ipv4, mobile_ip, udp
from tests.simulation.roles.registering import AGENT, CARE_OF, HOME, SECURITY
from tests.simulation.small_world import SmallWorld, address

PORT = 1025
WAY = Way(source=CARE_OF, destination=AGENT, care_of=CARE_OF, colocated=True)


class Asking(SmallWorld):
    """A client at *m*; *answer* decides what the agent says to each request, by its number."""

    def __init__(self, answer=None, *, offset_ns=0, lifetime=60, **target):
        super().__init__()
        self.link("lan", "10.0.0.0/8")
        self.m = self.node("m", "lan 10.2.0.9")
        self.ha = self.node("ha", "lan 10.1.0.1")
        self.answer = answer or (lambda number, request: {})
        self.requests = []
        self.happened = []
        self.ha.sockets[0, 434] = self._asked
        say = self.happened.append
        self.client = RegistrationClient(
            self.m,
            "registration",
            PORT,
            RegistrationTarget(
                home_address=HOME,
                home_agent=AGENT,
                security=SECURITY,
                **{"lifetime": lifetime} | target,
            ),
            MobilityClock(self.m, offset_ns),
            ClientEvents(
                accepted=lambda reply, message: say(("accepted", reply.code)),
                denied=lambda code: say(("denied", code)),
                silent=lambda: say("silent"),
                lapsed=lambda: say("lapsed"),
            ),
        )
        self.m.sockets[0, PORT] = self._answered

    def _asked(self, header, payload, packet):
        self.requests.append((int(self.env.now) / SECOND, mobile_ip.parse(payload), packet))
        said = self.answer(len(self.requests), self.requests[-1][1].header)
        if said is not None:
            self.reply(self.requests[-1][1].header, **said)

    def reply(self, request, *, key=SECURITY.key, octets=None, **changes):
        fields = {
            "code": 0,
            "lifetime": request.lifetime,
            "home_address": request.home_address,
            "home_agent": request.home_agent,
            "identification": request.identification,
        }
        if octets is None:
            header = mobile_ip.RegistrationReply(**fields | changes)
            octets = mobile_ip.signed(header, spi=SECURITY.spi, key=key)
        body = udp.datagram(AGENT, CARE_OF, 434, PORT, octets)
        self.put(self.ha, AGENT, CARE_OF, ipv4.UDP, body)

    def _answered(self, header, payload, packet):
        try:
            message = mobile_ip.parse(payload)
        except WireError:
            return
        if isinstance(message.header, mobile_ip.RegistrationReply):
            self.client.receive(message, payload, packet)

    @property
    def times(self):
        return [round(when, 1) for when, _, _ in self.requests]


def silent(number, request):
    return None


def test_a_request_says_what_the_target_asks_for():
    world = Asking(encapsulation="gre", broadcasts=True, nai="mn@example.com")
    world.client.register(WAY, "test")
    world.run(1)
    _, message, packet = world.requests[0]
    header = message.header
    assert (header.home_address, header.home_agent) == (HOME, AGENT)
    assert header.care_of_address == CARE_OF
    assert (header.lifetime, header.gre, header.minimal) == (60, True, False)
    assert (header.broadcasts, header.reverse_tunnel, header.decapsulates) == (True, True, True)
    assert message.find(mobile_ip.NaiExtension).nai == b"mn@example.com"
    octets = ipv4.payload(packet.octets)[8:]
    assert mobile_ip.verify(octets, kind=32, key=SECURITY.key, spi=SECURITY.spi)
    assert world.happened == [("accepted", 0)]
    assert world.client.state is RegistrationState.REGISTERED


@pytest.mark.parametrize("colocated", [True, False])
def test_udp_is_asked_for_with_an_address_of_ones_own_alone(colocated):
    """RFC 3519 section 4.4: not when registering through a foreign agent's address."""
    world = Asking()
    way = Way(
        source=CARE_OF, destination=AGENT, care_of=CARE_OF, colocated=colocated, nat_traversal=True
    )
    world.client.register(way, "test")
    world.run(1)
    asked = world.requests[0][1].find(mobile_ip.UdpTunnelRequest)
    assert (asked is not None) == colocated


def test_through_an_agent_the_request_goes_to_its_ethernet_address_with_the_greatest_ttl():
    """RFC 3024 section 4.1.1: TTL 255 where the T bit is set."""
    world = Asking()
    station = world.m.interfaces["lan"]
    way = Way(
        source=HOME,
        destination=AGENT,
        care_of=AGENT,
        colocated=False,
        agent=(station, world.ha.interfaces["lan"].mac),
    )
    world.m.hold(HOME, "home address")
    world.client.register(way, "test")
    world.run(1)
    _, message, packet = world.requests[0]
    assert ipv4.ttl(packet.octets) == 255
    assert not message.header.decapsulates
    assert world.sent("m", "who has") == []


# -- asking again ---------------------------------------------------------------------------------


def test_silence_is_met_with_doubling_waits():
    """RFC 3344 section 3.6.3."""
    world = Asking(silent)
    world.client.register(WAY, "test")
    world.run(40)
    assert world.times == [0, 1, 3, 7, 15, 31]
    identifications = [message.header.identification for _, message, _ in world.requests]
    assert identifications == sorted(set(identifications)), "each try takes a new one"


def test_the_wait_never_gets_longer_than_the_lifetime():
    world = Asking(silent, lifetime=5)
    world.client.register(WAY, "test")
    world.run(30)
    assert world.times == [0, 1, 3, 7, 12, 17, 22, 27]


def test_who_is_told_to_give_up_says_so():
    world = Asking(silent)
    world.client.most_tries = 3
    world.client.register(WAY, "test")
    world.run(30)
    assert world.times == [0, 1, 3]
    assert world.happened == ["silent"]
    assert world.client.state is RegistrationState.IDLE


def test_a_new_way_begins_anew():
    world = Asking(silent)
    world.client.register(WAY, "test")
    world.at(5, lambda: world.client.register(WAY, "the care-of address changed"))
    world.run(9)
    assert world.times == [0, 1, 3, 5, 6, 8]


def test_who_is_stopped_asks_no_more():
    world = Asking(silent)
    world.client.register(WAY, "test")
    world.at(0.5, lambda: world.client.stop("no link"))
    world.run(30)
    assert world.times == [0]


def test_a_binding_is_renewed_before_it_ends():
    world = Asking()
    world.client.register(WAY, "test")
    world.run(105)
    assert world.times == [0, 50, 100]
    assert world.happened == [("accepted", 0)] * 3


def test_the_lifetime_counts_from_the_request():
    """RFC 3344 section 3.6.2.2."""
    world = Asking(lambda number, request: {"lifetime": 30})
    world.client.register(WAY, "test")
    world.run(1)
    assert world.rows("m", "registration")["registration"]["expires_ns"] == 30 * SECOND
    world.run(21)
    assert world.times == [0, 20], "the lifetime that was granted, not the one that was asked for"


def test_no_more_is_asked_for_than_the_foreign_agent_advertises():
    """RFC 3344 section 3.6.1.2."""
    world = Asking()
    for longest, asked in ((40, 40), (90, 60), (0, 60)):
        world.client.register(replace(WAY, longest_lifetime=longest), "test")
        world.run(int(world.env.now) / SECOND + 1)
        assert world.requests[-1][1].header.lifetime == asked


def test_a_deregistration_asks_for_no_time_whatever_the_agent_advertises():
    world = Asking()
    world.client.deregister(replace(WAY, longest_lifetime=40), "test")
    world.run(1)
    assert world.requests[-1][1].header.lifetime == 0


def test_a_lifetime_that_an_agent_shortened_is_renewed_in_time():
    world = Asking()
    world.client.register(replace(WAY, longest_lifetime=20), "test")
    world.run(35)
    assert world.times == [0, 10, 20, 30]


def test_requests_are_no_further_apart_than_the_longest_wait():
    world = Asking(lambda *_: None)
    world.client.longest_wait = 5 * SECOND
    world.client.register(WAY, "test")
    world.run(18)
    assert world.times == [0, 1, 3, 7, 12, 17]


def test_a_client_that_is_stopped_lets_its_binding_lapse():
    world = Asking()
    world.client.register(WAY, "test")
    world.at(20, lambda: world.client.stop("test"))
    world.run(59)
    assert world.client.bound_to == CARE_OF
    world.run(61)
    assert world.client.state is RegistrationState.IDLE
    assert world.happened == [("accepted", 0), "lapsed"]
    assert world.rows("m", "registration") == {}


def test_an_agent_that_falls_silent_is_asked_beyond_the_end_of_the_binding():
    world = Asking(lambda number, request: {} if number in {1, 8} else None)
    world.client.register(WAY, "test")
    world.run(200)
    assert world.times[:7] == [0, 50, 51, 53, 57, 65, 81]
    assert world.happened[:3] == [("accepted", 0), "lapsed", ("accepted", 0)]


def test_what_is_left_to_lapse_is_a_row_until_then():
    world = Asking()
    world.client.register(WAY, "test")
    world.at(10, lambda: world.client.stop("the link is gone"))
    world.run(59)
    assert world.rows("m", "registration")
    world.run(61)
    assert not world.rows("m", "registration")
    assert world.times == [0]


# -- giving back ----------------------------------------------------------------------------------


def test_a_binding_is_given_back_with_lifetime_zero():
    world = Asking()
    world.client.register(WAY, "test")
    world.at(5, lambda: world.client.register(WAY, "inside", 0))
    world.run(100)
    assert [message.header.lifetime for _, message, _ in world.requests] == [60, 0]
    assert world.client.state is RegistrationState.IDLE
    assert world.rows("m", "registration") == {}
    assert world.happened == [("accepted", 0), ("accepted", 0)]


def test_a_deregistration_asks_for_no_tunnel_over_udp():
    world = Asking()
    way = Way(source=CARE_OF, destination=AGENT, care_of=HOME, colocated=True, nat_traversal=True)
    world.client.register(way, "home", 0)
    world.run(1)
    assert world.requests[0][1].find(mobile_ip.UdpTunnelRequest) is None


# -- replies --------------------------------------------------------------------------------------


def test_a_forged_reply_is_dropped_and_the_asking_goes_on():
    world = Asking(lambda number, request: {"key": b"the wrong key..."} if number < 3 else {})
    world.client.register(WAY, "test")
    world.run(10)
    assert world.drops("m") == ["mip-check"] * 2
    assert world.times == [0, 1, 3]
    assert world.happened == [("accepted", 0)]


def test_a_reply_without_authentication_is_dropped():
    def answer(number, request):
        reply = mobile_ip.RegistrationReply(
            code=0,
            lifetime=60,
            home_address=HOME,
            home_agent=AGENT,
            identification=request.identification,
        )
        return {"octets": reply.encode()}

    world = Asking(answer)
    world.client.register(WAY, "test")
    world.run(0.5)
    assert world.drops("m") == ["mip-check"]


def test_only_a_reply_to_the_newest_request_counts():
    """RFC 3344 section 3.6.2.1."""
    world = Asking(silent)
    world.client.register(WAY, "test")
    world.run(1.5)
    first, second = (message.header for _, message, _ in world.requests)
    world.reply(first)
    world.run(1.6)
    assert world.happened == []
    world.reply(second)
    world.run(1.7)
    assert world.happened == [("accepted", 0)]


def test_a_reply_that_comes_twice_counts_once():
    world = Asking()
    world.client.register(WAY, "test")
    world.run(1)
    world.reply(world.requests[0][1].header)
    world.run(2)
    assert world.happened == [("accepted", 0)]


@pytest.mark.parametrize("code", [64, 66, 77, 128, 129, 131, 136, 139])
def test_a_denial_is_told_and_the_next_try_keeps_its_time(code):
    world = Asking(lambda number, request: {"code": code})
    world.client.register(WAY, "test")
    world.run(4)
    assert world.times == [0, 1, 3]
    assert world.happened == [("denied", code)] * 3
    assert world.client.state is RegistrationState.REGISTERING


def test_a_lifetime_that_is_too_long_for_the_foreign_agent_is_shortened():
    """RFC 3344 section 3.6.2.3, code 69."""
    world = Asking(lambda number, request: {"code": 69, "lifetime": 20} if number == 1 else {})
    world.client.register(WAY, "test")
    world.run(0.5)
    assert [message.header.lifetime for _, message, _ in world.requests] == [60, 20]
    assert world.happened == [("accepted", 0)]


# -- the clock ------------------------------------------------------------------------------------


def check_clock(world):
    """Have the agent refuse what is more than 7 s off its own clock."""

    def answer(number, request):
        now = int(world.env.now)
        if abs(mobile_ip.ntp_to_ns(request.identification) - now) <= 7 * SECOND:
            return {}
        high = mobile_ip.ntp_time(now) >> 32 << 32
        return {"code": 133, "identification": high | request.identification & 0xFFFFFFFF}

    world.answer = answer


@pytest.mark.parametrize("offset_s", [-86_400, -8, 8, 3600])
def test_a_wrong_clock_costs_one_more_round_trip(offset_s):
    """RFC 3344 section 5.7.1: code 133 brings the agent's clock."""
    world = Asking(offset_ns=offset_s * SECOND)
    check_clock(world)
    world.client.register(WAY, "test")
    world.run(0.5)
    assert len(world.requests) == 2
    assert world.happened == [("accepted", 0)]
    world.run(60)
    assert len(world.requests) == 3, "and none when it renews"


def test_an_agent_that_never_likes_the_clock_is_not_asked_without_pause():
    world = Asking(lambda number, request: {"code": 133})
    world.client.register(WAY, "test")
    world.run(10)
    assert len(world.requests) <= 6


@given(st.lists(st.integers(0, 3), min_size=1, max_size=50), st.integers(-10, 10))
def test_identifications_always_rise(steps, offset_s):
    world = SmallWorld()
    clock = MobilityClock(world.node("m"), offset_s * SECOND)
    drawn = []
    for step in steps:
        world.env._now = int(world.env.now) + step
        drawn.append(clock.identification())
    assert drawn == sorted(set(drawn))


def test_requests_a_whole_second_apart_differ_in_the_half_that_replies_are_told_apart_by():
    """RFC 3344 section 5.7.1: bits that no clock gives are random."""
    world = Asking(silent)
    world.client.register(WAY, "test")
    world.run(40)
    low = [message.header.identification & 0xFFFFFFFF for _, message, _ in world.requests]
    assert len(set(low)) == len(low) == 6


def test_clients_of_one_key_share_one_clock_and_never_draw_the_same():
    world = SmallWorld()
    clock = MobilityClock(world.node("m"))
    assert clock.identification() < clock.identification()


def test_what_is_asked_for_may_be_changed_later():
    world = Asking()
    world.client.with_target(home_agent=address("10.1.0.2"))
    assert world.client.target.home_agent == address("10.1.0.2")
    assert world.client.target.home_address == HOME


@given(st.binary(max_size=60))
def test_no_octets_make_it_raise(octets):
    world = Asking(lambda number, request: {"octets": octets})
    world.client.register(WAY, "test")
    world.run(2)
    assert len(world.requests) == 2
