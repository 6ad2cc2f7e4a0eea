"""The path MTU of each security association: RFC 4301 sections 4.4.2.1, 6.1.1 and 8.2."""

import pytest

from simulation.kernel.icmp_policy import IcmpPolicy
from simulation.wire import icmp, ipv4, udp
from simulation.wire.address import Prefix
from tests.simulation.small_world import address
from tests.simulation.tunnels.test_ipsec import CLIENT, CN, GATEWAY, INNER, Vpn, pair


def quoting(octets, mtu):
    """Return an ICMP error of the router between the ends about *octets*, which it cut short."""
    error = icmp.Unreachable(code=icmp.FRAGMENTATION_NEEDED, next_hop_mtu=mtu)
    body = icmp.message(error, octets)
    return ipv4.packet(address("192.0.2.2"), CLIENT, ipv4.ICMP, body)


OTHER_CN = address("10.4.0.10")


def two_pairs(ports=None):
    """Return a client with a pair for each of two networks behind one gateway."""
    world = Vpn()
    client = world.client
    client.pairs.clear()
    networks = (Prefix.host(CN), Prefix.host(OTHER_CN))
    pairs = [
        pair(CLIENT, GATEWAY, (1 + n, 0x101 + n), (Prefix.host(INNER), network), ports)
        for n, network in enumerate(networks)
    ]
    for each in pairs:
        client.add(each)
    return world, client, pairs


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({}, [True, False]),
        ({"spi": 0x102}, [False, True]),
        ({"spi": 0x103}, [False, False]),
        ({"source": OTHER_CN}, [False, False]),
        ({"destination": OTHER_CN}, [False, False]),
        ({"protocol": ipv4.AH}, [False, False]),
        ({"octets": 7}, [False, False]),
    ],
    ids=str,
)
def test_an_error_is_about_the_association_whose_spi_and_addresses_it_quotes(changes, fits):
    """RFC 4301 section 8.2.1, by the procedure of section 5.2."""
    _, _, pairs = two_pairs()
    sealed = changes.get("spi", 0x101).to_bytes(4, "big") + bytes(4)
    quoted = ipv4.packet(
        changes.get("source", CLIENT),
        changes.get("destination", GATEWAY),
        changes.get("protocol", ipv4.ESP),
        sealed[: changes.get("octets", 8)],
    )
    assert [each.sealed(quoted) for each in pairs] == fits


@pytest.mark.parametrize(
    ("ports", "spi", "fits"),
    [
        ((4500, 4500), b"", [True, True]),
        ((4500, 4501), b"", [False, False]),
        ((4500, 4500), b"\0\0\1\2", [False, True]),
        ((4500, 4500), bytes(4), [False, False]),
    ],
    ids=["8 octets show ports alone", "another port", "the SPI", "IKE on the same ports"],
)
def test_of_esp_in_udp_ports_must_fit_and_the_spi_where_it_is_quoted(ports, spi, fits):
    """RFC 3948 section 2.1: a UDP header, then ESP, or four octets of zero before IKE."""
    _, _, pairs = two_pairs((4500, 4500))
    body = udp.datagram(CLIENT, GATEWAY, *ports, spi, checksum=False)
    assert [each.sealed(ipv4.packet(CLIENT, GATEWAY, 17, body)) for each in pairs] == fits


def hear(world, client, pair, mtu):
    quoted = ipv4.packet(pair.local, pair.peer, ipv4.ESP, pair.outbound.spi.to_bytes(4, "big") * 2)
    client.node.receive(world.packet(quoting(quoted, mtu)), quoting(quoted, mtu), None)


def test_what_one_association_learns_changes_nothing_for_another():
    """RFC 4301 section 4.4.2.1: the path MTU stands in the SAD, an entry for each SA."""
    world, client, pairs = two_pairs()
    to_each = [ipv4.packet(INNER, network, 17, b"") for network in (CN, OTHER_CN)]
    before = client.mtu_for(to_each[1])
    hear(world, client, pairs[0], 600)
    assert client.mtu_for(to_each[0]) < 600
    assert client.mtu_for(to_each[1]) == before


def test_what_was_learned_ends_with_the_association_and_with_its_path():
    """RFC 1191 section 6.2: a path is known by its addresses; no RFC hands it to a successor."""
    world, client, (first, _) = two_pairs()
    octets = ipv4.packet(INNER, CN, 17, b"")
    before = client.mtu_for(octets)
    hear(world, client, first, 600)
    first.peer = address("192.0.2.10")
    assert client.mtu_for(octets) == before
    first.peer = GATEWAY
    assert client.mtu_for(octets) < 600
    client.add(pair(CLIENT, GATEWAY, (7, 0x107), (Prefix.host(INNER), Prefix.host(CN))))
    assert client.mtu_for(octets) == before


@pytest.mark.parametrize(
    ("policy", "heeded"),
    [
        ({}, 100),
        ({"least_path_mtu": 576}, 576),
        ({"ipsec_believes": False}, 1500),
    ],
    ids=str,
)
def test_errors_that_nobody_authenticates_are_believed_as_far_as_policy_says(policy, heeded):
    """RFC 4301 section 6.1.1."""
    world, client, (first, _) = two_pairs()
    client.node.icmp_policy = IcmpPolicy(**policy)
    hear(world, client, first, 100)
    sealed = len(first.outbound.seal(bytes(client.mtu_for(ipv4.packet(INNER, CN, 17, b""))), 4))
    assert heeded - 16 < 20 + sealed <= heeded
