"""Translation of addresses and ports: RFC 3022, with the behaviour that RFC 4787 names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.roles.nat import Nat
from simulation.time import SECOND
from simulation.trace import Dropped, Translated
from simulation.wire import icmp, ipv4, tcp, udp
from simulation.wire.address import Prefix
from tests.simulation.small_world import SmallWorld, address

INSIDE, PUBLIC, PEER = address("192.168.1.100"), address("198.51.100.77"), address("192.0.2.10")


class Hotel(SmallWorld):
    """m ---- nat ---- s and t: one host inside, two outside."""

    def __init__(self, timeout_s=300, **config):
        super().__init__()
        self.link("hotel", "192.168.1.0/24")
        self.link("wan", "0.0.0.0/1")
        self.link("dmz", "192.0.2.0/24")
        self.m = self.node("m", "hotel 192.168.1.100", gateway="hotel 192.168.1.1")
        self.n = self.node("n", "hotel 192.168.1.101", gateway="hotel 192.168.1.1")
        self.gate = self.node("nat", "hotel 192.168.1.1", "dmz 198.51.100.77", forwards=True)
        outside = self.gate.interfaces["dmz"]
        outside.configure(PUBLIC, None)
        self.gate.route(None, outside)
        self.s = self.node("s", "dmz 192.0.2.10")
        self.t = self.node("t", "dmz 192.0.2.20")
        for server in (self.s, self.t):
            server.route(None, server.interfaces["dmz"])
        self.nat = Nat(
            self.gate,
            outside,
            PUBLIC,
            Prefix.parse("192.168.1.0/24"),
            timeout_ns=timeout_s * SECOND,
            **config,
        )

    @property
    def mappings(self):
        return {row["inside"]: row["outside"] for row in self.rows("nat", "nat").values()}

    def out(self, port=1025, to="192.0.2.10", to_port=7, source="192.168.1.100", **changes):
        node = self.m if source.endswith("100") else self.n
        return self.say(node, source, to, port=to_port, source_port=port, **changes)


def seen(node):
    """Return the list that source address and port of datagrams at *node* come to."""
    heard = []
    node.sockets[0, 7] = lambda header, payload, packet: heard.append(
        (str(ipv4.source(packet.octets)), header.source_port)
    )
    return heard


def test_what_leaves_bears_the_public_address_and_a_port_of_its_own():
    hotel = Hotel()
    heard = seen(hotel.s)
    packet = hotel.out()
    hotel.run(1)
    assert heard == [("198.51.100.77", 40000)]
    (event,) = hotel.events(Translated)
    assert event.packet == packet.id
    assert event.before == "192.168.1.100:1025 > 192.0.2.10:7"
    assert event.after == "198.51.100.77:40000 > 192.0.2.10:7"
    for octets in hotel.packets("dmz"):
        assert ipv4.check(octets) == octets, "every checksum is right"


def test_the_answer_finds_back():
    hotel = Hotel()
    hotel.s.sockets[0, 7] = lambda header, payload, packet: hotel.say(
        hotel.s, "192.0.2.10", "198.51.100.77", b"back", port=header.source_port
    )
    heard = hotel.hears(hotel.m, 1025)
    hotel.out()
    hotel.run(1)
    assert heard == [b"back"]


def test_one_mapping_serves_every_peer():
    """RFC 4787 REQ-1: endpoint-independent mapping."""
    hotel = Hotel()
    ports = seen(hotel.s), seen(hotel.t)
    hotel.out()
    hotel.out(to="192.0.2.20")
    hotel.run(1)
    assert ports == ([("198.51.100.77", 40000)],) * 2
    assert hotel.mappings == {"192.168.1.100:1025": "198.51.100.77:40000"}


def test_two_hosts_with_the_same_port_are_told_apart():
    hotel = Hotel()
    heard = seen(hotel.s)
    hotel.out()
    hotel.out(source="192.168.1.101")
    hotel.run(1)
    assert heard == [("198.51.100.77", 40000), ("198.51.100.77", 40001)]


def test_the_ike_port_is_kept_for_the_first_who_uses_it():
    hotel = Hotel()
    heard = seen(hotel.s)
    hotel.out(port=500)
    hotel.out(port=500, source="192.168.1.101")
    hotel.run(1)
    assert heard == [("198.51.100.77", 500), ("198.51.100.77", 40000)]


@pytest.mark.parametrize(
    ("server", "port", "reason"),
    [("s", 7, []), ("s", 8, ["nat-filtered"]), ("t", 7, ["nat-filtered"])],
    ids=["the peer", "another port of it", "another host"],
)
def test_only_who_was_written_to_may_write_back(server, port, reason):
    """RFC 4787 REQ-8: address- and port-dependent filtering."""
    hotel = Hotel()
    heard = hotel.hears(hotel.m, 1025)
    seen(hotel.s)
    hotel.out()
    hotel.run(1)
    source = "192.0.2.10" if server == "s" else "192.0.2.20"
    node = hotel.nodes[server]
    hotel.say(node, source, "198.51.100.77", port=40000, source_port=port)
    hotel.run(2)
    assert hotel.drops("nat") == reason
    assert bool(heard) == (not reason)


def test_a_mapping_ends_after_its_time_and_a_new_one_has_another_port():
    """RFC 4787 REQ-5."""
    hotel = Hotel(timeout_s=30)
    heard = seen(hotel.s)
    hotel.out()
    hotel.at(29, hotel.out)
    hotel.at(58, hotel.out)
    hotel.run(60)
    assert {port for _, port in heard} == {40000}
    hotel.run(90)
    assert hotel.mappings == {}
    hotel.out()
    hotel.run(91)
    assert heard[-1] == ("198.51.100.77", 40001)


def test_what_comes_in_does_not_keep_a_mapping_alive():
    """RFC 4787 REQ-6: only what goes out must."""
    hotel = Hotel(timeout_s=30)
    seen(hotel.s)
    hotel.hears(hotel.m, 1025)
    hotel.out()
    for when in range(1, 60, 5):
        hotel.at(when, lambda: hotel.say(hotel.s, "192.0.2.10", "198.51.100.77", port=40000))
    hotel.run(60)
    assert hotel.mappings == {}


@pytest.mark.parametrize("protocol", [ipv4.IPIP, ipv4.GRE, ipv4.ESP, ipv4.MINIMAL])
def test_protocols_without_ports_do_not_pass(protocol):
    hotel = Hotel()
    hotel.put(hotel.m, INSIDE, PEER, protocol, bytes(40))
    hotel.run(1)
    (drop,) = hotel.events(Dropped)
    assert (drop.reason, drop.node) == ("nat-unsupported", "nat")
    assert str(protocol) in drop.detail


def in_pieces(source, destination, ports, octets=1000, number=9, mtu=600):
    body = udp.datagram(source, destination, *ports, bytes(octets))
    whole = ipv4.packet(source, destination, ipv4.UDP, body, identification=number)
    return ipv4.fragments(whole, mtu)


@given(st.permutations(range(4)))
def test_fragments_pass_outwards_in_any_order(order):
    """RFC 4787 REQ-14."""
    hotel = Hotel()
    heard = hotel.hears(hotel.s)
    cut = in_pieces(INSIDE, PEER, (1025, 7), octets=2000)
    for number in order:
        hotel.m.send(hotel.packet(cut[number]))
    hotel.run(1)
    assert heard == [bytes(2000)]
    assert hotel.drops("nat") == []
    sources = {ipv4.source(each) for each in hotel.packets("dmz") if ipv4.destination(each) == PEER}
    assert sources == {PUBLIC}


@given(st.permutations(range(4)))
def test_fragments_pass_inwards_in_any_order(order):
    """RFC 4787 REQ-14."""
    hotel = Hotel()
    seen(hotel.s)
    hotel.out()
    hotel.run(1)
    heard = hotel.hears(hotel.m, 1025)
    cut = in_pieces(PEER, PUBLIC, (7, 40000), octets=2000)
    for number in order:
        hotel.s.send(hotel.packet(cut[number]))
    hotel.run(2)
    assert heard == [bytes(2000)]
    assert hotel.drops("nat") == []


def test_two_hosts_that_use_one_number_are_not_joined_to_one_datagram():
    """RFC 3022 section 6.3, RFC 6864 section 5.3.1."""
    hotel = Hotel()
    heard = hotel.hears(hotel.s)
    other = address("192.168.1.101")
    ones = in_pieces(INSIDE, PEER, (1025, 7), octets=1000, number=7)
    twos = in_pieces(other, PEER, (1025, 7), octets=1200, number=7, mtu=700)
    for one, two in zip(ones, twos, strict=True):
        hotel.m.send(hotel.packet(one))
        hotel.n.send(hotel.packet(two))
    hotel.run(1)
    assert sorted(map(len, heard)) == [1000, 1200]


def test_what_may_not_be_cut_keeps_its_number():
    """RFC 6864 section 4.1: in an atomic datagram it means nothing."""
    hotel = Hotel()
    seen(hotel.s)
    body = udp.datagram(INSIDE, PEER, 1025, 7, b"x")
    hotel.put(hotel.m, INSIDE, PEER, ipv4.UDP, body, identification=77, dont_fragment=True)
    hotel.run(1)
    out = next(each for each in hotel.packets("dmz") if ipv4.source(each) == PUBLIC)
    assert ipv4.identification(out) == 77
    assert ipv4.check(out) == out


def test_a_fragment_whose_first_one_was_refused_is_refused_for_the_same_reason():
    hotel = Hotel()
    cut = in_pieces(PEER, PUBLIC, (7, 41000))
    for octets in reversed(cut):
        hotel.s.send(hotel.packet(octets))
    hotel.run(1)
    drops = hotel.events(Dropped, "nat")
    assert [each.reason for each in drops] == ["nat-no-mapping"] * 2
    assert len({each.detail for each in drops}) == 1


def test_fragments_for_the_translator_itself_are_its_own():
    hotel = Hotel()
    heard = hotel.hears(hotel.gate, 9)
    for octets in reversed(in_pieces(PEER, PUBLIC, (7, 9))):
        hotel.s.send(hotel.packet(octets))
    hotel.run(1)
    assert heard == [bytes(1000)]


def refusals(hotel):
    return [(each.reason, each.detail, each.spec) for each in hotel.events(Dropped)]


def test_the_reason_of_an_expired_mapping_is_its_age_and_its_time_out():
    hotel = Hotel(timeout_s=30)
    seen(hotel.s)
    hotel.at(1, hotel.out)
    hotel.at(11, hotel.out)
    hotel.at(50, lambda: hotel.say(hotel.s, str(PEER), str(PUBLIC), port=40000))
    hotel.run(51)
    ((reason, detail, spec),) = refusals(hotel)
    assert (reason, spec) == ("nat-expired", "RFC 4787 4.3")
    assert "198.51.100.77:40000 to 192.168.1.100:1025 expired" in detail
    assert "for 30 s" in detail
    assert "39.998 s old" in detail


def test_a_mapping_that_never_was_is_told_from_one_that_expired():
    hotel = Hotel()
    told = []
    hotel.s.icmp.error_listeners.append(lambda *error: told.append(error[:2]))
    hotel.say(hotel.s, str(PEER), str(PUBLIC), port=40000)
    hotel.run(1)
    ((reason, detail, _),) = refusals(hotel)
    assert reason == "nat-no-mapping"
    assert "no udp mapping of 198.51.100.77:40000 was ever made" in detail
    assert told == [(3, 3)]


def test_a_mapping_whose_port_another_took_is_told_of():
    hotel = Hotel(timeout_s=30)
    seen(hotel.s)
    hotel.out(port=500)
    hotel.at(40, lambda: hotel.out(port=500, source="192.168.1.101", to="192.0.2.20"))
    hotel.at(41, lambda: hotel.say(hotel.s, str(PEER), str(PUBLIC), port=500, source_port=7))
    hotel.run(42)
    reason, detail, spec = refusals(hotel)[-1]
    assert (reason, spec) == ("nat-filtered", "RFC 4787 REQ-8")
    assert "192.168.1.100:500 expired" in detail
    assert "192.168.1.101:500's now" in detail


def test_an_answer_to_an_echo_that_came_too_late_says_so():
    hotel = Hotel(timeout_s=30)
    body = icmp.message(icmp.Echo(type=8, identifier=77, sequence=1), b"x")
    hotel.put(hotel.m, INSIDE, PEER, ipv4.ICMP, body)
    hotel.run(31)
    late = icmp.message(icmp.Echo(type=0, identifier=40000, sequence=2), b"x")
    hotel.put(hotel.s, PEER, PUBLIC, ipv4.ICMP, late)
    hotel.run(32)
    assert hotel.drops("nat") == ["nat-expired"]


def test_the_translators_own_packets_are_not_translated():
    hotel = Hotel()
    heard = seen(hotel.s)
    hotel.nat.inside = Prefix.parse("0.0.0.0/0")
    hotel.say(hotel.gate, str(PUBLIC), str(PEER), source_port=1025)
    hotel.run(1)
    assert heard == [("198.51.100.77", 1025)]
    assert hotel.mappings == {}


def test_echo_is_mapped_by_its_identifier():
    hotel = Hotel()
    heard = []
    hotel.m.icmp.echo_listeners.append(lambda header, data, packet: heard.append(header.identifier))
    body = icmp.message(icmp.Echo(type=8, identifier=77, sequence=1), b"x")
    hotel.put(hotel.m, INSIDE, PEER, ipv4.ICMP, body)
    hotel.run(1)
    assert heard == [77]
    assert hotel.mappings == {"192.168.1.100:77": "198.51.100.77:40000"}


def test_tcp_is_translated_with_its_checksum():
    hotel = Hotel()
    taken = []
    hotel.s.protocols[ipv4.TCP] = lambda packet, device: taken.append(packet.octets)
    header = tcp.TcpHeader(source_port=1025, destination_port=80, sequence=1, syn=True)
    segment = tcp.segment(INSIDE, PEER, header, b"")
    hotel.put(hotel.m, INSIDE, PEER, ipv4.TCP, segment)
    hotel.run(1)
    read = tcp.parse(ipv4.payload(taken[0]), PUBLIC, PEER).header
    assert (read.source_port, read.destination_port) == (40000, 80)


def test_an_icmp_error_is_translated_with_what_it_quotes():
    """RFC 3022 section 4.3."""
    hotel = Hotel()
    told = []
    hotel.m.icmp.error_listeners.append(lambda *error: told.append(error))
    packet = hotel.out()
    hotel.run(1)
    ((kind, code, _, quoted, error),) = told
    assert (kind, code) == (3, 3)
    assert ipv4.source(quoted) == INSIDE
    assert udp.UdpHeader.decode(quoted, 20)[0].source_port == 1025
    assert quoted[20:28] == packet.octets[20:28]
    icmp.check(ipv4.payload(error.octets))


def test_what_is_for_the_translator_itself_is_let_be():
    hotel = Hotel()
    heard = hotel.hears(hotel.gate, 9)
    hotel.say(hotel.s, "192.0.2.10", "198.51.100.77", port=9)
    hotel.run(1)
    assert heard == [b"hello"]
    assert hotel.events(Translated) == []


def test_a_datagram_without_checksum_stays_without():
    """RFC 3022 section 4.1; RFC 3948 sends encapsulated ESP so."""
    hotel = Hotel()
    seen(hotel.s)
    body = udp.datagram(INSIDE, PEER, 4500, 7, b"esp", checksum=False)
    hotel.put(hotel.m, INSIDE, PEER, ipv4.UDP, body)
    hotel.run(1)
    out = next(each for each in hotel.packets("dmz") if ipv4.source(each) == PUBLIC)
    assert udp.UdpHeader.decode(out, 20)[0].checksum == 0


def test_when_every_port_is_taken_nothing_new_leaves():
    hotel = Hotel()
    hotel.nat.mappings._by_port = {(17, port): None for port in range(40000, 65536)}
    hotel.out()
    hotel.run(1)
    assert hotel.drops("nat") == ["nat-full"]


@given(st.sampled_from([1, 6, 17]), st.binary(max_size=40))
def test_no_octets_make_it_raise(protocol, body):
    hotel = Hotel()
    hotel.put(hotel.m, INSIDE, PEER, protocol, body)
    hotel.put(hotel.s, PEER, PUBLIC, protocol, body)
    hotel.run(1)
