"""Two devices over a wire that loses, copies and forges; one of them roams."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.errors import PolicyError
from simulation.wire import ipv4
from simulation.wire.address import Address
from tests.simulation.wireguard.playbook import (
    BACK,
    FORTH,
    GATEWAY,
    MN,
    MN2,
    PORT,
    SECOND,
    Failed,
    KeyMade,
    PeerMoved,
    Rejected,
    Wire,
)


def connected(**options):
    wire = Wire(**options)
    wire.send(wire.node, FORTH)
    wire.run(SECOND)
    return wire


def test_one_round_trip_and_data_flows():
    wire = connected()
    assert wire.ladder() == ["handshake initiation", "handshake response", "data"]
    assert [len(each.payload) for _, each in wire.sent[:2]] == [148, 92]
    assert wire.arrived == [FORTH]
    wire.send(wire.gateway, BACK)
    wire.run(2 * SECOND)
    assert wire.arrived == [FORTH, BACK]


def test_the_responder_waits_for_the_first_data():
    wire = Wire()
    wire.send(wire.node, FORTH)
    wire.run(60_000_000)
    assert wire.gateway.seal(BACK, wire.now) is None
    wire.run(SECOND)
    assert wire.gateway.seal(BACK, wire.now) is not None


def test_the_responder_cannot_begin_where_it_knows_no_endpoint():
    wire = Wire()
    assert wire.gateway.seal(BACK, 0) is None
    assert wire.gateway.drain()[0] == []


def test_no_peer_has_that_address():
    wire = Wire()
    stranger = Address.parse("198.51.100.1")
    with pytest.raises(PolicyError):
        wire.node.seal(ipv4.packet(MN, stranger, 17, b""), 0)


def test_overhead():
    wire = connected()
    for octets in range(20, 60):
        packet = ipv4.packet(Address.parse("10.9.0.5"), MN2, 17, bytes(octets - 20))
        packet = packet[:16] + Address.parse("10.3.0.10").octets + packet[20:]
        datagram = wire.node.seal(packet, wire.now)
        assert len(datagram.payload) == octets + wire.node.overhead(octets)


def test_the_gateway_follows_the_newest_authentic_packet():
    wire = connected()
    wire.node.local = MN2
    wire.send(wire.node, FORTH)
    wire.run(2 * SECOND)
    moved = wire.of(wire.gateway, PeerMoved)
    assert [each.peer for each in moved] == [MN, MN2]
    assert wire.ladder()[3:] == ["data"]
    wire.send(wire.gateway, BACK)
    assert wire.sent[-1][1].destination == MN2


def test_an_older_packet_does_not_move_the_peer_back():
    wire = connected()
    old = wire.node.seal(FORTH, wire.now)
    wire.node.local = MN2
    wire.send(wire.node, FORTH)
    wire.run(2 * SECOND)
    opened = wire.gateway.receive(old.payload, MN, PORT, GATEWAY, PORT, wire.now)
    assert opened == (FORTH, old.key)
    assert wire.gateway.peers[0].endpoint == (MN2, PORT)


def test_a_packet_from_elsewhere_that_is_not_authentic_moves_nothing():
    wire = connected()
    forged = bytearray(wire.node.seal(FORTH, wire.now).payload)
    forged[-1] ^= 1
    wire.gateway.receive(bytes(forged), MN2, PORT, GATEWAY, PORT, wire.now)
    wire.flush()
    assert wire.gateway.peers[0].endpoint == (MN, PORT)
    assert wire.of(wire.gateway, Rejected)[-1].reason == "authentication"


def test_a_replay_is_refused():
    wire = connected()
    datagram = wire.sent[-1][1]
    assert wire.gateway.receive(datagram.payload, MN2, PORT, GATEWAY, PORT, wire.now) is None
    wire.flush()
    assert "replay" in wire.of(wire.gateway, Rejected)[-1].detail
    assert wire.gateway.peers[0].endpoint == (MN, PORT)


def test_an_old_initiation_is_refused():
    wire = connected()
    wire.gateway.receive(wire.sent[0][1].payload, MN2, PORT, GATEWAY, PORT, wire.now)
    wire.flush()
    assert "not newer" in wire.of(wire.gateway, Rejected)[-1].detail
    assert len(wire.sent) == 3


@pytest.mark.parametrize("number", [0, 1])
def test_a_lost_handshake_is_tried_again_after_five_seconds(number):
    wire = Wire(lost={number})
    wire.send(wire.node, FORTH)
    wire.run(7 * SECOND)
    times = [at for at, each in wire.sent if "initiation" in each.purpose]
    assert times == [0, 5 * SECOND]
    assert wire.arrived == [FORTH]


def test_giving_up_after_ninety_seconds():
    wire = Wire(lost=set(range(100)))
    wire.send(wire.node, FORTH)
    wire.run(200 * SECOND)
    assert len(wire.sent) == 18
    assert wire.of(wire.node, Failed)


def test_everything_may_arrive_more_than_once():
    wire = connected(copies=3)
    assert wire.arrived == [FORTH]
    assert wire.ladder().count("handshake response") == 1


@settings(max_examples=30)
@given(st.sets(st.integers(0, 30), max_size=15))
def test_whatever_is_lost_it_recovers(lost):
    wire = Wire(lost=lost)
    for second in range(60):
        wire.send(wire.node, FORTH)
        wire.run((second + 1) * SECOND)
    for _ in range(3):
        wire.send(wire.gateway, BACK)
        wire.run(wire.now + 20 * SECOND)
    assert FORTH in wire.arrived
    assert BACK in wire.arrived


def test_data_that_is_not_answered_asks_for_a_sign_of_life():
    wire = connected()
    wire.run(15 * SECOND)
    # Nothing was sent back, so after ten seconds the gateway says that it lives.
    assert wire.ladder()[3:] == ["keepalive"]
    assert wire.sent[3][0] == 10 * SECOND + 150_000_000


def test_silence_after_data_begins_a_handshake():
    wire = connected()
    wire.lost = set(range(3, 2000))
    wire.run(16 * SECOND)
    assert wire.ladder()[3:] == ["keepalive", "handshake initiation"]
    assert wire.sent[4][0] == 15 * SECOND + 100_000_000


def test_a_persistent_keepalive():
    wire = connected(keepalive_ns=25 * SECOND)
    wire.run(100 * SECOND)
    assert wire.ladder().count("keepalive") >= 3


def test_an_idle_tunnel_with_a_persistent_keepalive_is_open_from_the_far_end_for_an_hour():
    """White paper section 6.2: a keepalive is transport data, and replaces keys as data do."""
    wire = connected(keepalive_ns=25 * SECOND)
    wire.run(3500 * SECOND)
    asked = [at for at, each in wire.sent if each.purpose.endswith("handshake initiation")]
    assert max(b - a for a, b in itertools.pairwise(asked)) < 150 * SECOND
    wire.send(wire.gateway, BACK)
    wire.run(wire.now + SECOND)
    assert wire.arrived[-1] == BACK


def test_a_persistent_keepalive_without_keys_begins_a_handshake():
    wire = connected(keepalive_ns=25 * SECOND)
    reached = len(wire.sent)
    wire.lost = set(range(reached, 2000))
    wire.run(400 * SECOND)
    wire.lost = set()
    wire.run(430 * SECOND)
    wire.send(wire.gateway, BACK)
    wire.run(wire.now + SECOND)
    assert wire.arrived[-1] == BACK


def test_a_device_whose_handshake_is_abandoned_is_silent():
    wire = Wire(keepalive_ns=25 * SECOND, lost=range(2000))
    wire.send(wire.node, FORTH)
    wire.run(6 * SECOND)
    wire.node.abandon("test")
    wire.run(300 * SECOND)
    assert wire.ladder() == ["handshake initiation"] * 2


def test_keys_are_replaced_after_two_minutes_and_only_when_needed():
    wire = connected()
    wire.run(119 * SECOND)
    assert wire.ladder().count("handshake initiation") == 1
    wire.send(wire.node, FORTH)
    wire.run(121 * SECOND)
    wire.send(wire.node, FORTH)
    wire.run(122 * SECOND)
    assert wire.ladder().count("handshake initiation") == 2
    wire.send(wire.gateway, BACK)
    wire.run(123 * SECOND)
    assert wire.arrived == [FORTH, FORTH, FORTH, BACK]


def test_keys_that_are_too_old_are_not_used():
    wire = connected()
    wire.run(200 * SECOND)
    assert wire.node.peers[0].machine.state == "idle"
    assert wire.node.seal(FORTH, wire.now) is None


def test_both_ends_tell_the_same_keys():
    wire = connected()
    keys = [
        {each.key: each.secret for each in wire.of(end, KeyMade) if each.key.startswith("wg:")}
        for end in (wire.node, wire.gateway)
    ]
    assert keys[0] == keys[1] != {}


def test_a_source_that_the_peer_may_not_use():
    wire = connected()
    stranger = ipv4.packet(MN, Address.parse("10.3.0.10"), 17, b"")
    wire.send(wire.node, stranger)
    wire.run(2 * SECOND)
    assert stranger not in wire.arrived
    assert wire.of(wire.gateway, Rejected)[-1].reason == "policy"


@pytest.mark.parametrize("changed", [3, 10, 60, 100, 120])
def test_a_changed_initiation_is_not_answered(changed):
    wire = Wire(lost={0})
    wire.send(wire.node, FORTH)
    forged = bytearray(wire.sent[0][1].payload)
    forged[changed] ^= 1
    wire.gateway.receive(bytes(forged), MN, PORT, GATEWAY, PORT, 0)
    wire.flush()
    assert len(wire.sent) == 1
    assert wire.of(wire.gateway, Rejected)


@given(st.binary(max_size=200), st.integers(0, 5))
def test_garbage_never_raises(garbage, kind):
    wire = connected()
    head = bytes([kind, 0, 0, 0])
    for octets in (garbage, head + garbage, head + wire.node.peers[0].current.own + garbage):
        for end in (wire.node, wire.gateway):
            assert end.receive(octets, MN2, PORT, end.local, PORT, wire.now) is None
    wire.send(wire.node, FORTH)
    wire.run(2 * SECOND)
    assert wire.arrived == [FORTH, FORTH]
