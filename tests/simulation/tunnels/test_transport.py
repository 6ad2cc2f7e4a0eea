"""ESP in transport mode between two hosts: RFC 4303 section 3.1.1."""

import pytest

from simulation.crypto.suites import SUITES
from simulation.ipsec.association import SecurityAssociation
from simulation.roles.ping import Ping
from simulation.trace import Delivered, Encrypted
from simulation.tunnels.ipsec import Pair
from simulation.tunnels.transport import TransportDevice, protect
from simulation.wire import ipv4
from simulation.wire.address import Prefix
from tests.simulation.small_world import SmallWorld, address

LEFT, RIGHT = address("192.0.2.1"), address("192.0.2.9")


class Hosts(SmallWorld):
    """a ---(m)--- b: two hosts that seal what lies between them."""

    def __init__(self, suite="aes-cbc-sha1", mtu=1500):
        super().__init__()
        self.link("near", "192.0.2.0/29")
        self.link("far", "192.0.2.8/29", mtu=mtu)
        self.a = self.node("a", "near 192.0.2.1", gateway="near 192.0.2.2")
        self.node("m", "near 192.0.2.2", "far 192.0.2.10", forwards=True)
        self.b = self.node("b", "far 192.0.2.9", gateway="far 192.0.2.10")
        self.left = self.seal(self.a, "near", LEFT, RIGHT, (0x1001, 0x2002), suite)
        self.right = self.seal(self.b, "far", RIGHT, LEFT, (0x2002, 0x1001), suite)

    def seal(self, node, link, local, peer, spis, suite):
        router = address("192.0.2.2" if link == "near" else "192.0.2.10")
        device = TransportDevice(node, lambda: (node.interfaces[link], router))
        inbound, outbound = (association(spi, suite) for spi in spis)
        ends = (Prefix.host(local), Prefix.host(peer))
        device.add(Pair("session", inbound, outbound, *ends, local, peer, None, "somebody"))
        protect(node, device, *ends)
        return device

    def ask(self, **changes):
        return self.say(self.a, "192.0.2.1", "192.0.2.9", **changes)


def association(spi, suite):
    suite = SUITES[suite]
    return SecurityAssociation(
        spi,
        suite,
        bytes(range(suite.encryption_octets)),
        bytes(range(suite.authentication_octets)),
        bytes(range(suite.salt_octets)),
    )


@pytest.mark.parametrize("suite", SUITES)
def test_only_what_the_header_carries_is_sealed(suite):
    hosts = Hosts(suite)
    heard, back = hosts.hears(hosts.b), hosts.hears(hosts.a)
    hosts.ask()
    hosts.run(1)
    hosts.say(hosts.b, "192.0.2.9", "192.0.2.1", b"and back")
    hosts.run(2)
    assert (heard, back) == ([b"hello"], [b"and back"])
    for octets in hosts.packets("near") + hosts.packets("far"):
        assert ipv4.protocol(octets) == ipv4.ESP
        assert {ipv4.source(octets), ipv4.destination(octets)} == {LEFT, RIGHT}
        assert b"hello" not in octets


@pytest.mark.parametrize("suite", SUITES)
def test_a_whole_packet_is_sealed_and_then_cut(suite):
    """RFC 4303 section 3.3.4: transport mode is for whole packets, never for fragments."""
    hosts = Hosts(suite)
    heard = hosts.hears(hosts.b)
    hosts.ask(payload=bytes(range(256)) * 12)
    hosts.run(1)
    assert heard == [bytes(range(256)) * 12]
    assert len(hosts.packets("near")) == 3
    assert len(hosts.events(Encrypted, "a")) == 1


def room_of(hosts):
    """Return the longest packet that the only pair of the left host carries."""
    return hosts.left._room(hosts.left.pairs[0])


@pytest.mark.parametrize("suite", SUITES)
def test_the_room_is_the_longest_packet_that_fits_once_sealed(suite):
    hosts = Hosts(suite)
    room = room_of(hosts)
    sealed = [20 + len(hosts.left.pairs[0].outbound.seal(bytes(room - 20 + n), 17)) for n in (0, 1)]
    assert sealed[0] <= 1500 < sealed[1]


def test_a_packet_with_df_that_does_not_fit_is_refused_and_its_sender_told_the_room():
    """RFC 4301 section 8.2.1; the error about a clear packet says nothing of the path below."""
    hosts = Hosts()
    told = []
    hosts.a.icmp.error_listeners.append(lambda *error: told.append(error[2]))
    room = room_of(hosts)
    for _ in range(2):
        hosts.ask(payload=bytes(1472), dont_fragment=True)
    hosts.run(1)
    assert hosts.drops("a") == ["too-big", "too-big"]
    assert told == [room, room]
    assert room_of(hosts) == room
    assert hosts.packets("near") == []


def test_a_narrow_link_on_the_way_makes_the_room_smaller():
    """RFC 4301 section 8.2: the path MTU belongs to the association."""
    hosts = Hosts(mtu=1000)
    hosts.ask(payload=bytes(1200), dont_fragment=True)
    hosts.run(1)
    assert hosts.drops("m") == ["too-big"]
    assert room_of(hosts) < 1000 - 20


def test_without_an_association_nothing_leaves():
    hosts = Hosts()
    hosts.left.remove(hosts.left.pairs[0])
    hosts.ask()
    hosts.run(1)
    assert hosts.drops("a") == ["no-sa"]
    assert hosts.packets("near") == []


def test_the_policy_protects_icmp_both_ways():
    """RFC 4301 section 4.4.1: only what a rule bypasses goes in clear."""
    hosts = Hosts()
    ping = Ping(hosts.a, "ping a > b", LEFT, RIGHT, identifier=7, octets=64, dont_fragment=False)
    ping.start()
    hosts.run(2.5)
    assert len(hosts.events(Delivered, "a")) == 3
    assert {ipv4.protocol(each) for each in hosts.packets("near")} == {ipv4.ESP}
