"""Inside or outside: the state machine of RFC 5265 section 3, with the replies left to the test."""

import pytest

from simulation.errors import MoveError
from simulation.roles.detection import Detection, DetectionConfig, DetectionEvents, Place
from simulation.roles.registration_client import (
    ClientEvents,
    MobilityClock,
    RegistrationClient,
    RegistrationTarget,
)
from simulation.time import SECOND
from simulation.trace import Noted, StateChanged
from simulation.wire import mobile_ip
from tests.simulation.roles.registering import AGENT, HOME, SECURITY
from tests.simulation.roles.test_registration_client import WAY
from tests.simulation.small_world import SmallWorld

PROOF = (mobile_ip.TrustedNetworks(),)


class Deciding(SmallWorld):
    """A detection at *m*, and an internal home agent that answers while *inside* is true."""

    def __init__(
        self,
        *,
        external=True,
        inside=True,
        proof=PROOF,
        key=SECURITY.key,
        lifetime=1800,
        **config,
    ):
        super().__init__()
        self.link("lan", "10.0.0.0/8")
        self.m = self.node("m", "lan 10.2.0.9")
        self.ha = self.node("ha", "lan 10.1.0.1")
        self.inside, self.proof, self.key = inside, proof, key
        self.asked, self.told = [], []
        self.ha.sockets[0, 434] = self._asked
        target = RegistrationTarget(
            home_address=HOME, home_agent=AGENT, security=SECURITY, lifetime=lifetime
        )
        self.plain = RegistrationClient(
            self.m, "plain", 1025, target, MobilityClock(self.m), ClientEvents(lambda *_: None)
        )
        self.m.sockets[0, 1025] = lambda header, payload, packet: self.plain.receive(
            mobile_ip.parse(payload), payload, packet
        )
        self.detection = Detection(
            self.m,
            DetectionConfig(**config),
            self.plain,
            DetectionEvents(
                inside=lambda: self.tell("inside"),
                outside=lambda: self.tell("outside"),
                uncertain=lambda because: self.tell("uncertain"),
                search=lambda: self.tell("search"),
            ),
            waits_for_external=external,
        )

    def tell(self, what):
        self.told.append((round(int(self.env.now) / SECOND, 1), what))

    def _asked(self, header, payload, packet):
        self.asked.append(round(int(self.env.now) / SECOND, 1))
        if not self.inside:
            return
        request = mobile_ip.parse(payload).header
        reply = mobile_ip.RegistrationReply(
            code=0,
            lifetime=request.lifetime,
            home_address=HOME,
            home_agent=AGENT,
            identification=request.identification,
        )
        octets = mobile_ip.signed(reply, self.proof, spi=SECURITY.spi, key=self.key)
        self.ha.send_udp(AGENT, WAY.source, (434, 1025), octets, (), "reply")

    @property
    def state(self):
        return self.detection.state


def test_an_authentic_reply_with_the_extension_is_the_inside():
    world = Deciding()
    world.detection.link_changed(WAY)
    world.run(1)
    assert world.state is Place.INSIDE
    assert world.told == [(0, "uncertain"), (0, "inside")]


def test_until_it_is_decided_no_user_data_may_leave():
    world = Deciding(inside=False)
    world.detection.link_changed(WAY)
    world.run(2)
    assert world.told == [(0, "uncertain")]
    assert world.state is Place.DETECTING


def test_a_reply_without_the_extension_proves_nothing():
    """RFC 5265 section 3.2.3."""
    world = Deciding(proof=())
    world.detection.link_changed(WAY)
    world.run(1)
    assert world.state is Place.DETECTING
    assert "149" in world.events(Noted, "m")[0].text


def test_where_nobody_asks_for_the_extension_any_authentic_reply_will_do():
    world = Deciding(proof=(), needs_extension=False)
    world.detection.link_changed(WAY)
    world.run(1)
    assert world.state is Place.INSIDE


def test_a_spoofed_reply_is_no_inside():
    world = Deciding(key=b"the wrong key...")
    world.detection.link_changed(WAY)
    world.run(5)
    assert world.state is Place.DETECTING
    assert set(world.drops("m")) == {"mip-check"}


def test_the_external_agents_answer_says_outside():
    world = Deciding(inside=False)
    world.detection.link_changed(WAY)
    world.at(0.3, lambda: world.detection.outside_answered("the external home agent"))
    world.run(20)
    assert world.told == [(0, "uncertain"), (0.3, "outside")]
    assert world.asked == [0, 1, 3, 7, 15]


def test_outside_the_inside_is_asked_on_at_growing_intervals_of_at_most_t_monitor():
    """That requests or replies were lost is no proof of the outside."""
    world = Deciding(external=False, inside=False, monitor_ns=20 * SECOND)
    world.detection.link_changed(WAY)
    world.at(100, lambda: setattr(world, "inside", True))
    world.run(130)
    assert world.asked[:9] == [0, 1, 3, 7, 15, 31, 51, 71, 91]
    assert world.told == [(0, "uncertain"), (3, "outside"), (111, "inside")]


def test_outside_a_reply_without_the_extension_ends_the_asking():
    """RFC 5265 section 3.3: in any case, requests are not retransmitted any more."""
    world = Deciding(external=False, proof=())
    world.detection.link_changed(WAY)
    world.run(60)
    assert world.asked == [0]
    assert world.told == [(0, "uncertain"), (3, "outside")]


def test_inside_a_binding_is_renewed_before_its_lifetime_ends_whatever_t_monitor_is():
    """RFC 5265 section 3.2.4: ordinary registration goes on beside the monitoring."""
    world = Deciding(lifetime=20, monitor_ns=300 * SECOND)
    world.detection.link_changed(WAY)
    world.run(45)
    assert world.asked == [0, 10, 20, 30, 40]
    assert world.state is Place.INSIDE


def test_the_inside_can_be_confirmed_at_any_time():
    world = Deciding()
    world.detection.link_changed(WAY)
    world.at(5, lambda: world.detection.confirm("test"))
    world.run(54)
    assert world.asked == [0, 5]
    world.run(56)
    assert world.asked == [0, 5, 55], "T_MONITOR counts from the newest answer"
    assert world.told == [(0, "uncertain"), (0, "inside")]


def test_ike_may_wait_a_little_for_the_inside():
    """RFC 5265 section 3.3: T_DETECT."""
    world = Deciding(inside=False, postpone_ns=2 * SECOND)
    world.detection.link_changed(WAY)
    world.at(0.3, lambda: world.detection.outside_answered("the external home agent"))
    world.at(0.9, lambda: setattr(world, "inside", True))
    world.run(10)
    assert world.told == [(0, "uncertain"), (1, "inside")]


def test_the_inside_is_believed_at_any_time():
    """RFC 5265 section 3.2: even once the outside has been settled on."""
    world = Deciding(inside=False)
    world.detection.link_changed(WAY)
    world.at(0.1, lambda: world.detection.outside_answered("the external home agent"))
    world.at(2, lambda: setattr(world, "inside", True))
    world.run(10)
    assert world.told == [(0, "uncertain"), (0.1, "outside"), (3, "inside")]


def test_without_an_external_agent_silence_means_outside():
    world = Deciding(external=False, inside=False)
    world.detection.link_changed(WAY)
    world.run(10)
    assert world.told == [(0, "uncertain"), (3, "outside")]


def test_silence_takes_as_long_as_it_is_told():
    world = Deciding(external=False, inside=False, silence_ns=SECOND // 2)
    world.detection.link_changed(WAY)
    world.run(10)
    assert world.told[1] == (0.5, "outside")


def test_the_inside_is_asked_again_before_it_is_trusted_too_long():
    """RFC 5265 section 3.2.4: T_MONITOR less a grace period."""
    world = Deciding()
    world.detection.link_changed(WAY)
    world.run(170)
    assert world.asked == [0, 50, 100, 150]
    assert world.state is Place.INSIDE


def test_an_inside_that_falls_silent_is_trusted_for_t_monitor_and_no_longer():
    world = Deciding()
    world.detection.link_changed(WAY)
    world.at(10, lambda: setattr(world, "inside", False))
    world.run(61)
    assert world.told[2:] == [(60, "uncertain"), (60, "search")]
    assert world.state is Place.DETECTING
    world.detection.outside_answered("the external home agent")
    world.run(62)
    assert world.state is Place.OUTSIDE


def test_while_nobody_answers_the_inside_is_asked_on():
    world = Deciding(inside=False)
    world.detection.link_changed(WAY)
    world.at(20, lambda: setattr(world, "inside", True))
    world.run(60)
    assert world.asked == [0, 1, 3, 7, 15, 31]
    assert world.state is Place.INSIDE


def test_losing_the_link_stops_everything():
    world = Deciding()
    world.detection.link_changed(WAY)
    world.at(5, lambda: world.detection.link_lost("gone"))
    world.run(300)
    assert world.state is Place.NOWHERE
    assert world.asked == [0]
    assert world.told[-1] == (5, "uncertain")


def test_an_answer_of_the_external_agent_after_the_decision_changes_nothing():
    world = Deciding()
    world.detection.link_changed(WAY)
    world.run(1)
    world.detection.outside_answered("the external home agent")
    world.run(5)
    assert world.state is Place.INSIDE


def test_a_new_link_is_judged_anew():
    world = Deciding()
    world.detection.link_changed(WAY)
    world.run(1)
    world.inside = False
    world.detection.link_changed(WAY)
    assert world.state is Place.DETECTING
    assert world.told[-1][1] == "uncertain"


def test_every_move_is_an_event_with_its_reason_and_section():
    world = Deciding()
    world.detection.link_changed(WAY)
    world.run(1)
    moves = [each for each in world.events(StateChanged, "m") if each.machine == "detection"]
    assert [(each.old, each.new) for each in moves] == [
        ("no link", "detecting"),
        ("detecting", "inside"),
    ]
    assert all(each.because and each.spec.startswith("RFC 5265") for each in moves)


def test_a_move_that_is_not_in_the_table_is_our_own_mistake():
    world = Deciding()
    with pytest.raises(MoveError, match="detection at m: no link to inside"):
        world.detection.become(Place.INSIDE, "test")
