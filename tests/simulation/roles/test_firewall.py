"""The stateful filter between two links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.roles.firewall import FilterRule, Firewall, Timeouts
from simulation.time import SECOND
from simulation.trace import Dropped
from simulation.wire import icmp, ipv4, tcp, udp
from simulation.wire.address import Prefix
from tests.simulation.small_world import address, routed

A, B = address("10.0.0.1"), address("10.0.1.1")
OUTWARD = FilterRule(name="outward", admit=True, inbound="left")
SERVICE = FilterRule(
    name="service",
    admit=True,
    inbound="right",
    destinations=(Prefix.host(A),),
    protocols=(ipv4.UDP,),
    ports=(434,),
)

TIMEOUTS = Timeouts(tcp_ns=600 * SECOND, other_ns=60 * SECOND)


def guarded(*rules):
    world, a, router, b = routed()
    world.hears(a), world.hears(b), world.hears(a, 434)
    return world, a, router, b, Firewall(router, list(rules), TIMEOUTS)


def refused(world):
    return {
        key.removeprefix("refused by: "): row["packets"]
        for key, row in world.rows("r", "filter").items()
        if key.startswith("refused by")
    }


def test_what_no_rule_admits_is_refused_and_counted():
    world, _a, _, b, _ = guarded(OUTWARD)
    for _ in range(2):
        world.say(b, "10.0.1.1", "10.0.0.1")
    world.run(1)
    assert world.drops("r") == ["filtered"] * 2
    assert refused(world) == {"default": 2}


def test_rules_are_rows_in_order():
    world, *_ = guarded(OUTWARD, SERVICE)
    rows = world.rows("r", "filter")
    assert [(rows[key]["name"], rows[key]["action"]) for key in ("01", "02")] == [
        ("outward", "admit"),
        ("service", "admit"),
    ]


def test_answers_to_what_was_admitted_pass_and_nothing_else_does():
    world, a, _, b, _ = guarded(OUTWARD)
    world.say(a, "10.0.0.1", "10.0.1.1")
    world.run(1)
    world.say(b, "10.0.1.1", "10.0.0.1")
    world.run(2)
    assert world.drops("r") == []
    world.say(b, "10.0.1.1", "10.0.0.1", source_port=8)
    world.say(b, "10.0.1.1", "10.0.0.1", port=434)
    world.run(3)
    assert world.drops("r") == ["filtered"] * 2


def test_the_first_rule_that_fits_decides():
    no = FilterRule(
        name="not there", admit=False, destinations=(Prefix.host(A),), why="it is forbidden"
    )
    world, _a, _, b, _ = guarded(no, SERVICE)
    world.say(b, "10.0.1.1", "10.0.0.1", port=434)
    world.run(1)
    (drop,) = world.events(Dropped)
    assert (drop.reason, drop.detail) == ("filtered", "it is forbidden")
    assert refused(world) == {"not there": 1}


@pytest.mark.parametrize(
    ("rule", "changes", "fits"),
    [
        ({}, {}, True),
        ({"inbound": "right"}, {}, True),
        ({"inbound": "left"}, {}, False),
        ({"outbound": "left"}, {}, True),
        ({"outbound": "right"}, {}, False),
        ({"sources": (Prefix.host(B),)}, {}, True),
        ({"sources": (Prefix.host(A),)}, {}, False),
        ({"destinations": (Prefix.host(A),)}, {}, True),
        ({"destinations": (Prefix.host(B),)}, {}, False),
        ({"protocols": (ipv4.UDP,)}, {}, True),
        ({"protocols": (ipv4.IPIP, ipv4.ESP)}, {}, False),
        ({"ports": (434,)}, {"port": 434}, True),
        ({"ports": (434,)}, {"port": 435}, False),
        ({"first_octet": 4}, {"payload": b"\x04rest"}, True),
        ({"first_octet": 4}, {"payload": b"\x01rest"}, False),
        ({"first_octet": 4}, {"payload": b""}, False),
    ],
)
def test_what_a_rule_looks_at(rule, changes, fits):
    changes = {"port": 7, "payload": b"hello"} | changes
    body = udp.datagram(B, A, 7, changes["port"], changes["payload"])
    octets = ipv4.packet(B, A, ipv4.UDP, body)
    assert FilterRule(name="rule", admit=True, **rule).fits(octets, "right", "left") == fits


def test_conversations_without_ports_are_known_by_addresses_and_protocol():
    world, a, _, b, _ = guarded(OUTWARD)
    b.protocols[ipv4.ESP] = a.protocols[ipv4.ESP] = lambda packet, device: None
    world.put(a, A, B, ipv4.ESP, bytes(20))
    world.run(1)
    world.put(b, B, A, ipv4.ESP, bytes(20))
    world.put(b, B, A, ipv4.IPIP, bytes(20))
    world.run(2)
    assert world.drops("r") == ["filtered"]


def test_an_error_about_an_admitted_packet_passes_and_others_do_not():
    world, a, _, b, _ = guarded(OUTWARD)
    told = []
    a.icmp.error_listeners.append(lambda *error: told.append(error[:2]))
    del b.sockets[0, 7]
    packet = world.say(a, "10.0.0.1", "10.0.1.1")
    world.run(1)
    assert told == [(3, 3)]
    strange = bytearray(packet.octets[:28])
    strange[20:22] = b"\x13\x37"
    for quoted in (bytes(strange), b"short"):
        body = icmp.message(icmp.Unreachable(code=1), quoted)
        world.put(b, B, A, ipv4.ICMP, body)
    world.run(2)
    assert told == [(3, 3)]
    assert world.drops("r") == ["filtered"] * 2


def test_an_echo_is_answered_and_an_answer_alone_is_not_let_in():
    world, a, _, b, _ = guarded(OUTWARD)
    heard = []
    a.icmp.echo_listeners.append(lambda header, data, packet: heard.append(header.identifier))
    reply = icmp.message(icmp.Echo(type=0, identifier=9, sequence=1))
    world.put(b, B, A, ipv4.ICMP, reply)
    world.run(1)
    assert heard == []
    world.put(a, A, B, ipv4.ICMP, icmp.message(icmp.Echo(type=8, identifier=5, sequence=1)))
    world.run(2)
    assert heard == [5]


def test_fragments_share_the_fate_of_the_first():
    world, a, _, b, _ = guarded(SERVICE)
    heard = world.hears(a, 434)
    for port in (434, 435):
        body = udp.datagram(B, A, 7, port, bytes(1000))
        whole = ipv4.packet(B, A, ipv4.UDP, body, identification=port)
        for piece in ipv4.fragments(whole, 600):
            b.send(world.packet(piece))
    world.run(1)
    assert heard == [bytes(1000)]
    assert world.drops("r") == ["filtered"] * 2


def test_hosts_on_one_link_are_not_filtered():
    world, _a, _router, b, _ = guarded()
    c = world.node("c", "right 10.0.1.2")
    heard = world.hears(c)
    world.say(b, "10.0.1.1", "10.0.1.2")
    world.run(1)
    assert heard == [b"hello"]


@given(st.integers(0, 255), st.binary(max_size=60))
def test_no_octets_make_it_raise(protocol, body):
    world, _a, _, _b, firewall = guarded(OUTWARD, SERVICE)
    for source, destination in ((A, B), (B, A)):
        octets = ipv4.packet(source, destination, protocol, body)
        firewall._judge(world.packet(octets), None, None)


def test_a_conversation_that_is_silent_is_forgotten_and_the_reason_says_so():
    world, a, _, b, _ = guarded(OUTWARD)
    world.say(a, "10.0.0.1", "10.0.1.1")
    for moment in (50, 100):
        world.at(moment, lambda: world.say(b, "10.0.1.1", "10.0.0.1"))
    world.run(155)
    assert world.drops("r") == [], "each answer keeps it"
    world.at(165, lambda: world.say(b, "10.0.1.1", "10.0.0.1"))
    world.run(170)
    (drop,) = [each for each in world.events(Dropped) if each.node == "r"]
    assert "forgotten after 60 s of silence" in drop.detail


def test_tcp_is_remembered_by_a_time_of_its_own():
    world, a, _, b, _ = guarded(OUTWARD)
    for moment, sender, ends in (
        (0, a, ("10.0.0.1", "10.0.1.1", 1025, 80)),
        (500, b, ("10.0.1.1", "10.0.0.1", 80, 1025)),
        (1099, b, ("10.0.1.1", "10.0.0.1", 80, 1025)),
        (1700, b, ("10.0.1.1", "10.0.0.1", 80, 1025)),
    ):
        world.at(moment, lambda sender=sender, ends=ends: sender.send(_segment(world, *ends)))
    world.run(1100)
    assert world.drops("r") == []
    world.run(1701)
    assert world.drops("r") == ["filtered"]


def _segment(world, source, destination, source_port, port):
    source, destination = address(source), address(destination)
    header = tcp.TcpHeader(
        source_port=source_port, destination_port=port, sequence=1, acknowledgment=1, ack=True
    )
    body = tcp.segment(source, destination, header, b"x")
    return world.packet(ipv4.packet(source, destination, ipv4.TCP, body), "a segment")
