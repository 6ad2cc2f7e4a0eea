"""On the path by forged ARP, as a NAT while it is there, and gone."""

from simulation.roles.attacker import Bystander
from simulation.trace import Dropped, Ineffective, KeyHeld, Noted, Sent
from simulation.wire import arp, ipv4, udp
from simulation.wire.address import BROADCAST, Address
from tests.simulation.roles.hotspot import AGENT, FIRST, ROUTER, SECOND_ADDRESS, STATION, Hotspot
from tests.simulation.small_world import address


def knows(world, node, interface, whom):
    return world.nodes[node].interfaces[interface].knows(whom)


def test_it_gets_onto_the_path_by_arp_alone_and_leaves_it_as_it_was():
    world = Hotspot(on=False)
    world.say(world.station, str(STATION), str(AGENT))
    world.run(1.5)
    truth = knows(world, "mn", "hotspot", ROUTER), knows(world, "router", "hotspot", STATION)
    world.attacker.switch(on=True)
    world.run(3)
    own = world.nodes["attacker"].interfaces["hotspot"].mac
    assert knows(world, "mn", "hotspot", ROUTER) == own
    assert knows(world, "router", "hotspot", STATION) == own
    world.attacker.switch(on=False)
    world.run(4)
    assert (
        knows(world, "mn", "hotspot", ROUTER),
        knows(world, "router", "hotspot", STATION),
    ) == truth
    assert None not in truth


def test_every_frame_that_it_forges_says_so():
    world = Hotspot()
    forged = []
    for each in world.events(Sent, "attacker"):
        frame = world.trace.frames[each.frame]
        if frame[12:14] == b"\x08\x06":
            told = arp.Arp.decode(frame, 14)[0]
            lies = told.sender not in (FIRST, SECOND_ADDRESS)
            assert bool(world.trace.packets[each.packet].fault) == lies
            forged.append(lies)
    assert any(forged)


def test_the_last_word_is_a_lie_whoever_asks():
    world = Hotspot()
    own = world.nodes["attacker"].interfaces["hotspot"].mac
    router = world.nodes["router"].interfaces["hotspot"]
    router.announce(ROUTER)
    world.run(2.1)
    assert knows(world, "mn", "hotspot", ROUTER) == own
    world.nodes["mn"].interfaces["hotspot"].announce(STATION)
    world.run(2.2)
    assert knows(world, "router", "hotspot", STATION) == own


def test_what_it_does_not_want_passes_unharmed():
    world = Hotspot()
    heard = world.hears(world.agent)
    back = world.hears(world.station)
    before = world.say(world.station, str(STATION), str(AGENT), b"there")
    world.say(world.agent, str(AGENT), str(STATION), b"and back")
    world.run(3)
    assert (heard, back) == ([b"there"], [b"and back"])
    sent = [each for each in world.events(Sent, "attacker") if each.packet == before.id]
    assert len(sent) == 1, "by way of the attacker, under its own identity"
    assert world.trace.frames[sent[0].frame][14:] == before.octets, "not even the TTL"


def test_as_a_nat_it_rewrites_requests_and_restores_answers():
    world = Hotspot()
    asked = world.answers()
    back = world.hears(world.station, 1027)
    world.request()
    world.run(3)
    assert asked == [(str(SECOND_ADDRESS), 1027)]
    assert len(back) == 1
    told = [each.text for each in world.events(Noted, "attacker")]
    world.attacker.switch(on=False)
    told = [each.text for each in world.events(Noted, "attacker")]
    assert "1 x registration request; of answers 1 x registration reply" in told[-1]


def test_after_it_left_what_was_led_to_it_ends_there():
    world = Hotspot()
    world.answers()
    world.request()
    world.run(3)
    world.attacker.switch(on=False)
    world.run(4)
    world.say(world.agent, str(AGENT), str(SECOND_ADDRESS), b"\4\4\0\0", source_port=434, port=1027)
    world.run(5)
    drop = world.events(Dropped, "attacker")[-1]
    assert drop.reason == "redirected"
    assert "user data in clear" in drop.detail


def test_a_passive_victim_starves_the_node_of_its_answer():
    world = Hotspot(redirect=address("192.0.2.30"), on=False)
    victim = world.node("victim", "isp 192.0.2.30", gateway="isp 192.0.2.1")
    Bystander(victim, address("192.0.2.30"), world.attacker.nat)
    asked = world.answers()
    back = world.hears(world.station, 1027)
    world.attacker.switch(on=True)
    world.run(2)
    world.request()
    world.run(3)
    assert asked == [("192.0.2.30", 1027)]
    assert back == []
    assert world.drops("victim") == ["redirected"]


def test_off_it_changes_nothing():
    world = Hotspot(on=False)
    asked = world.answers()
    world.request()
    world.run(3)
    assert asked == [(str(STATION), 1027)]


def test_an_attack_that_found_nothing_says_so():
    world = Hotspot()
    world.attacker.switch(on=False)
    (told,) = world.events(Ineffective, "attacker")
    assert (told.action, told.spec) == ("attack", ""), "an attack on nothing trusts nothing"
    world.attacker.switch(on=False)
    assert world.events(Ineffective, "attacker") == [told]


def test_it_holds_no_key():
    world = Hotspot()
    world.answers()
    world.request()
    world.run(3)
    assert world.events(KeyHeld, "attacker") == []


def test_rubbish_on_its_interface_does_not_stop_it():
    world = Hotspot()
    for port, payload in ((67, b"rubbish"), (434, b"\1\2"), (434, b""), (4500, b"\0\0\0\0")):
        world.say(world.station, str(STATION), str(AGENT), payload, port=port)
        body = udp.datagram(STATION, BROADCAST, 68, port, payload)
        packet = world.packet(ipv4.packet(STATION, BROADCAST, ipv4.UDP, body))
        world.station.interfaces["hotspot"].send(packet, Address(BROADCAST))
    world.run(4)
    assert world.attacker.on


def test_later_fragments_are_led_astray_as_their_first_one_is():
    world = Hotspot(target="esp")
    sealed = world.hears(world.agent, 4500)
    back = world.hears(world.station, 4500)
    body = udp.datagram(STATION, AGENT, 4500, 4500, bytes([1, 2, 3, 4]) * 300, checksum=False)
    whole = ipv4.packet(STATION, AGENT, ipv4.UDP, body, identification=5)
    for piece in reversed(ipv4.fragments(whole, 700)):
        world.station.send(world.packet(piece))
    world.run(3)
    assert len(sealed) == 1, "it came whole"
    body = udp.datagram(AGENT, SECOND_ADDRESS, 4500, 4500, bytes([5, 6, 7, 8]) * 300)
    whole = ipv4.packet(AGENT, SECOND_ADDRESS, ipv4.UDP, body, identification=6)
    for piece in reversed(ipv4.fragments(whole, 700)):
        world.agent.send(world.packet(piece))
    world.run(4)
    assert len(back) == 1, "and so did the answer"
