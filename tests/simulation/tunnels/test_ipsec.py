"""The IPsec device between two nodes: RFC 4301 section 5, RFC 4303 section 3, RFC 3948."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.crypto.suites import SUITES
from simulation.ipsec.association import SecurityAssociation
from simulation.time import SECOND
from simulation.trace import Decrypted, Dropped, Encrypted
from simulation.tunnels.ipsec import IpsecDevice, Pair
from simulation.wire import ipv4, udp
from simulation.wire.address import Prefix
from tests.simulation.small_world import SmallWorld, address

CLIENT, GATEWAY = address("192.0.2.1"), address("192.0.2.9")
INNER, CN = address("10.9.0.5"), address("10.3.0.10")
EVERYWHERE = Prefix.parse("0.0.0.0/0")


def association(spi, suite="aes-cbc-sha1"):
    """Return an association; both ends make their own object of the same keys."""
    suite = SUITES[suite]
    return SecurityAssociation(
        spi,
        suite,
        bytes(range(suite.encryption_octets)),
        bytes(range(suite.authentication_octets)),
        bytes(range(suite.salt_octets)),
    )


def pair(local, peer, spis, selectors, ports=None, suite="aes-cbc-sha1"):
    """Return a pair; *spis* and *selectors* are inbound/outbound and local/remote."""
    return Pair(
        "session",
        association(spis[0], suite),
        association(spis[1], suite),
        *selectors,
        local,
        peer,
        ports,
        "somebody",
    )


class Vpn(SmallWorld):
    """c ---(m)--- g --- s: a client, a gateway that knows it, a server behind the gateway."""

    def __init__(self, suite="aes-cbc-sha1", ports=None, mtu=1500):
        super().__init__()
        self.link("near", "192.0.2.0/29")
        self.link("far", "192.0.2.8/29", mtu=mtu)
        self.link("inside", "10.3.0.0/24")
        self.c = self.node("c", "near 192.0.2.1", gateway="near 192.0.2.2")
        self.node("m", "near 192.0.2.2", "far 192.0.2.10", forwards=True)
        self.g = self.node(
            "g", "far 192.0.2.9", "inside 10.3.0.1", forwards=True, gateway="far 192.0.2.10"
        )
        self.s = self.node("s", "inside 10.3.0.10", gateway="inside 10.3.0.1")
        self.client, self.gateway = IpsecDevice(self.c), IpsecDevice(self.g)
        mine = Prefix.host(INNER)
        self.c.hold(INNER, "inner")
        self.here = pair(CLIENT, GATEWAY, (0x1001, 0x2002), (mine, EVERYWHERE), ports, suite)
        self.there = pair(GATEWAY, CLIENT, (0x2002, 0x1001), (EVERYWHERE, mine), ports, suite)
        self.client.add(self.here)
        self.gateway.add(self.there)
        self.c.route(None, self.client, source=mine)
        self.g.route(mine, self.gateway)

    def ask(self, **changes):
        return self.say(self.c, "10.9.0.5", "10.3.0.10", **changes)


@pytest.mark.parametrize("suite", SUITES)
def test_what_goes_in_at_the_client_comes_out_at_the_gateway_and_back(suite):
    vpn = Vpn(suite)
    heard, back = vpn.hears(vpn.s), vpn.hears(vpn.c)
    packet = vpn.ask()
    vpn.run(1)
    vpn.say(vpn.s, "10.3.0.10", "10.9.0.5", b"and back")
    vpn.run(2)
    assert (heard, back) == ([b"hello"], [b"and back"])
    assert all(ipv4.protocol(each) == ipv4.ESP for each in vpn.packets("near"))
    assert not any(b"hello" in each for each in vpn.packets("near") + vpn.packets("far"))
    sealed, opened = vpn.events(Encrypted, "c")[0], vpn.events(Decrypted, "g")[0]
    assert sealed.inner == opened.inner == packet.id
    assert (sealed.key, sealed.suite) == ("esp:0x00002002", suite)


@pytest.mark.parametrize("suite", SUITES)
def test_the_recorded_layers_are_as_long_as_the_octets(suite):
    vpn = Vpn(suite)
    for octets in range(40):
        vpn.ask(payload=bytes(octets))
    vpn.run(1)
    for event in vpn.events(Encrypted, "c"):
        record = vpn.trace.packets[event.packet]
        layers = vpn.trace.stacks[record.stack]
        inner = vpn.trace.packets[event.inner].octets
        assert layers[0].head + layers[1].head + layers[1].tail + inner == record.octets


def test_esp_in_udp_has_no_checksum_and_its_ports():
    """RFC 3948 section 2.1."""
    vpn = Vpn(ports=(4500, 4500))
    vpn.g.sockets[0, 4500] = lambda header, payload, packet: vpn.gateway.open(packet, payload, 3)
    heard = vpn.hears(vpn.s)
    vpn.ask()
    vpn.run(1)
    assert heard == [b"hello"]
    header, _ = udp.parse(ipv4.payload(vpn.packets("near")[0]), CLIENT, GATEWAY)
    assert (header.source_port, header.destination_port, header.checksum) == (4500, 4500, 0)


def test_rows_name_both_associations_and_the_policy():
    vpn = Vpn()
    assert set(vpn.rows("c", "sad")) == {"0x00001001 in", "0x00002002 out"}
    assert vpn.rows("c", "sad")["0x00002002 out"]["destination"] == str(GATEWAY)
    (policy,) = vpn.rows("c", "spd").values()
    assert (policy["local"], policy["remote"]) == ("10.9.0.5/32", "0.0.0.0/0")
    vpn.client.remove(vpn.here)
    assert vpn.rows("c", "sad") == vpn.rows("c", "spd") == {}


def test_without_an_association_nothing_leaves():
    vpn = Vpn()
    vpn.client.remove(vpn.here)
    vpn.ask()
    vpn.run(1)
    assert vpn.drops("c") == ["no-sa"]
    assert vpn.packets("near") == []


def test_a_packet_outside_the_selectors_is_not_sealed():
    vpn = Vpn()
    vpn.c.hold(address("10.1.0.100"), "home address")
    vpn.c.route(None, vpn.client, source=Prefix.host(address("10.1.0.100")))
    vpn.say(vpn.c, "10.1.0.100", "10.3.0.10")
    assert vpn.drops("c") == ["no-sa"]


def test_a_packet_outside_the_selectors_is_dropped_where_it_comes_out():
    """RFC 4301 section 5.2: the check that stops one client from posing as another."""
    vpn = Vpn()
    vpn.here.local_selector = EVERYWHERE
    vpn.c.hold(address("10.9.0.6"), "somebody else's")
    vpn.c.route(None, vpn.client, source=Prefix.host(address("10.9.0.6")))
    vpn.say(vpn.c, "10.9.0.6", "10.3.0.10")
    vpn.run(1)
    assert vpn.drops("g") == ["selector"]


def test_an_unknown_spi_is_dropped():
    vpn = Vpn()
    vpn.gateway.remove(vpn.there)
    vpn.ask()
    vpn.run(1)
    (drop,) = vpn.events(Dropped, "g")
    assert (drop.reason, drop.spec) == ("no-sa", "RFC 4303 3.4.2")


def test_a_replayed_packet_is_dropped():
    vpn = Vpn()
    heard = vpn.hears(vpn.s)
    vpn.ask()
    vpn.run(1)
    (esp,) = vpn.packets("far")
    vpn.c.send(vpn.packet(esp))
    vpn.run(2)
    assert heard == [b"hello"]
    assert vpn.drops("g") == ["esp-check"]


@given(place=st.integers(20, 130), change=st.integers(1, 255))
def test_one_changed_bit_is_found(place, change):
    vpn = Vpn()
    heard = vpn.hears(vpn.s)
    vpn.ask()
    vpn.run(1)
    del heard[:]
    esp = bytearray(vpn.packets("far")[0])
    esp[min(place, len(esp) - 1)] ^= change
    fresh = ipv4.packet(CLIENT, GATEWAY, ipv4.ESP, bytes(esp[20:]))
    vpn.c.send(vpn.packet(fresh))
    vpn.run(2)
    assert heard == []
    assert len(vpn.drops("g")) == 1


@given(st.binary(max_size=100))
def test_no_octets_make_it_raise(octets):
    vpn = Vpn()
    for head in (b"", b"\x00\x00\x20\x02"):
        vpn.put(vpn.c, CLIENT, GATEWAY, ipv4.ESP, head + octets)
    vpn.run(1)
    assert len(vpn.drops("g")) == 2


def test_outer_addresses_do_not_matter_to_the_receiver_unless_it_is_told_so():
    """RFC 4301 section 4.1 has the SPI alone, RFC 2401 the destination as well."""
    vpn = Vpn()
    heard = vpn.hears(vpn.s)
    vpn.g.hold(address("198.51.100.1"), "another address")
    vpn.here.peer = address("198.51.100.1")
    vpn.nodes["m"].route(Prefix.parse("198.51.100.0/24"), vpn.nodes["m"].interfaces["far"], GATEWAY)
    vpn.ask()
    vpn.run(1)
    assert heard == [b"hello"]
    vpn.gateway.strict_triple = True
    vpn.ask()
    vpn.run(2)
    assert heard == [b"hello"]
    assert vpn.drops("g") == ["no-sa"]


def test_of_two_pairs_with_equal_selectors_the_newer_seals():
    vpn = Vpn()
    newer = pair(CLIENT, GATEWAY, (0x1003, 0x2004), (Prefix.host(INNER), EVERYWHERE))
    vpn.client.add(newer)
    assert vpn.client.find_outbound(ipv4.packet(INNER, CN, 17, b"")) is newer


def test_a_pair_that_the_peer_may_not_have_yet_leaves_the_older_one_sending():
    """RFC 7296 section 2.8: until something comes by it, or the old pair is deleted."""
    world = Vpn()
    older = world.client.pairs[0]
    newer = pair(CLIENT, GATEWAY, (0x301, 0x302), (Prefix.host(INNER), EVERYWHERE))
    newer.confirmed = False
    world.client.add(newer)
    octets = ipv4.packet(INNER, CN, ipv4.UDP, udp.datagram(INNER, CN, 7, 7, b"x"))
    assert world.client.find_outbound(octets) is older
    sealed = association(0x301).seal(ipv4.packet(CN, INNER, ipv4.UDP, bytes(8)), ipv4.IPIP)
    outer = ipv4.packet(GATEWAY, CLIENT, ipv4.ESP, sealed)
    world.client.open(world.packet(outer), sealed, 2)
    assert world.client.find_outbound(octets) is newer


def test_where_there_is_no_other_pair_an_unconfirmed_one_sends():
    world = Vpn()
    only = world.client.pairs[0]
    only.confirmed = False
    octets = ipv4.packet(INNER, CN, ipv4.UDP, udp.datagram(INNER, CN, 7, 7, b"x"))
    assert world.client.find_outbound(octets) is only


def test_a_redundant_pair_never_sends():
    """RFC 7296 section 2.8.1: its deletion is on its way."""
    world = Vpn()
    only = world.client.pairs[0]
    only.receives_only = True
    octets = ipv4.packet(INNER, CN, ipv4.UDP, udp.datagram(INNER, CN, 7, 7, b"x"))
    assert world.client.find_outbound(octets) is None


def test_followers_hear_of_authentic_packets_alone():
    vpn = Vpn()
    seen = []
    vpn.gateway.followers.append(lambda pair, packet, sequence: seen.append(sequence))
    vpn.ask()
    vpn.ask()
    vpn.run(1)
    forged = bytearray(vpn.packets("far")[-1][20:])
    forged[7] = 9
    vpn.put(vpn.c, CLIENT, GATEWAY, ipv4.ESP, bytes(forged))
    vpn.run(2)
    assert seen == [1, 2]


def test_a_dummy_packet_shows_where_the_node_is_and_ends_there():
    """RFC 4303 section 2.6: next header 59 is to be discarded without a word."""
    vpn = Vpn()
    seen = []
    vpn.gateway.followers.append(lambda pair, packet, sequence: seen.append(sequence))
    vpn.client.send_dummy(vpn.here)
    vpn.run(1)
    assert seen == [1]
    assert vpn.drops() == []


def test_an_association_that_is_used_up_seals_no_more():
    vpn = Vpn()
    vpn.here.outbound.sequence = 0xFFFFFFFF
    vpn.ask()
    assert vpn.drops("c") == ["sa-exhausted"]


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("ports", [None, (4500, 4500)], ids=["esp", "udp"])
def test_the_mtu_is_the_longest_packet_that_fits_once_sealed(suite, ports):
    vpn = Vpn(suite, ports)
    fits = vpn.client.mtu_for(ipv4.packet(INNER, CN, 17, b""))

    def sealed(octets):
        return len(vpn.here.outbound.seal(bytes(octets), 4)) + 20 + (8 if ports else 0)

    assert sealed(fits) <= 1500 < sealed(fits + 1)


def test_a_narrow_link_on_the_way_is_learned_and_forgotten():
    """RFC 4301 section 8.2: the path MTU is soft state of the association."""
    vpn = Vpn(mtu=1000)
    told = []
    vpn.c.icmp.error_listeners.append(lambda *error: told.append(error[2]))
    for _ in range(2):
        vpn.ask(payload=bytes(1200), dont_fragment=True)
        vpn.run(int(vpn.env.now) // SECOND + 1)
    assert vpn.drops("m") == ["too-big"]
    assert told[0] == 1000
    assert told[1] < 1000 - 20 - 24
    vpn.run(610)
    assert vpn.client.mtu_for(ipv4.packet(INNER, CN, 17, b"")) > 1400
