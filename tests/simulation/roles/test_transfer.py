import pytest

from simulation.roles.tcp.stack import TcpStack
from simulation.roles.tcp.states import TcpConfig
from simulation.roles.transfer import RECORD, TransferClient, TransferConfig, TransferServer
from simulation.time import MILLISECOND, SECOND
from simulation.trace import ConnectionLost, Delivered, Sent, StateChanged, TransferFinished
from simulation.wire import application
from tests.simulation.small_world import address, routed

A, B = address("10.0.0.1"), address("10.0.1.1")


def transfer(*, sends, octets=5000, rate_bps=0, start_ns=0, until=60, **shape):
    """Have ``a`` connect to ``b``; return the world and what was delivered where."""
    world, a, _, b = routed(**{"delay_ns": 20 * MILLISECOND, **shape})
    stacks = [TcpStack(node, TcpConfig()) for node in (a, b)]
    config = TransferConfig(
        name="a > b" if sends else "b > a",
        number=3,
        direction=application.UPLINK,
        octets=octets,
        rate_bps=rate_bps,
        start_ns=start_ns,
    )
    server = TransferServer(stacks[1], config, sends=not sends)
    client = TransferClient(stacks[0], A, B, config, sends=sends)
    for each in (*stacks, server, client):
        each.start()
    world.run(until)
    return world, world.events(Delivered, "b" if sends else "a")


@pytest.mark.parametrize("sends", [True, False])
@pytest.mark.parametrize("octets", [18, 512, 513, 529, 530, 1024, 5000])
def test_every_octet_is_delivered_once_and_in_order(sends, octets):
    world, delivered = transfer(sends=sends, octets=octets)
    place = 0
    for each in delivered:
        assert each.number == place
        place += each.octets
    least = max(application.MINIMUM_OCTETS, octets)
    assert least <= place <= least + application.MINIMUM_OCTETS
    assert all(each.octets <= RECORD for each in delivered)
    assert {each.flow for each in delivered} == {"tcp a > b" if sends else "tcp b > a"}
    assert world.drops() == []
    ends = [each.new for each in world.events(StateChanged) if each.machine.startswith("tcp")]
    assert ends.count("closed") == 1, "one side is through, the other waits"
    assert ends.count("time-wait") == 1


def test_records_say_when_they_were_written():
    _, delivered = transfer(sends=True, octets=2048, rate_bps=40_960, start_ns=SECOND)
    written = [each.sent_ns for each in delivered]
    assert [round((each - written[0]) / MILLISECOND) for each in written] == [0, 100, 200, 300]
    assert written[0] > SECOND
    assert all(each.at_ns - each.sent_ns >= 20 * MILLISECOND for each in delivered)


def test_without_a_pace_the_link_is_filled():
    world, delivered = transfer(sends=True, octets=500_000, rate_bps=0, until=120)
    took = delivered[-1].at_ns - delivered[0].at_ns
    assert sum(each.octets for each in delivered) == 500_000
    assert took < 2 * SECOND
    (finished,) = world.events(TransferFinished, "b")
    assert (finished.flow, finished.octets) == ("tcp a > b", 500_000)
    assert took <= finished.took_ns < took + SECOND


def test_the_buffer_bounds_what_waits():
    world, delivered = transfer(sends=True, octets=300_000, until=120, rate_bps=0, queue=1000)
    assert sum(each.octets for each in delivered) == 300_000
    assert max(each.at_ns - each.sent_ns for each in delivered) < SECOND
    assert world.drops() == []


def test_a_client_that_was_stopped_before_its_time_does_not_connect():
    world, a, _, _ = routed()
    stack = TcpStack(a, TcpConfig())
    config = TransferConfig(
        name="a > b", number=0, direction=0, octets=100, rate_bps=0, start_ns=SECOND
    )
    client = TransferClient(stack, A, B, config, sends=True)
    stack.start()
    client.start()
    client.stop()
    world.run(5)
    assert world.packets("left") == []


def test_a_lost_connection_is_told_and_the_writer_stops():
    world, a, router, b = routed()
    stacks = [TcpStack(node, TcpConfig(user_timeout_ns=5 * SECOND)) for node in (a, b)]
    config = TransferConfig(
        name="a > b", number=0, direction=0, octets=100_000, rate_bps=50_000, start_ns=0
    )
    for each in (
        *stacks,
        TransferServer(stacks[1], config, sends=False),
        TransferClient(stacks[0], A, B, config, sends=True),
    ):
        each.start()
    world.at(3, lambda: router.filters.append(lambda *_: "cut"))
    world.run(30)
    (lost,) = world.events(ConnectionLost, "a")
    assert (lost.flow, lost.because) == ("tcp a > b", "no acknowledgement for 5 s")
    assert world.events(TransferFinished) == []
    assert max(each.at_ns for each in world.events(Sent, "a")) < 10 * SECOND
