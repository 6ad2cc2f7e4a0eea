"""Datagrams to a whole link: sent when told, delivered to whoever listens."""

from simulation.roles.broadcast import Broadcaster, BroadcastListener
from simulation.trace import Delivered
from simulation.wire import udp
from tests.simulation.small_world import address, two_hosts

EVERYBODY = address("10.0.0.255")


def test_each_datagram_is_delivered_with_its_number_and_time():
    world, a, b = two_hosts()
    speaker = Broadcaster(a, address("10.0.0.1"), EVERYBODY, 160)
    BroadcastListener(b, EVERYBODY).start()
    world.at(1, speaker.send)
    world.at(2, speaker.send)
    world.run(3)
    told = world.events(Delivered, "b")
    assert [(each.flow, each.number, each.sent_ns) for each in told] == [
        ("broadcast of a", 0, 1_000_000_000),
        ("broadcast of a", 1, 2_000_000_000),
    ]


def test_who_stopped_hears_nothing():
    world, a, b = two_hosts()
    listener = BroadcastListener(b, EVERYBODY)
    listener.start()
    listener.stop()
    world.at(1, Broadcaster(a, address("10.0.0.1"), EVERYBODY, 160).send)
    world.run(2)
    assert world.events(Delivered) == []


def test_octets_that_are_no_application_data_are_refused():
    world, a, b = two_hosts()
    BroadcastListener(b, EVERYBODY).start()
    world.at(1, lambda: world.say(a, "10.0.0.1", "10.0.0.255", b"noise", port=udp.FLOW))
    world.run(2)
    assert world.drops("b") == ["malformed"]
