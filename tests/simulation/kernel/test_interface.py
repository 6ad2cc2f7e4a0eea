"""ARP as RFC 826 has it, with the proxy and gratuitous uses of RFC 3344 section 4.6."""

from simulation.kernel.interface import ARP_QUEUE
from simulation.trace import Arrived
from simulation.wire import arp
from simulation.wire.address import ETHERNET_BROADCAST, Mac
from tests.simulation.small_world import SmallWorld, address, routed, two_hosts

A, B, C = address("10.0.0.1"), address("10.0.0.2"), address("10.0.0.3")


def messages(world, link="lan"):
    return [
        arp.Arp.decode(frame, 14)[0] for frame in world.frames(link) if frame[12:14] == b"\x08\x06"
    ]


def test_a_request_is_broadcast_and_the_answer_goes_to_who_asked():
    world, a, b = two_hosts()
    heard = world.hears(b)
    world.say(a, "10.0.0.1", "10.0.0.2")
    world.run(1)
    request, reply = messages(world)
    assert (request.operation, request.sender, request.target) == (arp.REQUEST, A, B)
    assert request.target_mac == bytes(6)
    assert (reply.operation, reply.sender, reply.target) == (arp.REPLY, B, A)
    assert reply.sender_mac == b.interfaces["lan"].mac
    frames = world.frames("lan")
    assert frames[0][:6] == ETHERNET_BROADCAST
    assert frames[1][:6] == a.interfaces["lan"].mac
    assert heard == [b"hello"]


def test_who_is_asked_learns_who_asked_and_need_not_ask_back():
    world, a, _b = two_hosts()
    world.say(a, "10.0.0.1", "10.0.0.2")  # b answers: port unreachable
    world.run(1)
    assert len(messages(world)) == 2
    assert world.rows("b", "arp")["lan 10.0.0.1"]["mac"] == str(a.interfaces["lan"].mac)


def test_bystanders_do_not_learn_and_say_nothing():
    """RFC 826: an entry is updated where there is one, and made by the target alone."""
    world, a, _ = two_hosts()
    c = world.node("c", "lan 10.0.0.3")
    world.say(a, "10.0.0.1", "10.0.0.2")
    world.run(1)
    assert c.interfaces["lan"].knows(A) is None
    assert world.events(Arrived, "c") == []


def test_packets_wait_for_the_answer_in_order():
    world, a, b = two_hosts()
    heard = world.hears(b)
    for number in range(4):
        world.say(a, "10.0.0.1", "10.0.0.2", bytes([number]))
    world.run(1)
    assert heard == [b"\0", b"\1", b"\2", b"\3"]
    assert len(messages(world)) == 2


def test_only_so_many_packets_wait():
    world, a, b = two_hosts()
    world.hears(b)
    for _ in range(ARP_QUEUE + 2):
        world.say(a, "10.0.0.1", "10.0.0.2")
    world.run(1)
    assert world.drops() == ["arp-queue", "arp-queue"]


def test_three_requests_a_second_apart_then_the_packets_are_dropped():
    """RFC 1122 section 2.3.2.1: at most one request per second and destination."""
    world, a, _ = two_hosts()
    world.say(a, "10.0.0.1", "10.0.0.9")
    world.run(10)
    assert [when for when, _, _ in world.sent("a", "ARP")] == [0, 1, 2]
    assert world.drops("a") == ["arp-failed"]


def test_a_router_tells_the_source_that_the_host_does_not_answer():
    """RFC 1812 section 3.3.2: destination unreachable, code 1 (host)."""
    world, a, _, _ = routed()
    told = []
    a.icmp.error_listeners.append(lambda *error: told.append(error[:2]))
    world.say(a, "10.0.0.1", "10.0.1.77")
    world.run(10)
    assert told == [(3, 1)]


def test_an_address_that_is_asked_for_anew_is_not_asked_for_twice_a_second():
    world, a, b = two_hosts()
    world.hears(b)
    station = a.interfaces["lan"]
    world.say(a, "10.0.0.1", "10.0.0.2")
    world.at(0.5, lambda: station.forget(B))
    world.at(0.9, b.interfaces["lan"].detach)
    world.at(0.95, lambda: world.say(a, "10.0.0.1", "10.0.0.2"))
    world.run(10)
    times = [when for when, _, _ in world.sent("a", "ARP")]
    assert times == [0, 0.95, 1.95, 2.95]


def test_a_gratuitous_arp_corrects_entries_that_exist_and_makes_none():
    world, a, b = two_hosts()
    c = world.node("c", "lan 10.0.0.3")
    world.say(a, "10.0.0.1", "10.0.0.2")
    world.run(1)
    moved = Mac(b"\x02\x00\x00\x00\x00\x99")
    c.interfaces["lan"].announce(B, moved)
    world.run(2)
    told = messages(world)[-1]
    assert told.sender == told.target == B
    assert told.sender_mac == moved
    assert a.interfaces["lan"].knows(B) == moved
    assert b.interfaces["lan"].knows(B) is None
    assert len(messages(world)) == 3, "nobody answers a gratuitous ARP"


def test_a_proxy_answers_with_its_own_address():
    world, a, b = two_hosts()
    b.interfaces["lan"].proxied.add(address("10.0.0.100"))
    world.say(a, "10.0.0.1", "10.0.0.100")
    world.run(1)
    reply = messages(world)[1]
    assert (reply.sender, reply.sender_mac) == (address("10.0.0.100"), b.interfaces["lan"].mac)


def test_a_node_that_is_away_keeps_silent_about_its_home_address():
    world, a, b = two_hosts()
    b.hold(C, "home address")
    b.interfaces["lan"].silent.add(C)
    world.say(a, "10.0.0.1", "10.0.0.3")
    world.run(5)
    assert [each.operation for each in messages(world)] == [arp.REQUEST] * 3
    b.interfaces["lan"].silent.discard(C)
    world.say(a, "10.0.0.1", "10.0.0.3")
    world.run(6)
    assert messages(world)[-1].operation == arp.REPLY


def test_a_probe_is_answered_and_nothing_is_learned_from_it():
    """RFC 5227 section 2.1.1: a probe has the sender address 0.0.0.0."""
    world, a, _b = two_hosts()
    probe = arp.Arp(
        operation=arp.REQUEST,
        sender_mac=a.interfaces["lan"].mac,
        sender=address("0.0.0.0"),
        target_mac=Mac(bytes(6)),
        target=B,
    )
    a.interfaces["lan"].send_arp(probe, ETHERNET_BROADCAST, "probe")
    world.run(1)
    assert [each.operation for each in messages(world)] == [arp.REQUEST, arp.REPLY]
    assert world.rows("b", "arp") == {}


def test_an_arp_packet_of_another_kind_of_network_is_ignored():
    """RFC 826: do I have the hardware type, do I speak the protocol?"""
    world, a, _b = two_hosts()
    for wrong in ({"hardware_type": 6}, {"protocol_type": 0x86DD}, {"operation": 3}):
        odd = arp.Arp(
            **{"operation": arp.REQUEST} | wrong,
            sender_mac=a.interfaces["lan"].mac,
            sender=A,
            target_mac=Mac(bytes(6)),
            target=B,
        )
        a.interfaces["lan"].send_arp(odd, ETHERNET_BROADCAST, "odd")
    world.run(1)
    assert len(messages(world)) == 3
    assert world.rows("b", "arp") == {}


def test_a_truncated_arp_packet_is_malformed():
    world, a, _b = two_hosts()
    frame = ETHERNET_BROADCAST + a.interfaces["lan"].mac + b"\x08\x06" + bytes(9)
    world.links["lan"].transmit(a.interfaces["lan"], world.packet(bytes(23)), frame)
    world.run(1)
    assert world.drops("b") == ["malformed"]


def test_a_frame_of_an_unknown_kind_is_malformed():
    world, a, b = two_hosts()
    frame = b.interfaces["lan"].mac + a.interfaces["lan"].mac + b"\x86\xdd" + bytes(40)
    world.links["lan"].transmit(a.interfaces["lan"], world.packet(bytes(40)), frame)
    world.run(1)
    assert world.drops("b") == ["malformed"]


def test_leaving_a_link_forgets_neighbours_and_drops_what_waits():
    world, a, _b = two_hosts()
    world.say(a, "10.0.0.1", "10.0.0.2")
    world.run(1)
    world.say(a, "10.0.0.1", "10.0.0.9")
    a.interfaces["lan"].detach()
    assert world.rows("a", "arp") == {}
    assert world.drops("a") == ["link-down"]
    assert world.rows("a", "interfaces")["lan"]["link"] is None
    world.say(a, "10.0.0.1", "10.0.0.2")
    assert world.drops("a") == ["link-down"] * 2


def test_groups_have_ethernet_addresses_of_their_own():
    """RFC 1112 section 6.4: the low 23 bits."""
    world, a, _ = two_hosts()
    station = a.interfaces["lan"]
    for to in ("224.0.0.11", "239.129.2.3", "255.255.255.255", "10.0.0.255"):
        station.send(world.packet(bytes(20)), address(to))
    world.run(1)
    assert [frame[:6].hex() for frame in world.frames("lan")] == [
        "01005e00000b",
        "01005e010203",
        "ffffffffffff",
        "ffffffffffff",
    ]


def test_a_group_that_nobody_joined_is_passed_over_in_silence():
    world, a, _b = two_hosts()
    world.say(a, "10.0.0.1", "10.0.0.2")
    a.route(None, a.interfaces["lan"])
    world.say(a, "10.0.0.1", "224.0.0.11")
    world.run(1)
    assert "b" not in [each.node for each in world.events(Arrived) if each.packet == 3]
    assert "not-mine" not in world.drops("b")


def test_macs_are_locally_administered_and_the_same_in_every_run():
    world, other = SmallWorld(1), SmallWorld(2)
    macs = [each.node("a").add_interface("lan").mac for each in (world, other)]
    assert macs[0] == macs[1]
    assert macs[0][0] & 3 == 2


def test_what_arp_told_is_forgotten_in_time_and_renewed_by_hearing_it_again():
    world, a, b = two_hosts()
    station = a.interfaces["lan"]
    station.arp_lifetime = 5_000_000_000
    world.say(a, "10.0.0.1", "10.0.0.2")
    world.at(3, lambda: b.interfaces["lan"].announce(address("10.0.0.2")))
    world.run(7)
    assert station.knows(address("10.0.0.2"))
    world.run(9)
    assert station.knows(address("10.0.0.2")) is None
