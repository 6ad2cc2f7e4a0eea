"""The client's side of DHCP: RFC 2131 sections 3.1 and 4.4."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.roles.dhcp import DhcpState
from simulation.time import SECOND
from simulation.trace import StateChanged
from simulation.wire import dhcp, ipv4, udp
from simulation.wire.address import BROADCAST
from tests.simulation.roles.leasing import FIRST, ROUTER, Leasing


def test_four_messages_give_an_address_mask_router_and_time():
    world = Leasing()
    world.client.start()
    world.run(1)
    assert world.ladder() == ["DISCOVER", f"OFFER {FIRST}", "REQUEST", f"ACK {FIRST}"]
    (lease,) = world.bound
    assert (lease.address, str(lease.prefix), lease.router) == (FIRST, "10.0.0.0/24", ROUTER)
    assert (lease.server, lease.seconds) == (ROUTER, 3600)
    assert world.client.state is DhcpState.BOUND
    assert world.rows("s", "leases")[str(FIRST)]["mac"] == str(world.c.interfaces["lan"].mac)


def test_the_client_asks_without_an_address_and_broadcasts():
    """RFC 2131 section 4.1."""
    world = Leasing()
    world.client.start()
    world.run(1)
    discover, _, request, _ = world.packets("lan")
    for octets in (discover, request):
        assert (ipv4.source(octets), ipv4.destination(octets)) == (0, BROADCAST)
    asked = dhcp.parse(ipv4.payload(request)[8:])
    assert asked.find(dhcp.RequestedAddress).address == FIRST
    assert asked.find(dhcp.ServerIdentifier).server == ROUTER


@pytest.mark.parametrize("lost", [0, 1, 2, 3])
def test_whichever_message_is_lost_the_client_asks_again(lost):
    world = Leasing(lost={lost})
    world.client.start()
    world.run(20)
    assert [lease.address for lease in world.bound] == [FIRST]


def test_a_silent_link_is_asked_with_doubling_waits():
    """RFC 2131 section 4.1."""
    world = Leasing(lost=set(range(100)))
    world.client.start()
    world.run(200)
    assert [when for when, _, _ in world.sent("c")] == [0, 2, 6, 14, 30, 62, 126, 190]


def test_a_client_that_comes_back_gets_the_address_it_had():
    world = Leasing()
    world.client.start()
    world.run(1)
    world.client.stop("the link is gone")
    assert world.client.state is DhcpState.INIT
    world.client.start()
    world.run(2)
    assert [lease.address for lease in world.bound] == [FIRST, FIRST]


def test_two_clients_get_two_addresses_and_pass_over_each_others_answers():
    world = Leasing()
    other = []
    second = world.client_of(world.node("d"), other)
    world.client.start()
    second.start()
    world.run(1)
    assert {world.bound[0].address, other[0].address} == {FIRST, FIRST + 1}
    assert world.drops() == []


def test_half_way_the_lease_is_renewed_with_the_server_alone():
    """RFC 2131 section 4.4.5."""
    world = Leasing(lease_s=100)
    world.client.start()
    world.run(51)
    assert world.ladder()[4:] == ["REQUEST: renewal", f"ACK {FIRST}"]
    renewal = world.packets("lan")[4]
    assert (ipv4.source(renewal), ipv4.destination(renewal)) == (FIRST, ROUTER)
    assert world.client.state is DhcpState.BOUND
    assert len(world.bound) == 1, "it is the same address"
    world.run(149)
    assert world.given_up == []


def test_a_server_that_does_not_answer_is_given_up_for_any_other_and_then_the_lease():
    world = Leasing(lease_s=1000)
    world.client.start()
    world.run(1)
    world.s.interfaces["lan"].detach()
    world.run(900)
    assert world.client.state is DhcpState.REBINDING
    world.run(1001)
    assert world.given_up == ["the lease is over"]
    assert world.client.state is DhcpState.SELECTING
    moves = [each.new for each in world.events(StateChanged, "c")]
    assert moves[-4:] == ["renewing", "rebinding", "init", "selecting"]


def test_a_refused_renewal_costs_the_address():
    world = Leasing(lease_s=100)
    world.client.start()
    world.run(1)
    world.server.revoke()
    world.run(60)
    assert world.given_up == ["the server refuses the address"]
    assert [lease.address for lease in world.bound] == [FIRST, FIRST + 1]


def test_an_answer_to_an_older_question_is_dropped():
    world = Leasing()
    world.client.start()
    world.at(0.0015, world.client.start)
    world.run(1)
    assert "unexpected" in world.drops("c")
    assert len(world.bound) == 1


@given(st.binary(max_size=300), st.sampled_from(["s", "c"]))
def test_no_octets_make_either_end_raise(octets, who):
    world = Leasing()
    world.client.start()
    world.run(1)
    good = dhcp.message(dhcp.ACK, transaction=1, mac=world.c.interfaces["lan"].mac)
    for payload in (octets, good[: len(octets)], good + octets):
        body = udp.datagram(ROUTER, FIRST, 67, 67 if who == "s" else 68, payload)
        packet = world.packet(ipv4.packet(ROUTER, FIRST, ipv4.UDP, body))
        node = world.nodes[who]
        packet.came_by = "lan"
        node.deliver(packet, node.interfaces["lan"])
    world.run(int(world.env.now) / SECOND + 1)
