"""WireGuard at a node: its device, its UDP port, what waits for keys (WireGuard white paper)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.crypto.dh import Curve25519Key
from simulation.kernel.rng import Stream
from simulation.roles.vpn_client import VpnEvents, VpnState
from simulation.roles.wireguard_interface import (
    MOST_WAITING,
    WireguardClient,
    WireguardInterface,
)
from simulation.trace import Dropped, Encrypted, KeyHeld, Noted, StateChanged
from simulation.wire import ipv4, udp
from simulation.wire.address import ANY, Prefix
from simulation.wireguard.device import Configuration
from simulation.wireguard.peer import PeerConfiguration
from tests.simulation.options.playing import play
from tests.simulation.small_world import SmallWorld, address

CLIENT, ELSEWHERE = address("192.0.2.1"), address("192.0.2.3")
GATEWAY, INNER = address("192.0.2.9"), address("10.9.0.5")
SERVER = address("10.3.0.10")
PORT = 51820
SECRETS = {"c": b"\x11" * 32, "g": b"\x22" * 32}


def configuration(name, peer, allowed, **changes):
    made = {}
    peers = (
        PeerConfiguration(
            name=peer,
            public=Curve25519Key(SECRETS[peer]).public,
            allowed=(Prefix.parse(allowed),),
            **changes,
        ),
    )
    return Configuration(
        private=SECRETS[name],
        peers=peers,
        stream=lambda use: made.setdefault(use, Stream(1, f"{name}/{use}")),
    )


class Guarded(SmallWorld):
    """c ---- m ---- g ---- s: WireGuard between c and g, a server behind g, a router between."""

    def __init__(self, *, preshared=bytes(32)):
        super().__init__()
        self.link("near", "192.0.2.0/29")
        self.link("far", "192.0.2.8/29")
        self.link("inside", "10.3.0.0/24")
        self.c = self.node("c", "near 192.0.2.1", gateway="near 192.0.2.2")
        self.m = self.node("m", "near 192.0.2.2", "far 192.0.2.10", forwards=True)
        self.g = self.node(
            "g", "far 192.0.2.9", "inside 10.3.0.1", forwards=True, gateway="far 192.0.2.10"
        )
        self.s = self.node("s", "inside 10.3.0.10", gateway="inside 10.3.0.1")
        self.told = []
        self.client = WireguardClient(
            self.c,
            configuration("c", "g", "10.0.0.0/8", endpoint=(GATEWAY, PORT), preshared=preshared),
            INNER,
            VpnEvents(up=self.told.append, down=self.told.append),
        )
        self.gate = WireguardInterface(self.g, configuration("g", "c", "10.9.0.5/32"), GATEWAY)
        self.g.route(Prefix.host(INNER), self.gate, ANY)
        self.heard = self.hears(self.s)

    def connect(self, until=1):
        self.client.connect(CLIENT, "test")
        self.run(until)

    def forth(self, payload=b"forth", destination=SERVER):
        return self.say(self.c, str(INNER), str(destination), payload)

    def guarded(self, node="c", containing="WireGuard"):
        return [purpose for _, _, purpose in self.sent(node, containing)]

    def outside(self, link="near"):
        """Return the UDP packets of WireGuard on a link."""
        return [
            each
            for each in self.packets(link)
            if ipv4.protocol(each) == ipv4.UDP
            and ipv4.payload(each)[2:4] == PORT.to_bytes(2, "big")
        ]

    def throw(self, payload, source=CLIENT):
        """Send *payload* to the gateway's WireGuard port from *m*, whoever it claims to be."""
        body = udp.datagram(source, GATEWAY, PORT, PORT, payload)
        self.put(self.m, source, GATEWAY, ipv4.UDP, body)


def test_connecting_takes_one_exchange_and_both_ends_hold_the_same_keys():
    world = Guarded()
    world.connect()
    assert world.told == [INNER]
    assert world.client.state is VpnState.UP
    assert world.guarded("c", "handshake") == ["WireGuard handshake initiation"]
    assert world.guarded("g", "handshake") == ["WireGuard handshake response"]
    transport = [
        {each.key for each in world.events(KeyHeld, node) if each.key.startswith("wg:")}
        for node in "cg"
    ]
    assert transport[0] == transport[1] != set()


def test_data_crosses_sealed_and_arrives_as_it_was():
    world = Guarded()
    world.connect()
    world.forth(b"nobody reads this")
    back = world.hears(world.c)
    world.say(world.s, str(SERVER), str(INNER), b"nor this")
    world.run(2)
    assert (world.heard, back) == ([b"nobody reads this"], [b"nor this"])
    assert not any(b"reads" in each or b"nor this" in each for each in world.packets("near"))
    assert world.drops() == []


def test_what_is_sealed_is_padded_to_sixteen_octets():
    """White paper section 5.4.6: 16 octets of head, padding, a tag of 16."""
    world = Guarded()
    world.connect()
    before = len(world.outside())
    world.forth(b"1")
    world.run(2)
    (packet,) = world.outside()[before:]
    assert len(packet) == 20 + 8 + 16 + 32 + 16, "29 octets of a packet become 32"


def test_the_mtu_leaves_room_for_everything_outside():
    world = Guarded()
    mtu = world.client.device.mtu_for(ipv4.packet(INNER, SERVER, ipv4.UDP, b""))
    assert mtu % 16 == 0
    assert mtu + 28 + 32 <= 1500 < mtu + 16 + 28 + 32


def test_the_mtu_is_that_of_the_way_to_the_peer_whose_packet_it_is():
    world = Guarded()
    to_peer, to_nobody = (ipv4.packet(SERVER, each, ipv4.UDP, b"") for each in (INNER, ELSEWHERE))
    assert world.gate.mtu_for(to_peer) == 1440, "nobody knows yet where the peer is"
    world.connect()
    world.links["far"].mtu = 900
    assert 900 - 60 - 16 < world.gate.mtu_for(to_peer) <= 900 - 60
    assert world.gate.mtu_for(to_nobody) == 1440


def test_packets_wait_for_the_keys_and_then_leave_in_order():
    world = Guarded()
    world.client.device.device.local = CLIENT
    for number in range(3):
        world.forth(b"%d" % number)
    world.run(1)
    assert world.heard == [b"0", b"1", b"2"]
    assert world.guarded("c", "handshake") == ["WireGuard handshake initiation"]


def test_only_so_many_packets_wait():
    world = Guarded()
    world.client.device.device.local = CLIENT
    for _ in range(MOST_WAITING + 2):
        world.forth()
    world.run(1)
    assert world.drops("c") == ["no-sa"] * 2
    assert len(world.events(Encrypted, "c")) == MOST_WAITING


def test_what_waits_for_another_peer_goes_on_waiting():
    world = Guarded()
    far = PeerConfiguration(
        name="x", public=Curve25519Key(b"\x33" * 32).public, allowed=(Prefix.parse("10.8.0.0/16"),)
    )
    first = configuration("c", "g", "10.0.0.0/8", endpoint=(ELSEWHERE, PORT))
    both = replace(first, peers=(*first.peers, far))
    interface = WireguardInterface(world.c, both, CLIENT)
    world.c.route(None, interface, source=Prefix.host(INNER))
    lost = world.forth()
    world.forth(destination=address("10.8.0.1"))
    world.run(120)
    dropped = [each.packet for each in world.events(Dropped, "c") if each.reason == "no-sa"]
    assert dropped == [lost.id]


def test_a_peer_that_never_answers_is_tried_for_ninety_seconds():
    """White paper section 6.4: every 5 s, until 90 s have passed."""
    world = Guarded()
    world.g.interfaces["far"].detach()
    world.connect(300)
    times = [when for when, _, _ in world.sent("c", "initiation")]
    assert len(times) == 18
    assert times[-1] == 85
    assert world.client.state is VpnState.DOWN
    assert world.told == ["no response to any handshake"]
    assert any("no response" in each.text for each in world.events(Noted, "c"))


def test_what_waited_for_a_peer_that_never_answered_is_dropped():
    """White paper section 6.4: it is not sent minutes later, when the peer is back."""
    world = Guarded()
    world.g.interfaces["far"].detach()
    world.connect(1)
    packet = world.forth(b"too late")
    world.run(120)
    dropped = [each for each in world.events(Dropped, "c") if each.packet == packet.id]
    assert [each.reason for each in dropped] == ["no-sa"]
    world.g.interfaces["far"].attach(world.links["far"])
    world.client.connect(CLIENT, "test")
    world.run(125)
    assert world.told == ["no response to any handshake", INNER]
    assert world.heard == []


def test_a_handshake_that_is_abandoned_is_neither_tried_again_nor_ended():
    world = Guarded()
    world.g.interfaces["far"].detach()
    world.connect(1)
    world.client.abandon("test")
    world.g.interfaces["far"].attach(world.links["far"])
    world.run(100)
    assert len(world.sent("c", "initiation")) == 1
    assert world.client.state is VpnState.DOWN
    assert world.told == []


def test_what_is_up_cannot_be_abandoned():
    world = Guarded()
    world.connect()
    world.client.abandon("test")
    assert world.client.state is VpnState.UP


def test_a_lost_initiation_is_sent_again_after_five_seconds():
    world = Guarded()
    lost = iter(["lost"])
    world.m.filters.append(lambda *_: next(lost, ""))
    world.connect(10)
    times = [when for when, _, _ in world.sent("c", "initiation")]
    assert times == pytest.approx([0, 5], abs=0.1)
    assert world.told == [INNER]


def test_other_preshared_keys_give_no_tunnel():
    world = Guarded(preshared=b"\x55" * 32)
    world.connect(20)
    assert world.told == []
    assert world.drops("c") == ["wireguard-authentication"] * 4
    assert world.rows("c", "sad") == {}


def test_a_move_is_shown_at_once_and_the_gateway_follows():
    world = Guarded()
    world.connect()
    world.c.interfaces["near"].configure(ELSEWHERE, world.links["near"].shape.prefix)
    world.client.move(ELSEWHERE, tell=False, show=True)
    world.run(2)
    assert world.rows("g", "sad")["c wireguard"]["destination"] == str(ELSEWHERE)
    assert world.guarded("c", "handshake") == ["WireGuard handshake initiation"]
    back = world.hears(world.c)
    world.say(world.s, str(SERVER), str(INNER))
    world.run(3)
    assert back == [b"hello"]


@pytest.mark.parametrize("payload", [b"", b"\x09\0\0\0", b"\x04\0\0\0" + bytes(20), bytes(148)])
def test_what_is_no_message_is_a_drop(payload):
    world = Guarded()
    world.connect()
    rows = world.rows("g", "sad")
    world.throw(payload)
    world.run(2)
    assert world.drops("g") == ["wireguard-malformed"]
    assert world.rows("g", "sad") == rows


def test_forged_data_does_not_move_the_peer():
    world = Guarded()
    world.connect()
    world.forth()
    world.run(2)
    rows = world.rows("g", "sad")
    forged = bytearray(ipv4.payload(world.outside()[-1])[8:])
    forged[-1] ^= 1
    world.throw(bytes(forged), ELSEWHERE)
    world.run(3)
    assert world.drops("g") == ["wireguard-authentication"]
    assert world.rows("g", "sad") == rows
    assert world.heard == [b"forth"]


def test_data_that_is_said_twice_is_heard_once():
    """White paper section 5.4.6: a window of counters, as RFC 6479 has it."""
    world = Guarded()
    world.connect()
    world.forth()
    world.run(2)
    world.throw(ipv4.payload(world.outside()[-1])[8:], ELSEWHERE)
    world.run(3)
    assert len(world.drops("g")) == 1
    assert world.heard == [b"forth"]
    assert world.rows("g", "sad")["c wireguard"]["destination"] == str(CLIENT)


def test_an_initiation_that_is_said_twice_is_refused():
    """White paper section 5.1: its timestamp is not newer than the last."""
    world = Guarded()
    world.connect()
    initiation = next(each for each in world.outside() if ipv4.payload(each)[8] == 1)
    world.throw(ipv4.payload(initiation)[8:], ELSEWHERE)
    world.run(3)
    assert world.drops("g") == ["wireguard-authentication"]
    assert world.guarded("g", "handshake") == ["WireGuard handshake response"]


def test_a_destination_that_belongs_to_no_peer_is_refused_before_anything_is_sent():
    world = Guarded()
    world.connect()
    before = len(world.outside())
    world.forth(destination=address("198.51.100.1"))
    world.run(2)
    assert world.drops("c") == ["no-sa"]
    assert len(world.outside()) == before


def test_a_source_that_is_not_the_peers_is_refused_though_it_is_authentic():
    """White paper section 2: cryptokey routing."""
    world = Guarded()
    world.connect()
    world.c.hold(address("10.9.0.6"), "not its own")
    world.c.route(None, world.client.device, source=Prefix.host(address("10.9.0.6")))
    world.say(world.c, "10.9.0.6", str(SERVER))
    world.run(2)
    assert world.drops("g") == ["wireguard-policy"]
    assert world.heard == []


def test_without_data_the_keys_lapse_and_data_makes_new_ones():
    """White paper section 6.2: keys are refused after 180 s."""
    world = Guarded()
    world.connect(200)
    machine = [each.new for each in world.events(StateChanged, "c") if "wireguard" in each.machine]
    assert machine[-1] == "idle"
    world.forth()
    world.run(201)
    assert world.heard == [b"forth"]
    assert len(world.guarded("c", "initiation")) == 2


def test_a_conversation_gets_new_keys_before_the_old_are_refused():
    world = Guarded()
    world.connect()
    for second in range(1, 200, 4):
        world.at(second + 1, world.forth)
    world.run(210)
    times = [when for when, _, _ in world.sent("c", "initiation")]
    assert len(times) == 2
    assert 120 <= times[1] <= 124.1
    assert len(world.heard) == 50


def test_data_that_is_not_answered_is_acknowledged_by_a_keepalive():
    """White paper section 6.5: ten seconds after data that nothing answered."""
    world = Guarded()
    world.connect()
    world.forth()
    world.run(30)
    (when,) = [when for when, _, _ in world.sent("g", "keepalive")]
    assert when == pytest.approx(11, abs=0.1)
    assert len(world.guarded("c", "initiation")) == 1


def test_disconnecting_says_nothing_to_the_gateway():
    """WireGuard has no message that ends a session."""
    world = Guarded()
    world.connect()
    before = len(world.outside())
    world.client.disconnect("inside")
    world.run(2)
    assert world.client.state is VpnState.DOWN
    assert len(world.outside()) == before
    assert world.told == [INNER], "who asked for it is not told"


def test_a_gateway_does_not_know_where_a_silent_client_is():
    world = Guarded()
    world.say(world.s, str(SERVER), str(INNER))
    world.run(120)
    assert world.outside("far") == []
    assert world.rows("g", "sad") == {}


@settings(max_examples=25)
@given(octets=st.binary(max_size=160), kind=st.integers(0, 5))
def test_no_octets_make_it_raise(octets, kind):
    world = Guarded()
    world.throw(octets)
    world.throw(bytes([kind, 0, 0, 0]) + octets)
    world.run(1)
    assert len(world.drops("g")) == 2
    assert world.rows("g", "sad") == {}


@pytest.fixture(scope="module")
def tour():
    return play("wg", "handover-outside")


def test_the_gateway_follows_a_node_there_and_back(tour):
    places = [event.new["destination"] for event in tour.rows("vpn-gw", "sad") if event.new]
    assert len(places) == 3
    assert places[0] == places[2] != places[1]


def test_the_recorded_layers_are_as_long_as_the_octets(tour):
    trace = tour.trace
    sealed = [event for _, event in trace.of(Encrypted)]
    assert sealed
    for event in sealed:
        layers = trace.stack_of(event.packet)
        inner = trace.packets[event.inner].octets
        around = sum(each.head for each in layers[:3]) + layers[2].tail
        assert around + inner == trace.packets[event.packet].octets
