from simulation.roles.ping import Ping
from simulation.time import SECOND
from simulation.trace import Delivered
from simulation.wire import icmp, ipv4
from tests.simulation.small_world import address, routed

A, B = address("10.0.0.1"), address("10.0.1.1")


def pinging(until, **changes):
    world, a, router, _ = routed()
    ping = Ping(a, "ping a > b", A, B, **{"identifier": 7, "octets": 56, **changes})
    ping.start()
    world.run(until)
    return world, ping, router


def test_each_second_a_reply_that_says_when_it_was_asked_for():
    world, _, _ = pinging(4.5)
    delivered = world.events(Delivered, "a")
    assert [each.number for each in delivered] == [1, 2, 3, 4, 5]
    assert [each.sent_ns for each in delivered] == [number * SECOND for number in range(5)]
    assert {each.octets for each in delivered} == {56}
    assert {each.flow for each in delivered} == {"ping a > b"}
    assert all(each.at_ns > each.sent_ns for each in delivered)


def test_what_is_sent_is_an_echo_request():
    world, _, _ = pinging(0.5, octets=100, dont_fragment=True)
    packet = world.packets("left")[0]
    header, data = icmp.parse(ipv4.payload(packet))
    assert (header.type, header.identifier, header.sequence, len(data)) == (8, 7, 1, 100)
    assert ipv4.dont_fragment(packet)


def test_data_always_hold_the_time():
    world, _, _ = pinging(0.5, octets=0)
    assert world.events(Delivered, "a")[0].octets == 8


def test_a_stopped_ping_asks_no_more():
    world, ping, _ = pinging(1.5)
    ping.stop()
    world.run(10)
    assert ping.sent == 2


def test_replies_to_others_are_not_taken():
    world, _, _ = pinging(0.5)
    for source, identifier in ((B, 8), (address("10.0.1.254"), 7)):
        body = icmp.message(icmp.Echo(type=0, identifier=identifier, sequence=1), bytes(56))
        world.nodes["a"].receive(
            world.packet(ipv4.packet(source, A, ipv4.ICMP, body)),
            ipv4.packet(source, A, ipv4.ICMP, body),
            None,
        )
    assert len(world.events(Delivered, "a")) == 1


def test_question_and_answer_count_as_one_datagram_of_the_flow():
    world, _, _ = pinging(0.5)
    records = [record for record in world.trace.packets if "echo" in record.purpose]
    assert [(each.flow, each.purpose) for each in records] == [
        ("ping a > b", "ping a > b: echo 1")
    ] * 2
