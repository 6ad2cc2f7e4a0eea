"""A station, its router and the attacker between them; behind the router a home agent's host."""

import pytest

from simulation.kernel.time import SECOND
from simulation.roles.attacker import Attacker, AttackerConfig, Bystander
from simulation.roles.pseudo_nat import PseudoNatConfig
from simulation.wire import arp, dhcp, ipv4, mobile_ip, udp
from simulation.wire.address import ANY, BROADCAST, Address
from tests.simulation.small_world import SmallWorld, address

STATION, ROUTER, FIRST, SECOND_ADDRESS, AGENT = map(
    address, ("203.0.113.9", "203.0.113.2", "203.0.113.100", "203.0.113.101", "192.0.2.20")
)


class Hotspot(SmallWorld):
    """Runs to 1 s before anything happens; the attack is on from then."""

    def __init__(self, *, target="auto", redirect=SECOND_ADDRESS, on=True):
        super().__init__()
        self.link("hotspot", "203.0.113.0/25")
        self.link("isp", "192.0.2.0/26")
        self.node("router", "hotspot 203.0.113.2", "isp 192.0.2.1", forwards=True)
        self.agent = self.node("agent", "isp 192.0.2.20", gateway="isp 192.0.2.1")
        self.station = self.node("mn", "hotspot 203.0.113.9", gateway="hotspot 203.0.113.2")
        bad = self.node("attacker", "hotspot 203.0.113.100", gateway="hotspot 203.0.113.2")
        self.attacker = Attacker(
            bad, bad.interfaces["hotspot"],
            AttackerConfig(
                router=ROUTER, second=SECOND_ADDRESS, forgeries=3, guesses_per_second=1000,
                nat=PseudoNatConfig(target=target, redirect=redirect),
            ),
        )
        self.meets()
        self.run(1)
        if on:
            self.attacker.switch(on=True)
            self.run(2)

    def meets(self):
        """Have the station show itself as DHCP clients do."""
        interface = self.station.interfaces["hotspot"]
        octets = dhcp.message(
            dhcp.REQUEST, transaction=1, mac=interface.mac, client=ANY,
            options=(dhcp.RequestedAddress(address=STATION),),
        )
        self.station.send_udp(
            ANY, BROADCAST, (68, 67), octets, (), "DHCP REQUEST", via=(interface, b"\xff" * 6)
        )

    def request(self, *, number=None, key=b"k" * 16, extensions=(mobile_ip.UdpTunnelRequest(),)):
        now = mobile_ip.ntp_time(int(self.env.now)) if number is None else number
        header = mobile_ip.RegistrationRequest(
            lifetime=60, home_address=address("192.0.2.50"), home_agent=AGENT,
            care_of_address=STATION, identification=now, decapsulates=True,
        )
        octets = mobile_ip.signed(header, extensions, spi=300, key=key)
        self.say(self.station, str(STATION), str(AGENT), octets, source_port=1027, port=434)
        return header

    def answers(self, key=b"k" * 16):
        """Have the agent's host accept requests; return whom it answered."""
        asked = []

        def take(header, payload, packet):
            request = mobile_ip.parse(payload).header
            source = ipv4.source(packet.octets)
            asked.append((str(source), header.source_port))
            reply = mobile_ip.RegistrationReply(
                code=0, lifetime=60, home_address=request.home_address, home_agent=AGENT,
                identification=request.identification,
            )
            octets = mobile_ip.signed(reply, (), spi=300, key=key)
            self.agent.send_udp(
                AGENT, source, (434, header.source_port), octets, (), "Registration Reply"
            )

        self.agent.sockets[0, 434] = take
        return asked


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
        knows(world, "mn", "hotspot", ROUTER), knows(world, "router", "hotspot", STATION)
    ) == truth
    assert None not in truth


def test_every_frame_that_it_forges_says_so():
    world = Hotspot()
    forged = []
    for each in world.events("sent", "attacker"):
        frame = world.trace.frames[each["frame"]]
        if frame[12:14] == b"\x08\x06":
            told = arp.Arp.decode(frame, 14)[0]
            lies = told.sender not in (FIRST, SECOND_ADDRESS)
            assert bool(world.trace.packets[each["packet"]].fault) == lies
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
    sent = [each for each in world.events("sent", "attacker") if each["packet"] == before.id]
    assert len(sent) == 1, "by way of the attacker, under its own identity"
    assert world.trace.frames[sent[0]["frame"]][14:] == before.octets, "not even the TTL"


def test_as_a_nat_it_rewrites_requests_and_restores_answers():
    world = Hotspot()
    asked = world.answers()
    back = world.hears(world.station, 1027)
    world.request()
    world.run(3)
    assert asked == [(str(SECOND_ADDRESS), 1027)]
    assert len(back) == 1
    told = [each["text"] for each in world.events("note", "attacker")]
    world.attacker.switch(on=False)
    told = [each["text"] for each in world.events("note", "attacker")]
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
    drop = world.events("dropped", "attacker")[-1]
    assert drop["reason"] == "redirected"
    assert "user data in clear" in drop["detail"]


def test_a_passive_victim_starves_the_node_of_its_answer():
    world = Hotspot(redirect=address("192.0.2.30"), on=False)
    victim = world.node("victim", "isp 192.0.2.30", gateway="isp 192.0.2.1")
    Bystander(victim, address("192.0.2.30"))
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
    assert "nothing happens" in world.events("note", "attacker")[-1]["text"]
    notes = len(world.events("note", "attacker"))
    world.attacker.switch(on=False)
    assert len(world.events("note", "attacker")) == notes


def test_it_holds_no_key():
    world = Hotspot()
    world.answers()
    world.request()
    world.run(3)
    assert world.events("key", "attacker") == []


# -- what was captured -------------------------------------------------------------------------


def test_a_replay_is_the_same_octets():
    world = Hotspot(target="esp")
    world.request()
    world.run(3)
    first = [each for each in world.packets("isp") if each[9] == ipv4.UDP]
    world.attacker.forger.replay()
    world.run(4)
    again = [each for each in world.packets("isp") if each[9] == ipv4.UDP]
    assert again == first * 2


def test_nothing_captured_nothing_replayed():
    world = Hotspot()
    for act in ("replay", "forge", "guess"):
        getattr(world.attacker.forger, act)()
    texts = [each["text"] for each in world.events("note", "attacker")][-3:]
    assert all("nothing" in text or "no registration" in text for text in texts)


def test_forged_requests_bear_fresh_numbers_and_wrong_authenticators():
    world = Hotspot(target="esp")
    world.request()
    world.run(3)
    heard = []
    world.agent.sockets[0, 434] = lambda header, payload, packet: heard.append(payload)
    world.attacker.forger.forge()
    world.run(4)
    assert len(heard) == 3
    for each in heard:
        header = mobile_ip.parse(each).header
        assert header.care_of_address == SECOND_ADDRESS
        assert header.identification == mobile_ip.ntp_time(3 * SECOND)
        assert not mobile_ip.verify(each, kind=32, key=b"k" * 16)
    assert len({each[-16:] for each in heard}) == 3


def test_forged_esp_has_the_true_spi_and_a_number_to_come():
    world = Hotspot(target="mip")
    seen = []
    world.agent.protocols[ipv4.ESP] = lambda packet, _: seen.append(packet.octets)
    body = (0xABCD).to_bytes(4, "big") + (41).to_bytes(4, "big") + bytes(56)
    world.put(world.station, STATION, AGENT, ipv4.ESP, body)
    world.run(3)
    world.attacker.forger.forge()
    world.run(4)
    assert [int.from_bytes(each[24:28], "big") for each in seen] == [41, 42, 43, 44]
    assert {each[20:24] for each in seen} == {body[:4]}
    assert [ipv4.source(each) for each in seen[1:]] == [SECOND_ADDRESS] * 3


@pytest.mark.parametrize("word", ["guest", "company"])
def test_a_weak_secret_is_found_and_used(word):
    key = word.encode().ljust(16, b"\0")
    world = Hotspot(target="esp")
    asked = world.answers(key)
    world.request(key=key)
    world.run(3)
    world.attacker.forger.guess()
    world.run(4)
    assert asked == [(str(STATION), 1027), (str(SECOND_ADDRESS), 1434)]
    texts = [each["text"] for each in world.events("note", "attacker")]
    assert f"the secret is the word {word!r}" in texts[-2]
    assert "was answered: accepted" in texts[-1]
    held = world.events("key", "attacker")[0]
    assert (held["key"], held["secret"]) == ("mip:300", {"key": key.hex()})


def test_a_strong_secret_is_not_found():
    world = Hotspot(target="esp")
    asked = world.answers()
    world.request()
    world.run(3)
    world.attacker.forger.guess()
    world.run(4)
    assert len(asked) == 1
    assert "no word of the list is the key" in world.events("note", "attacker")[-1]["text"]


def test_a_request_that_nobody_accepted_is_not_worth_a_guess():
    world = Hotspot(target="esp")
    world.request(key=b"guest" + bytes(11))
    world.run(3)
    world.attacker.forger.guess()
    assert "captured no registration" in world.events("note", "attacker")[-1]["text"]


def test_rubbish_on_its_interface_does_not_stop_it():
    world = Hotspot()
    for port, payload in ((67, b"rubbish"), (434, b"\1\2"), (434, b""), (4500, b"\0\0\0\0")):
        world.say(world.station, str(STATION), str(AGENT), payload, port=port)
        body = udp.datagram(STATION, BROADCAST, 68, port, payload)
        packet = world.packet(ipv4.packet(STATION, BROADCAST, ipv4.UDP, body))
        world.station.interfaces["hotspot"].send(packet, Address(BROADCAST))
    world.run(4)
    assert world.attacker.on
