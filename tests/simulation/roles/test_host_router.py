"""Host routes hop by hop to the crossover, and soft (draft section 2.8, as we read it)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.roles.home_agent import MobilitySecurity
from simulation.roles.host_router import HostRouter
from simulation.time import SECOND
from simulation.wire import ipv4, mobile_ip, udp
from simulation.wire.address import Prefix
from tests.simulation.small_world import SmallWorld, address

HOME = address("10.8.0.100")
SECURITY = MobilitySecurity(600, bytes(range(16)), "the domain")


class Domain(SmallWorld):
    """root --- left --- x and root --- right --- y: two access routers under one root."""

    def __init__(self):
        super().__init__()
        for name, prefix in (
            ("up", "10.0.0.0/24"),
            ("x", "10.1.0.0/24"),
            ("y", "10.2.0.0/24"),
            ("home", "10.8.0.0/24"),
        ):
            self.link(name, prefix)
        self.root = self.node("root", "up 10.0.0.1", "home 10.8.0.1", forwards=True)
        self.left = self.node(
            "left", "up 10.0.0.2", "x 10.1.0.1", forwards=True, gateway="up 10.0.0.1"
        )
        self.right = self.node(
            "right", "up 10.0.0.3", "y 10.2.0.1", forwards=True, gateway="up 10.0.0.1"
        )
        HostRouter(self.root, SECURITY, None)
        for router in (self.left, self.right):
            upstream = (router.interfaces["up"], address("10.0.0.1"))
            HostRouter(router, SECURITY, upstream)
        self.m = self.node("m")
        self.m.hold(HOME, "home address")
        self.answers = []
        self.m.sockets[0, 1031] = lambda header, payload, packet: self.answers.append(
            mobile_ip.parse(payload).header
        )

    def ask(self, link, *, octets=None, key=SECURITY.key, **changes):
        """Join a link and ask its router for a path."""
        if link not in self.m.interfaces:
            self.m.add_interface(link)
        for station in self.m.interfaces.values():
            station.detach()
        station = self.m.interfaces[link]
        station.attach(self.links[link])
        router, via = {
            "x": (self.left, "10.1.0.1"),
            "y": (self.right, "10.2.0.1"),
            "home": (self.root, "10.8.0.1"),
            "x2": (self.left, "10.4.0.1"),
        }[link]
        fields = {
            "lifetime": 90,
            "home_address": HOME,
            "access_router": address(via),
            "identification": mobile_ip.ntp_time(int(self.env.now)),
        }
        if octets is None:
            setup = mobile_ip.PathSetup(**fields | changes)
            octets = mobile_ip.signed(setup, spi=SECURITY.spi, key=key)
        self.m.send_udp(
            HOME,
            address(via),
            (1031, 434),
            octets,
            (),
            "setup",
            via=(station, router.interfaces[link].mac),
        )
        self.run(int(self.env.now) / SECOND + 1)

    def via(self, name):
        row = self.rows(name, "host-routes").get(str(HOME))
        return row and (row["interface"], row["via"])


def test_a_path_is_laid_from_the_access_router_to_the_root():
    world = Domain()
    world.ask("x")
    assert world.via("left") == ("x", None)
    assert world.via("root") == ("up", "10.0.0.2")
    assert world.via("right") is None
    assert [answer.status for answer in world.answers] == [0]


def test_a_move_goes_up_to_the_crossover_and_takes_the_old_branch_away():
    world = Domain()
    world.ask("x")
    world.ask("y")
    assert world.via("right") == ("y", None)
    assert world.via("root") == ("up", "10.0.0.3")
    assert world.via("left") is None
    assert str(world.answers[-1].crossover) == "10.0.0.1"


def test_the_prefix_suffices_at_home():
    world = Domain()
    world.ask("x")
    world.ask("home")
    assert world.via("root") is None
    assert world.via("left") is None
    assert str(Prefix.host(HOME)) not in world.rows("root", "routes")


def test_a_path_that_is_not_refreshed_lapses():
    world = Domain()
    world.ask("x")
    world.run(60)
    world.ask("x")
    world.run(120)
    assert world.via("root") is not None
    world.run(160)
    assert world.via("root") is world.via("left") is None


def test_packets_follow_the_path():
    world = Domain()
    n = world.node("n", "home 10.8.0.7", gateway="home 10.8.0.1")
    n.route(Prefix.host(HOME), n.interfaces["home"], address("10.8.0.1"))
    world.ask("x")
    heard = world.hears(world.m)
    world.say(n, "10.8.0.7", str(HOME))
    world.run(5)
    assert heard == [b"hello"]
    assert all(ipv4.protocol(each) == ipv4.UDP for each in world.packets("x"))


def test_a_wrong_key_lays_no_path():
    world = Domain()
    world.ask("x", key=b"the wrong key...")
    assert world.drops("left") == ["mip-check"]
    assert world.via("left") is None


@pytest.mark.parametrize("identification", [1, mobile_ip.ntp_time(60 * SECOND)])
def test_a_wrong_clock_is_told(identification):
    world = Domain()
    world.ask("x", identification=identification)
    assert [answer.status for answer in world.answers] == [133]
    assert world.via("left") is None


def test_a_replayed_setup_lays_no_path():
    world = Domain()
    world.ask("x")
    old = next(each for each in world.packets("x") if ipv4.source(each) == HOME)[28:]
    world.ask("y")
    world.ask("x", octets=old)
    assert world.via("root") == ("up", "10.0.0.3")


def throw(world, name, link, message):
    """Have the root or an access router hear a right message about paths, from *link*."""
    stranger = world.nodes.get("z") or world.node("z", f"{link} {Z[link]}", gateway=None)
    octets = mobile_ip.signed(message, spi=SECURITY.spi, key=SECURITY.key)
    to = world.nodes[name].interfaces[link].address
    world.say(stranger, Z[link], str(to), octets, port=434)
    world.run(int(world.env.now) / SECOND + 1)


Z = {"up": "10.0.0.9", "x": "10.1.0.9"}


def taking_away(identification):
    return mobile_ip.PathSetup(
        lifetime=0, home_address=HOME, access_router=HOME, identification=identification
    )


def test_what_takes_an_older_path_away_leaves_a_newer_one():
    """The message that took the first path away is said again once the node is back."""
    world = Domain()
    world.ask("x")
    world.run(10)
    world.ask("y")
    gone = next(
        each for each in world.packets("up") if each[28:][2:4] == b"\0\0" and each[28] == 202
    )
    world.run(20)
    world.ask("x")
    held = world.via("left")
    world.nodes["root"].send(world.packet(gone))
    world.run(25)
    assert world.drops("left") == ["unexpected"]
    assert world.via("left") == held == ("x", None)


def test_what_takes_a_path_away_must_be_newer_than_it():
    world = Domain()
    world.ask("x")
    identification = world.answers[-1].identification
    throw(world, "left", "x", taking_away(identification))
    assert world.drops("left") == ["unexpected"]
    assert world.via("left") == ("x", None)
    throw(world, "left", "x", taking_away(identification + 1))
    assert world.via("left") is None


def test_taking_away_is_passed_on_along_the_path():
    world = Domain()
    world.ask("x")
    throw(world, "root", "up", taking_away(world.answers[-1].identification + 1))
    assert world.via("root") is world.via("left") is None


def test_an_acknowledgement_that_nobody_waits_for_is_a_drop():
    world = Domain()
    world.ask("x")
    answer = mobile_ip.PathAcknowledge(
        status=0, lifetime=90, home_address=HOME, crossover=HOME, identification=77
    )
    throw(world, "left", "up", answer)
    assert world.drops("left") == ["unexpected"]
    assert len(world.answers) == 1


def test_a_move_between_links_of_one_router_stays_there():
    world = Domain()
    world.link("x2", "10.4.0.0/24")
    world.join(world.left, "x2", "10.4.0.1")
    world.ask("x")
    before = len(world.sent("left", "Path Setup"))
    world.ask("x2")
    assert world.via("left") == ("x2", None)
    assert world.via("root") == ("up", "10.0.0.2")
    assert str(world.answers[-1].crossover) == "10.4.0.1"
    assert len(world.sent("left", "Path Setup")) == before


def test_without_the_next_router_there_is_no_answer_and_the_half_path_lapses():
    world = Domain()
    world.root.interfaces["up"].detach()
    world.ask("x")
    assert world.answers == []
    world.run(95)
    assert world.via("left") is None


def test_another_kind_of_message_is_not_taken():
    world = Domain()
    request = mobile_ip.BindingRequest(home_address=HOME, identification=1)
    world.ask("x", octets=mobile_ip.signed(request, spi=600, key=SECURITY.key))
    assert world.drops("left") == ["unexpected"]


@given(st.binary(max_size=60))
def test_no_octets_make_it_raise(octets):
    world = Domain()
    station = world.m.add_interface("x")
    station.attach(world.links["x"])
    setup = mobile_ip.PathSetup(
        lifetime=90, home_address=HOME, access_router=HOME, identification=1
    ).encode()
    for head in (b"", setup[:1], setup):
        body = udp.datagram(HOME, address("10.1.0.1"), 1031, 434, head + octets)
        packet = ipv4.packet(HOME, address("10.1.0.1"), ipv4.UDP, body)
        station.send_to(world.packet(packet), world.left.interfaces["x"].mac)
    world.run(1)
    assert len(world.drops("left")) == 3
