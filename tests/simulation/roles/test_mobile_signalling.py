"""What a mobile node tells a correspondent and ESP-routing agents, and where it tells nothing."""

from types import SimpleNamespace

from simulation.roles.binding_update import BindingTarget
from simulation.roles.esp_route import EspRouteTarget
from simulation.roles.mobile_signalling import Signalling, SignallingEvents
from simulation.trace import Noted
from simulation.wire import ipv4, mobile_ip
from tests.simulation.roles.test_mobile_routes import (
    CARE_OF,
    EXTERNAL_HOME,
    GATEWAY,
    INNER,
    MINE,
    OWN,
    SECURITY,
    setup,
)
from tests.simulation.small_world import SmallWorld

BINDING = BindingTarget(correspondent=GATEWAY, home_address=EXTERNAL_HOME, security=SECURITY)
PAIR = SimpleNamespace(inbound=SimpleNamespace(spi=0xC0DE))


class Telling(SmallWorld):
    """m --office-- r: a node's signalling, and a router that sees it."""

    def __init__(self, **config):
        super().__init__()
        self.link("office", "10.2.0.0/24")
        self.r = self.node("r", "office 10.2.0.254", forwards=True)
        self.m = self.node("m", "office 10.2.0.9", gateway="office 10.2.0.254")
        self.bound, self.denied = [], []
        self.signalling = Signalling(
            self.m,
            self.m.interfaces["office"],
            self.ends["m"],
            setup(**config),
            SignallingEvents(lambda: self.bound.append(True), self.denied.append),
        )

    def told(self, until=0.5):
        self.run(until)
        mine = [each for each in self.packets("office") if ipv4.protocol(each) == ipv4.UDP]
        return [mobile_ip.parse(ipv4.payload(each)[8:]).header for each in mine]


def test_who_is_set_up_for_neither_tells_nobody_anything():
    world = Telling()
    world.signalling.bind(OWN, natted=False)
    world.signalling.request_route(OWN, INNER, PAIR)
    world.signalling.unbind(MINE)
    world.signalling.stop("the link is gone")
    assert world.told() == []


def test_the_correspondent_is_told_the_care_of_address_and_its_tunnel_may_come():
    world = Telling(binding=BINDING)
    world.signalling.bind(OWN, natted=False)
    (update,) = world.told()
    assert (update.home_address, update.care_of_address) == (EXTERNAL_HOME, CARE_OF)
    assert world.rows("m", "tunnels")["bumip0"]["local"] == str(CARE_OF)


def test_a_private_address_behind_a_nat_is_told_to_nobody_and_what_may_stand_is_withdrawn():
    world = Telling(binding=BINDING)
    world.signalling.bind(OWN, natted=True)
    (update,) = world.told()
    assert (update.lifetime, update.care_of_address) == (0, EXTERNAL_HOME)
    assert [event.text for event in world.events(Noted, "m")][-1].startswith("behind a NAT")


def test_a_node_that_told_nobody_has_nothing_to_withdraw_inside():
    world = Telling(binding=BINDING)
    world.signalling.unbind(MINE)
    assert world.told() == []


def test_a_link_that_goes_ends_every_repetition():
    world = Telling(binding=BINDING, esp_route=EspRouteTarget(GATEWAY, SECURITY))
    world.signalling.bind(OWN, natted=False)
    world.signalling.request_route(OWN, INNER, PAIR)
    assert len(world.told()) == 2
    world.signalling.stop("the link is gone")
    assert len(world.told(until=30)) == 2
    assert world.rows("m", "tunnels") == {}


def test_an_abandoned_route_of_esp_is_asked_for_no_more():
    world = Telling(esp_route=EspRouteTarget(GATEWAY, SECURITY))
    world.signalling.request_route(OWN, INNER, PAIR)
    world.signalling.abandon("inside")
    assert len(world.told(until=30)) == 1


def test_the_gateway_is_told_where_esp_is_to_go():
    world = Telling(esp_route=EspRouteTarget(GATEWAY, SECURITY))
    world.signalling.request_route(OWN, INNER, PAIR)
    (request,) = world.told()
    assert (request.inner_address, request.care_of_address) == (INNER, CARE_OF)
    assert request.spi == 0xC0DE


def test_without_an_association_there_is_no_spi_to_tell():
    world = Telling(esp_route=EspRouteTarget(GATEWAY, SECURITY))
    world.signalling.request_route(OWN, INNER, None)
    assert world.told() == []
