"""Option 5: host routes and end-to-end security (draft section 2.8)."""

from collections.abc import Callable

from simulation.kernel.interface import Interface
from simulation.options.option import Change, Option
from simulation.roles.firewall import FilterRule
from simulation.roles.home_agent import MobilitySecurity
from simulation.roles.host_router import HostRouter
from simulation.roles.ike_daemon import IkeDaemon, IkeEvents
from simulation.roles.path_node import PathConfig, PathNode
from simulation.tunnels.transport import TransportDevice, protect
from simulation.wire import ipv4
from simulation.wire.address import Address, Prefix
from simulation.world import firewalls, mobiles, site
from simulation.world.world import Mobile, World

_UPSTREAM = {
    "internet": ("isp", "192.0.2.66"),
    "outer-fw": ("dmz", "192.0.2.2"),
    "inner-fw": ("core", "10.0.0.1"),
    "core-router": None,
}
_ACCESS = (
    ("internet", "hotspot"),
    ("internet", "cellular"),
    ("core-router", "home"),
    ("core-router", "office"),
)


def _build(world: World) -> None:
    admits = world.scenario["host_route_firewall"] == "esp"
    rules = _rules("isp") if admits else ()
    site.add_backbone(world)
    site.add_hotel(world)
    firewalls.add_firewalls(
        world,
        external_agent=None,
        admitted_outside=rules,
        admitted_inside=_rules("dmz") if admits else (),
    )
    security = world.mobility_security("the domain")
    for name, upstream in _UPSTREAM.items():
        node = world.nodes[name]
        above = (node.interfaces[upstream[0]], Address.parse(upstream[1])) if upstream else None
        _route_hosts(world, name, security, above)
    for name, link in _ACCESS:
        _advertise(world, name, link)
    _advertise(world, "nat", "hotel")
    key = world.secret("ike/end-to-end", 20)
    _add_correspondent(world, key)
    for name in sorted(world.scenario.start):
        mobile = mobiles.add_mobile(world, name, None)
        mobile.home = _home(world, name)
        mobile.build = _builder(world, mobile, security, key)


def _home(world: World, name: str) -> Address:
    """Return the address that a node claims; where addresses overlap, all claim that of ``mn``."""
    return mobiles.home_address("mn" if world.scenario["overlapping_home"] else name)


def _builder(
    world: World, mobile: Mobile, security: MobilitySecurity, key: bytes
) -> Callable[[], PathNode]:
    """Return what makes the role of a node anew whenever it is switched on."""
    return lambda: PathNode(mobile.node, mobile.interface, _config(world, mobile, security, key))


def _rules(inbound: str) -> tuple[FilterRule, ...]:
    return (
        FilterRule(
            name="ESP of mobile nodes",
            admit=True,
            inbound=inbound,
            sources=(site.HOME_PREFIX,),
            protocols=(ipv4.ESP,),
        ),
        FilterRule(
            name="IKE of mobile nodes",
            admit=True,
            inbound=inbound,
            sources=(site.HOME_PREFIX,),
            protocols=(ipv4.UDP,),
            ports=(500,),
        ),
    )


def _route_hosts(
    world: World, name: str, security: MobilitySecurity, above: tuple[Interface, Address] | None
) -> None:
    node = world.nodes[name]
    world.serve(node, f"host-routes {name}", lambda: HostRouter(node, security, above))


def _advertise(world: World, name: str, link: str) -> None:
    node = world.nodes[name]
    site.advertise(world, node, node.interfaces[link], lifetime_s=0, offers=None)


def _config(world: World, mobile: Mobile, security: MobilitySecurity, key: bytes) -> PathConfig:
    peers, calls = [], []
    for left, right in world.scenario.flows:
        if mobile.name in (left, right):
            other = right if mobile.name == left else left
            address = site.CORRESPONDENT if other == "cn" else _home(world, other)
            peers.append(address)
            if mobile.name == left:
                calls.append(address)
    return PathConfig(
        home_address=mobile.home,
        security=security,
        peers=tuple(peers),
        calls=tuple(calls),
        ike=mobiles.client_ike(
            world,
            mobile.name,
            key,
            keys={},
            group_key=key,
            request_address=False,
            login=None,
            transport_mode=True,
            nat_traversal=False,
            local_selector=Prefix.host(mobile.home),
            remote_selector=Prefix.host(calls[0]) if calls else site.HOME_PREFIX,
            accepted_selectors=(site.INTRANET,),
        ),
    )


def _add_correspondent(world: World, key: bytes) -> None:
    node = world.nodes["cn"]
    servers = node.interfaces["servers"]
    config = mobiles.gateway_ike(
        world,
        identity=str(site.CORRESPONDENT),
        group_key=key,
        pool={},
        users={},
        transport_mode=True,
        nat_traversal=False,
        accepted_selectors=(site.INTRANET,),
    )

    def make() -> IkeDaemon:
        device = TransportDevice(node, lambda: (servers, Address.parse("10.3.0.1")))
        for name in sorted(world.scenario.start):
            protect(node, device, Prefix.host(site.CORRESPONDENT), Prefix.host(_home(world, name)))
        return IkeDaemon(node, device, config, IkeEvents())

    world.serve(node, "cn", make)


OPTION = Option(
    id="5",
    slug="host-routing",
    title="Host routing and end-to-end security",
    section="draft 2.8",
    summary=(
        "Routers carry a route for every mobile node, the node keeps its address wherever it is, "
        "and ESP in transport mode lies between the two hosts themselves."
    ),
    plain=(
        "No tunnels for the sake of moving. Every router keeps a route for every mobile node "
        "and is told when one moves, so that the laptop keeps its address everywhere. The two "
        "hosts that talk protect their data themselves, from end to end. Every router and every "
        "correspondent has to take part."
    ),
    roles=("mn", "cn"),
    build=_build,
    changes=(
        Change(
            "router", "modified", "host routes, path messages and their soft state, in every router"
        ),
        Change("mobile-node", "modified", "asks access routers for paths; no Mobile IP"),
        Change(
            "firewall",
            "modified",
            "admits ESP and IKE to every host, from inside addresses outside",
        ),
        Change("host", "modified", "every correspondent speaks IKE and ESP"),
        Change("Mobile IP", "modified", "replaced by a mobility management of its own"),
    ),
    readings=(
        "Nearly everything: the draft names an idea and no protocol.",
        "A path is set up hop by hop (UDP 434, private types 202, 203) until it meets the old one.",
        "Host routes lapse after 90 s and are refreshed every 30 s.",
        "The policy protects all between the two hosts, ping too; IKE alone is bypassed.",
        "One key of the whole domain authenticates path messages.",
        "Access routers have a default route towards the root of the domain.",
    ),
)
