"""IKE at a node: ports, timers, keys in the trace, keepalives: RFC 3947, RFC 3948."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.ike.configuration import Login
from simulation.roles.nat import Nat
from simulation.time import SECOND
from simulation.trace import KeyHeld, Prompted, Sent, StateChanged
from simulation.wire import ipv4, udp
from simulation.wire.address import Prefix
from tests.simulation.roles.remote import CLIENT, ELSEWHERE, GATEWAY, INNER, Remote


def behind_a_nat(**changes):
    """Have the router between translate what the client sends."""
    world = Remote(**changes)
    m = world.nodes["m"]
    Nat(
        m,
        m.interfaces["far"],
        m.interfaces["far"].address,
        Prefix.parse("192.0.2.0/29"),
        timeout_ns=30 * SECOND,
    )
    return world


def ports(world, link="near"):
    return [
        (header.source_port, header.destination_port)
        for each in world.packets(link)
        if ipv4.protocol(each) == ipv4.UDP
        for header in [udp.UdpHeader.decode(each, 20)[0]]
    ]


def test_without_a_nat_everything_stays_on_port_500():
    world = Remote()
    world.connect()
    assert set(ports(world)) == {(500, 500)}
    assert world.client.pair.udp_ports is None


def test_a_nat_on_the_way_moves_ike_and_esp_to_port_4500():
    """RFC 3947 section 4: from the fifth message of main mode on."""
    world = behind_a_nat()
    world.connect()
    assert world.told == [("up", str(INNER))]
    seen = ports(world)
    assert seen[:4] == [(500, 500)] * 4
    assert set(seen[4:]) == {(4500, 4500)}
    assert world.works()
    assert ipv4.ESP not in {ipv4.protocol(each) for each in world.packets("near")}


def test_a_nat_is_kept_open_by_one_octet_every_20_seconds():
    """RFC 3948 section 4."""
    world = behind_a_nat()
    world.connect()
    world.run(100)
    beats = [each for each in world.packets("near") if each[28:] == b"\xff"]
    assert len(beats) == 4
    assert world.works(), "the mapping, which lasts 30 s, is still there"
    assert world.drops("g") == []


def test_traffic_keeps_a_nat_open_by_itself():
    """RFC 3948 section 4: only if nothing else was sent."""
    world = behind_a_nat()
    world.connect()
    for when in range(6, 100, 10):
        world.at(when, lambda: world.say(world.c, str(INNER), "10.3.0.10"))
    world.run(100)
    assert [each for each in world.packets("near") if each[28:] == b"\xff"] == []


def test_a_nat_that_mobike_finds_later_is_kept_open_too():
    world = Remote(client={"version": 2})
    world.connect()
    m = world.nodes["m"]
    Nat(
        m,
        m.interfaces["far"],
        m.interfaces["far"].address,
        Prefix.parse("192.0.2.0/29"),
        timeout_ns=30 * SECOND,
    )
    world.c.interfaces["near"].configure(ELSEWHERE, world.links["near"].shape.prefix)
    world.client.move(ELSEWHERE, tell=True, show=False)
    world.run(100)
    assert world.client.pair.udp_ports == (4500, 4500)
    assert len([each for each in world.packets("near") if each[28:] == b"\xff"]) >= 3


def test_without_a_nat_nothing_is_kept_open():
    world = Remote()
    world.connect()
    world.run(100)
    assert [each for each in world.packets("near") if each[28:] == b"\xff"] == []


def test_where_traversal_is_off_nothing_passes_a_nat():
    world = behind_a_nat(client={"nat_traversal": False})
    world.connect(60)
    assert not world.told or not world.works()


@pytest.mark.parametrize("version", [1, 2])
def test_both_ends_tell_of_the_same_keys(version):
    world = Remote(client={"version": version})
    world.connect()
    made = {
        node: {
            each.key: each.secret
            for each in world.events(KeyHeld, node)
            if not each.key.startswith("psk")
        }
        for node in "cg"
    }
    assert made["c"] == made["g"]
    kinds = {key.split(":")[0] for key in made["c"]}
    assert kinds == {"esp", f"ikev{version}"}


def test_the_pre_shared_key_is_an_event_from_the_start():
    world = Remote()
    (event,) = [each for each in world.events(KeyHeld, "c") if each.key == "psk:group"]
    assert bytes.fromhex(event.secret["key"]) == b"group secret"


def test_machines_of_the_endpoint_are_rows_and_states():
    world = Remote()
    world.connect()
    assert world.rows("c", "ike")
    assert {each.machine for each in world.events(StateChanged, "g")} & set(world.rows("g", "ike"))


def test_a_user_who_is_asked_is_a_prompt():
    world = Remote(
        client={"login": Login("mn", "correct horse", 2.0)},
        server={"users": {"mn": "correct horse"}},
    )
    world.connect(20)
    assert world.told == [("up", str(INNER))]
    assert len(world.events(Prompted, "c")) == 1
    assert int(world.events(Prompted, "c")[0].at_ns) < 2 * SECOND


def test_the_last_message_leaves_before_what_the_new_association_lets_out():
    world = Remote()
    world.client.events.up = lambda inner: world.say(world.c, str(inner), "10.3.0.10")
    world.connect()
    purposes = [
        world.trace.packets[each.packet].purpose
        for each in world.events(Sent, "c")
        if each.link == "near"
    ]
    assert purposes.index("test") > max(
        place for place, purpose in enumerate(purposes) if "uick" in purpose
    )


@settings(max_examples=40)
@given(st.binary(max_size=120), st.sampled_from([500, 4500]))
def test_no_octets_make_it_raise(octets, port):
    world = Remote()
    world.connect()
    body = udp.datagram(CLIENT, GATEWAY, port, port, octets)
    world.put(world.c, CLIENT, GATEWAY, ipv4.UDP, body)
    back = udp.datagram(GATEWAY, CLIENT, port, port, octets)
    world.put(world.g, GATEWAY, CLIENT, ipv4.UDP, back)
    world.run(6)
    assert world.works()


def test_forgetting_says_nothing_to_anybody():
    world = Remote()
    world.connect()
    sent = len(world.ike("c"))
    world.client.daemon.forget()
    world.run(30)
    assert world.sad("c") == {}
    assert world.rows("c", "ike") == {}
    assert len(world.ike("c")) == sent


def test_pairs_and_the_client_go_on_under_the_association_that_took_the_place():
    world = Remote(client={"version": 2})
    world.connect()
    old = world.client.session
    world.client.daemon.endpoint.sessions()[0].rekey(int(world.env.now))
    world.client.daemon._pump()
    world.run(7)
    assert world.client.session != old
    for device in (world.client.device, world.gateway.device):
        assert [each.session for each in device.pairs] == [world.client.session]
    assert world.works()
    world.client.disconnect("the test is over")
    world.run(9)
    assert world.sad("g") == {}
