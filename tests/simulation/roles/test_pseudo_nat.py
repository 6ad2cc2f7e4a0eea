import pytest

from simulation.roles.observer import look
from simulation.roles.pseudo_nat import PseudoNat, PseudoNatConfig
from simulation.trace import Translated
from simulation.wire import ipv4, mip_udp, mobile_ip, udp
from tests.simulation.small_world import SmallWorld, address

MN, AGENT, GATEWAY, INSIDE = map(address, ("203.0.113.9", "192.0.2.20", "192.0.2.10", "10.1.0.1"))
ELSEWHERE = address("203.0.113.101")


def pseudo_nat(target="auto", limit=0):
    world = SmallWorld()
    node = world.node("attacker")
    config = PseudoNatConfig(target=target, redirect=ELSEWHERE, limit=limit)
    return world, PseudoNat(node, config)


def datagram(payload, ports, *, source=MN, destination=GATEWAY):
    return ipv4.packet(
        source, destination, ipv4.UDP, udp.datagram(source, destination, *ports, payload)
    )


def request(*extensions, lifetime=60, agent=AGENT):
    header = mobile_ip.RegistrationRequest(
        lifetime=lifetime,
        home_address=AGENT,
        home_agent=agent,
        care_of_address=MN,
        identification=1,
        decapsulates=True,
    )
    octets = mobile_ip.signed(header, extensions, spi=300, key=b"k" * 16)
    return datagram(octets, (1027, 434), destination=agent)


ASKS = mobile_ip.UdpTunnelRequest()
TUNNEL = datagram(
    mip_udp.MipTunnelData(next_header=4).encode() + ipv4.packet(MN, AGENT, 50, bytes(40)),
    (1027, 434),
    destination=AGENT,
)


def ike(exchange, ports=(500, 500)):
    message = bytes(16) + bytes([1, 0x10, exchange, 0]) + bytes(8)
    return datagram(message if ports[1] == 500 else bytes(4) + message, ports)


ESP_UDP = datagram(b"\0\0\1\1" + bytes(40), (4500, 4500))
ESP_PLAIN = ipv4.packet(MN, GATEWAY, ipv4.ESP, b"\0\0\1\1" + bytes(40))


@pytest.mark.parametrize(
    ("octets", "targets"),
    [
        (request(ASKS), {"auto", "mip"}),
        (request(), {"mip"}),
        (request(ASKS, lifetime=0), set()),
        (request(ASKS, agent=INSIDE), set()),
        (TUNNEL, set()),
        (ike(2), {"auto", "ike"}),
        (ike(34), {"auto", "ike"}),
        (ike(32), set()),
        (ike(37, (4500, 4500)), {"auto", "mobike"}),
        (ESP_UDP, {"auto", "esp"}),
        (ESP_PLAIN, {"auto", "esp"}),
        (datagram(b"\1" + bytes(147), (51820, 51820)), {"auto", "ike"}),
        (datagram(b"\4" + bytes(47), (51820, 51820)), {"auto", "esp"}),
        (datagram(b"data", (5004, 5004)), set()),
    ],
)
def test_what_each_target_makes_it_touch(octets, targets):
    wanted = {
        target
        for target in ("auto", "mip", "ike", "esp", "mobike")
        if pseudo_nat(target)[1].wants(look(octets))
    }
    assert wanted == targets


def test_what_follows_an_attacked_message_is_translated_like_it():
    _, nat = pseudo_nat("ike")
    assert not nat.wants(look(ike(32, (4500, 4500))))
    assert nat.wants(look(ike(2)))
    assert nat.wants(look(ike(32, (4500, 4500))))
    assert nat.wants(look(ESP_UDP))
    assert not nat.wants(look(ESP_PLAIN))
    _, nat = pseudo_nat("mip")
    assert nat.wants(look(request(ASKS)))
    assert nat.wants(look(TUNNEL))


def test_a_limit_is_kept():
    world, nat = pseudo_nat(limit=1)
    packet = world.packet(request(ASKS))
    assert nat.wants(look(packet.octets))
    nat.lead_astray(packet, look(packet.octets))
    assert not nat.wants(look(packet.octets))


@pytest.mark.parametrize("octets", [request(ASKS), ike(2), ESP_UDP, ESP_PLAIN])
def test_only_the_outer_source_changes_and_checksums_stay_right(octets):
    world, nat = pseudo_nat()
    fresh = nat.lead_astray(world.packet(octets), look(octets)).octets
    assert ipv4.source(ipv4.check(fresh)) == ELSEWHERE
    assert ipv4.destination(fresh) == ipv4.destination(octets)
    if ipv4.protocol(fresh) == ipv4.UDP:
        header, payload = udp.parse(ipv4.payload(fresh), ELSEWHERE, ipv4.destination(fresh))
        assert header.source_port == look(octets).ports[0]
        assert payload == ipv4.payload(octets)[8:]
    else:
        assert ipv4.payload(fresh) == ipv4.payload(octets)


def test_answers_find_back_and_others_do_not():
    world, nat = pseudo_nat()
    packet = world.packet(request(ASKS))
    nat.lead_astray(packet, look(packet.octets))
    answer = datagram(b"\3" + bytes(19), (434, 1027), source=AGENT, destination=ELSEWHERE)
    back = nat.lead_back(world.packet(answer), look(answer))
    assert ipv4.destination(ipv4.check(back.octets)) == MN
    udp.parse(ipv4.payload(back.octets), AGENT, MN)
    stray = datagram(b"\3" + bytes(19), (434, 1028), source=AGENT, destination=ELSEWHERE)
    assert nat.lead_back(world.packet(stray), look(stray)) is None


def test_two_victims_with_the_same_port_are_kept_apart():
    world, nat = pseudo_nat()
    other = address("203.0.113.10")
    first = nat.lead_astray(world.packet(ESP_UDP), look(ESP_UDP)).octets
    same = datagram(b"\0\0\1\2" + bytes(40), (4500, 4500), source=other)
    second = nat.lead_astray(world.packet(same), look(same)).octets
    assert look(first).ports[0] != look(second).ports[0]
    answer = datagram(
        b"\0\0\1\3" + bytes(40),
        (4500, look(second).ports[0]),
        source=GATEWAY,
        destination=ELSEWHERE,
    )
    assert ipv4.destination(nat.lead_back(world.packet(answer), look(answer)).octets) == other


def test_what_was_changed_says_so_and_keeps_its_lineage():
    world, nat = pseudo_nat()
    inner = world.packet(ESP_PLAIN)
    outer = world.recorder.wrap(inner, TUNNEL, ())
    nat.wants(look(request(ASKS)))
    fresh = nat.lead_astray(outer, look(TUNNEL))
    record = world.trace.packets[fresh.id]
    assert record.inner == inner.id
    assert "poses as a NAT" in record.fault
    told = world.events(Translated)[0]
    assert (told.before, told.after) == (
        "203.0.113.9:1027 > 192.0.2.20:434",
        "203.0.113.101:1027 > 192.0.2.20:434",
    )
    assert not world.trace.packets[outer.id].fault


def test_a_translator_that_is_gone_knows_nothing():
    world, nat = pseudo_nat()
    packet = world.packet(ESP_UDP)
    nat.lead_astray(packet, look(ESP_UDP))
    assert len(world.rows("attacker", "nat")) == 1
    nat.forget()
    assert world.rows("attacker", "nat") == {}
    answer = datagram(bytes(44), (4500, 4500), source=GATEWAY, destination=ELSEWHERE)
    assert nat.lead_back(world.packet(answer), look(answer)) is None
