"""The server's side of DHCP: RFC 2131 sections 2.1 and 4.3."""

from simulation.roles.dhcp import DhcpClient, DhcpState
from simulation.trace import Dropped, Sent
from simulation.wire import dhcp, ipv4
from simulation.wire.address import BROADCAST, ETHERNET_BROADCAST
from tests.simulation.roles.leasing import FIRST, ROUTER, Leasing
from tests.simulation.small_world import address


def test_a_refusal_is_broadcast():
    """RFC 2131 section 4.1: the client may have no address to be reached at."""
    world = Leasing(lease_s=100)
    world.client.start()
    world.run(1)
    world.server.revoke()
    world.run(60)
    (refusal,) = [
        world.trace.frames[each.frame]
        for each in world.events(Sent, "s")
        if "NAK" in world.trace.packets[each.packet].purpose
    ]
    assert refusal[:6] == ETHERNET_BROADCAST
    assert ipv4.destination(refusal[14:]) == BROADCAST


def test_an_offer_of_another_server_is_not_confirmed_by_this_one():
    world = Leasing()
    mac = world.c.interfaces["lan"].mac
    request = dhcp.message(
        dhcp.REQUEST,
        transaction=5,
        mac=mac,
        options=(
            dhcp.RequestedAddress(address=FIRST),
            dhcp.ServerIdentifier(server=address("10.0.0.2")),
        ),
    )
    world.c.send_udp(
        address("0.0.0.0"),
        BROADCAST,
        (68, 67),
        request,
        (),
        "request",
        via=(world.c.interfaces["lan"], b"\xff" * 6),
    )
    world.run(1)
    assert world.sent("s") == []


def test_a_link_without_service_is_told():
    world = Leasing()
    world.link("other", "10.5.0.0/24")
    world.join(world.s, "other", "10.5.0.1")
    d = world.node("d")
    DhcpClient(d, world.join(d, "other"), lambda lease: None).start()
    world.run(0.5)
    assert world.drops("s") == ["unexpected"]


def test_a_release_takes_the_lease_off_the_list():
    world = Leasing()
    world.client.start()
    world.run(1)
    release = dhcp.message(
        dhcp.RELEASE, transaction=9, mac=world.c.interfaces["lan"].mac, client=FIRST
    )
    world.c.send_udp(FIRST, ROUTER, (68, 67), release, (), "DHCP RELEASE")
    world.run(2)
    assert world.rows("s", "leases") == {}


def test_a_server_that_is_set_up_to_refuse_renewals_gives_another_address():
    world = Leasing(lease_s=100, renewal="refused")
    world.client.start()
    world.run(60)
    assert world.given_up == ["the server refuses the address"]
    assert [lease.address for lease in world.bound] == [FIRST, FIRST + 1]
    assert list(world.rows("s", "leases")) == ["10.0.0.65"]


def test_a_server_that_ignores_renewals_says_so_and_lets_the_lease_end():
    world = Leasing(lease_s=100, renewal="ignored")
    world.client.start()
    world.run(99)
    assert world.client.state is DhcpState.REBINDING
    assert set(world.drops("s")) == {"unexpected"}
    assert "not to answer" in world.events(Dropped, "s")[0].detail
    world.run(101)
    assert world.given_up == ["the lease is over"]
    assert [lease.address for lease in world.bound] == [FIRST, FIRST], "who asks anew is answered"


def test_whoever_held_an_address_that_was_taken_back_learns_it_when_it_asks_for_more_time():
    world = Leasing(lease_s=100)
    world.client.start()
    world.run(10)
    world.server.revoke()
    assert world.rows("s", "leases") == {}
    world.run(49)
    assert world.given_up == []
    world.run(60)
    assert world.given_up == ["the server refuses the address"]
    assert [lease.address for lease in world.bound] == [FIRST, FIRST + 1]


def test_a_crash_leaves_bindings_where_they_are():
    """RFC 2131 section 2.1: persistent storage."""
    world = Leasing(lease_s=100)
    world.client.start()
    world.run(1)
    before = world.rows("s", "leases")
    interface = world.s.interfaces["lan"]
    world.s.power_off()
    assert world.rows("s", "leases") == {}
    world.s.power_on()
    interface.attach(world.links["lan"])
    interface.configure(ROUTER, world.links["lan"].shape.prefix)
    world.s.route(interface.prefix, interface)
    world.serve()
    assert world.rows("s", "leases") == before
    other = []
    world.client_of(world.node("d"), other).start()
    world.run(99)
    assert world.given_up == [], "the renewal was granted"
    assert [lease.address for lease in other] == [FIRST + 1]
