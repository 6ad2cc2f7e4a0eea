import pytest

from simulation.time import MILLISECOND
from simulation.trace import Arrived, Dropped, Sent
from simulation.wire.ethernet import IPV4
from tests.simulation.small_world import SmallWorld, address, two_hosts


def told(world, a, b):
    """Let both stations know each other, so that no ARP is in the way."""
    a.interfaces["lan"].learn(address("10.0.0.2"), b.interfaces["lan"].mac)
    b.interfaces["lan"].learn(address("10.0.0.1"), a.interfaces["lan"].mac)


def arrivals(world):
    return [each.at_ns for each in world.events(Arrived)]


def test_a_frame_takes_its_length_over_the_rate_plus_the_delay():
    world, a, b = two_hosts(rate_bps=1_000_000, delay_ns=60 * MILLISECOND)
    told(world, a, b)
    world.hears(b)
    world.say(a, "10.0.0.1", "10.0.0.2", bytes(58))  # 14 + 20 + 8 + 58 = 100 octets
    world.run(1)
    assert arrivals(world) == [800_000 + 60 * MILLISECOND]
    (sent,) = world.events(Sent)
    assert sent.arrives_ns == arrivals(world)[0]
    assert sent.to == ["b"]


def test_frames_of_one_station_queue_and_those_of_two_do_not():
    world, a, b = two_hosts(rate_bps=1_000_000, delay_ns=0)
    told(world, a, b)
    world.hears(a), world.hears(b)
    for _ in range(3):
        world.say(a, "10.0.0.1", "10.0.0.2", bytes(58))
    world.say(b, "10.0.0.2", "10.0.0.1", bytes(58))
    world.run(1)
    at_b = [each.at_ns for each in world.events(Arrived, "b")]
    assert at_b == [800_000, 1_600_000, 2_400_000]
    assert [each.at_ns for each in world.events(Arrived, "a")] == [800_000]


def test_the_event_sent_stands_where_the_first_bit_leaves():
    world, a, b = two_hosts(rate_bps=1_000_000, delay_ns=0)
    told(world, a, b)
    for _ in range(2):
        world.say(a, "10.0.0.1", "10.0.0.2", bytes(58))
    world.run(1)
    assert [each.at_ns for each in world.events(Sent, "a")] == [0, 800_000]


def test_a_queue_holds_as_many_frames_as_it_says_whatever_their_size():
    world, a, b = two_hosts(rate_bps=1_000_000, queue=3)
    told(world, a, b)
    world.hears(b)
    world.say(a, "10.0.0.1", "10.0.0.2", bytes(1400))
    for _ in range(5):
        world.say(a, "10.0.0.1", "10.0.0.2", bytes(10))
    world.run(1)
    assert world.drops("a") == ["queue-full", "queue-full"]
    assert len(world.events(Arrived, "b")) == 4  # one on the wire and three that waited


def test_a_frame_that_the_queue_refuses_is_recorded_as_sent_to_nobody():
    world, a, b = two_hosts(rate_bps=1_000_000, queue=1)
    told(world, a, b)
    for _ in range(3):
        world.say(a, "10.0.0.1", "10.0.0.2")
    world.run(1)
    sent = world.events(Sent, "a")
    assert [each.to for each in sent] == [["b"], [], ["b"]]
    (drop,) = world.events(Dropped, "a")
    assert (drop.reason, drop.where) == ("queue-full", "lan")


@pytest.mark.parametrize("loss", [0.0, 0.25, 1.0])
def test_loss_is_the_share_of_frames_that_never_arrive(loss):
    world, a, b = two_hosts(loss=loss, queue=10_000)
    told(world, a, b)
    world.hears(b)
    for _ in range(1000):
        world.say(a, "10.0.0.1", "10.0.0.2")
    world.run(5)
    lost = world.drops("a").count("link-loss")
    assert abs(lost / 1000 - loss) < 0.05
    assert len(world.events(Arrived, "b")) == 1000 - lost


def test_loss_falls_alike_under_one_seed_and_otherwise_under_another():
    def run(seed):
        world = SmallWorld(seed)
        world.link("lan", "10.0.0.0/24", loss=0.5)
        a, b = world.node("a", "lan 10.0.0.1"), world.node("b", "lan 10.0.0.2")
        told(world, a, b)
        for _ in range(40):
            world.say(a, "10.0.0.1", "10.0.0.2")
        world.run(1)
        return [bool(each.to) for each in world.events(Sent, "a")]

    assert run(1) == run(1) != run(2)


def test_jitter_adds_up_to_its_bound():
    world, a, b = two_hosts(jitter_ns=5 * MILLISECOND, rate_bps=10**10)
    told(world, a, b)
    world.hears(b)
    for number in range(200):
        world.at(number / 10, lambda: world.say(a, "10.0.0.1", "10.0.0.2"))
    world.run(30)
    travel = [each.arrives_ns - each.at_ns for each in world.events(Sent, "a")]
    assert MILLISECOND <= min(travel) < 1.2 * MILLISECOND
    assert 5.8 * MILLISECOND < max(travel) <= 6 * MILLISECOND + 100


def test_a_station_that_is_not_there_is_a_drop_at_the_sender():
    world, a, b = two_hosts()
    told(world, a, b)
    b.interfaces["lan"].detach()
    world.say(a, "10.0.0.1", "10.0.0.2")
    world.run(1)
    assert world.drops() == ["no-station"]


def test_a_station_that_leaves_while_a_frame_is_under_way_misses_it():
    world, a, b = two_hosts(delay_ns=60 * MILLISECOND)
    told(world, a, b)
    world.say(a, "10.0.0.1", "10.0.0.2")
    world.at(0.03, b.interfaces["lan"].detach)
    world.run(1)
    assert [(each.node, each.reason) for each in world.events(Dropped)] == [("b", "detached")]


def test_what_waits_when_a_station_leaves_is_lost_even_if_it_comes_back_at_once():
    world, a, b = two_hosts(rate_bps=100_000)
    told(world, a, b)
    world.hears(b)
    for _ in range(3):
        world.say(a, "10.0.0.1", "10.0.0.2", bytes(1000))
    station = a.interfaces["lan"]
    world.at(0.01, station.detach)
    world.at(0.02, lambda: station.attach(world.links["lan"]))
    world.run(2)
    assert world.drops("a") == ["detached", "detached"]
    assert len(world.events(Arrived, "b")) == 1


def test_a_broadcast_reaches_every_station_but_the_sender():
    world, a, _ = two_hosts()
    world.node("c", "lan 10.0.0.3")
    a.interfaces["lan"].announce(address("10.0.0.1"))
    world.run(1)
    (sent,) = world.events(Sent)
    assert sent.to == ["b", "c"]


def test_a_frame_lies_on_the_link_as_it_was_made():
    world, a, b = two_hosts()
    told(world, a, b)
    packet = world.say(a, "10.0.0.1", "10.0.0.2")
    world.run(1)
    frame = world.frames("lan")[0]
    macs = bytes(b.interfaces["lan"].mac) + bytes(a.interfaces["lan"].mac)
    assert frame == macs + IPV4.to_bytes(2, "big") + packet.octets


def test_past_a_cut_cable_nothing_comes_either_way_and_the_drop_says_whose_it_is():
    world, a, b = two_hosts()
    told(world, a, b)
    heard, back = world.hears(b), world.hears(a)
    mac = b.interfaces["lan"].mac
    assert world.links["lan"].cut(mac)
    assert not world.links["lan"].cut(mac)
    world.say(a, "10.0.0.1", "10.0.0.2")
    world.say(b, "10.0.0.2", "10.0.0.1")
    world.run(1)
    assert (heard, back) == ([], [])
    drops = world.events(Dropped)
    assert [(each.reason, each.node) for each in drops] == [("link-cut", "a"), ("link-cut", "b")]
    assert {each.detail for each in drops} == {"the cable between b and lan is cut"}
    assert world.links["lan"].restore(mac)
    assert not world.links["lan"].restore(mac)
    world.say(a, "10.0.0.1", "10.0.0.2")
    world.run(2)
    assert heard == [b"hello"]


def test_a_frame_on_its_way_ends_at_the_cut():
    world, a, b = two_hosts(delay_ns=100 * MILLISECOND)
    told(world, a, b)
    heard = world.hears(b)
    world.say(a, "10.0.0.1", "10.0.0.2")
    world.at(0.05, lambda: world.links["lan"].cut(b.interfaces["lan"].mac))
    world.run(1)
    assert heard == []
    assert world.drops("b") == ["link-cut"]


def test_a_broadcast_passes_by_a_station_that_is_cut_off():
    world, a, b = two_hosts()
    c = world.node("c", "lan 10.0.0.3")
    heard, missed = world.hears(c), world.hears(b)
    world.links["lan"].cut(b.interfaces["lan"].mac)
    world.say(a, "10.0.0.1", "10.0.0.255")
    world.run(1)
    assert (heard, missed) == ([b"hello"], [])
    (sent,) = world.events(Sent, "a")
    assert sent.to == ["c"]
