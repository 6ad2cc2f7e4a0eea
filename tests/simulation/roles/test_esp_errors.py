"""ICMP errors about what visitors send from a foreign agent's address (draft section 2.10)."""

import pytest

from simulation.roles.esp_errors import MEMORY
from simulation.time import SECOND
from simulation.wire import icmp, ipv4, udp
from simulation.wire.address import Mac
from tests.simulation.roles.remote import GATEWAY
from tests.simulation.roles.test_esp_route import AGENT, Sharing


def connected():
    """Return a visitor with ESP both ways through the agent, and the list its errors come to."""
    world = Sharing()
    world.begin()
    world.ask()
    assert world.works()
    told = []
    world.c.icmp.error_listeners.append(lambda *error: told.append(error[:3]))
    return world, told


def error_about(world, quoted, node="g"):
    """Have *node* send an error about *quoted* to the agent."""
    header = icmp.Unreachable(code=icmp.FRAGMENTATION_NEEDED, next_hop_mtu=900)
    body = icmp.message(header, quoted)
    world.put(world.nodes[node], GATEWAY, AGENT, ipv4.ICMP, body)
    world.run(int(world.env.now) / SECOND + 1)


def sealed(world):
    """Return the front of an ESP packet as the visitor sends it: its header and 8 octets."""
    spi = world.client.pair.outbound.spi.to_bytes(4, "big")
    return ipv4.packet(AGENT, GATEWAY, ipv4.ESP, spi + bytes(4))


def test_eight_octets_of_esp_suffice_to_find_the_visitor():
    world, told = connected()
    error_about(world, sealed(world))
    assert told == [(3, 4, 900)]
    pair = world.client.pair
    assert pair.path_mtu.octets(pair.path, int(world.env.now)) == 900


def test_the_agents_own_errors_about_visitors_packets_reach_them():
    world, told = connected()
    world.links["far"].mtu = 500
    world.say(world.c, str(world.client.inner), "10.3.0.10", bytes(700), dont_fragment=True)
    world.run(int(world.env.now) / SECOND + 1)
    assert (3, 4, 500) in told


def test_of_ike_the_cookie_tells_whose_it_is_where_it_is_quoted():
    world, told = connected()
    ike = next(each for each in world.packets("far") if udp_port(each) == udp.ISAKMP)
    error_about(world, ike[:28])
    assert told == []
    error_about(world, ike[:60])
    assert told == [(3, 4, 900)]


def udp_port(octets):
    """Return the destination port of a datagram."""
    if ipv4.protocol(octets) == ipv4.UDP:
        return int.from_bytes(octets[22:24], "big")
    return None


@pytest.mark.parametrize(
    ("source", "protocol", "drops"),
    [
        (AGENT, ipv4.ESP, ["no-visitor"]),
        (AGENT, ipv4.UDP, []),
        (GATEWAY, ipv4.ESP, []),
    ],
)
def test_an_error_about_nobodys_packet_goes_no_further(source, protocol, drops):
    world, told = connected()
    before = world.drops("m")
    error_about(world, ipv4.packet(source, GATEWAY, protocol, b"\x11" * 8))
    assert world.drops("m")[len(before) :] == drops
    assert told == []


def test_whose_spi_it_is_is_shown_and_forgotten_once_it_is_used_no_more():
    world, _ = connected()
    spi = world.client.pair.outbound.spi
    row = f"{GATEWAY} 0x{spi:08x}"
    mac = str(Mac(world.c.interfaces["near"].mac))
    assert world.rows("m", "esp-senders") == {row: {"mac": mac}}
    begun = int(world.env.now)
    world.run((begun + MEMORY) / SECOND)
    assert row in world.rows("m", "esp-senders"), "it was used in the first of these times"
    world.run((begun + 2 * MEMORY) / SECOND + 1)
    assert world.rows("m", "esp-senders") == {}
