"""Playbooks: what crosses the link, and what the two ends make of it."""

from itertools import pairwise

import pytest
from scapy.layers import inet

from simulation.roles.tcp.discovery import Probing
from simulation.roles.tcp.states import TcpConfig, TcpState
from simulation.time import MILLISECOND, SECOND
from simulation.wire import ipv4
from tests.simulation.roles.tcp.transferring import A, Stream, pattern


def kinds(stream):
    """Return direction and flags of every segment that crossed the left link."""
    flags = ("syn", "fin", "rst", "ack")
    return [
        (
            ">" if outwards else "<",
            "+".join(name for name in flags if getattr(segment.header, name)),
            len(segment.payload),
        )
        for _, outwards, segment in stream.segments()
    ]


def test_handshake_data_and_end():
    stream = Stream(b"hello").run(2)
    assert kinds(stream) == [
        (">", "syn", 0),
        ("<", "syn+ack", 0),
        (">", "ack", 5),
        (">", "fin+ack", 0),
        ("<", "ack", 0),
        ("<", "fin+ack", 0),
        (">", "ack", 0),
    ]
    assert stream.received == b"hello"
    assert stream.machine("a") == [
        "syn-sent",
        "established",
        "fin-wait-1",
        "fin-wait-2",
        "time-wait",
    ]
    assert stream.machine("b") == [
        "syn-received",
        "established",
        "close-wait",
        "last-ack",
        "closed",
    ]
    assert stream.closed == {"b": ("both sides have ended", True)}


def test_time_wait_ends_after_two_lifetimes():
    stream = Stream(b"hello").run(239)
    assert stream.active.state is TcpState.TIME_WAIT
    stream.run(242)
    assert stream.active.state is TcpState.CLOSED
    assert stream.closed["a"][1]


def test_scapy_reads_the_same_segments():
    stream = Stream(pattern(4000)).run(2)
    options = []
    for packet in stream.world.packets("left"):
        read = inet.IP(packet)
        del read[inet.IP].chksum, read[inet.TCP].chksum, read[inet.TCP].dataofs
        assert bytes(read) == packet
        options += read[inet.TCP].options
        assert read[inet.IP].flags == "DF"
    assert options == [("MSS", 1460)] * 2


@pytest.mark.parametrize("octets", [0, 1, 1459, 1460, 1461, 100_000])
def test_every_stream_arrives_whole(octets):
    stream = Stream(pattern(octets)).run(10)
    assert stream.received == pattern(octets)
    assert stream.machine("b")[-1] == "closed"


@pytest.mark.parametrize("direction", [False, True])
@pytest.mark.parametrize("number", range(12))
def test_any_one_segment_may_be_lost(number, direction):
    data = pattern(9000)
    stream = Stream(data, loses=lambda place, _: place == (direction, number)).run(20)
    assert stream.received == data
    assert stream.machine("b")[-1] == "closed"
    assert stream.machine("a")[-1] == "time-wait"


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
def test_random_loss_slows_a_transfer_and_does_not_break_it(share):
    data = pattern(60_000)
    stream = Stream(data, loss=share).run(600)
    assert stream.received == data


def test_one_loss_in_a_long_flight_is_repaired_without_a_timeout():
    data = pattern(100_000)
    stream = Stream(data, loses=lambda place, _: place == (False, 30)).run(10)
    assert stream.received == data
    assert not [each for each in stream.notes() if "nothing acknowledged" in each]
    assert "fast recovery" in stream.machine("a", "congestion stream")
    assert stream.active.sender.retransmissions == 1


def test_two_losses_in_a_flight_are_repaired_without_a_timeout():
    data = pattern(100_000)
    stream = Stream(data, loses=lambda place, _: place in {(False, 30), (False, 34)}).run(10)
    assert stream.received == data
    assert not [each for each in stream.notes() if "nothing acknowledged" in each]
    assert stream.active.sender.retransmissions == 2


def test_silence_is_met_with_doubled_waits():
    stream = Stream(pattern(20_000), loses=lambda place, _: place[1] >= 6).run(40)
    first = stream.active.sender.una
    times = [
        at
        for at, outwards, segment in stream.segments()
        if outwards and segment.payload and segment.header.sequence == stream.active._wire(first)
    ]
    waits = [round((later - at) / SECOND) for at, later in pairwise(times)]
    assert waits == [1, 2, 4, 8, 16]
    assert stream.active.sender.congestion.window == 1460


def test_slow_start_under_delayed_acknowledgements():
    """One segment more for each acknowledgement, and one of these for every two segments.

    3 go; 2 are acknowledged at once, so 3 follow; these make it 4 in 2 acknowledgements, so that
    6 go; then 3 acknowledgements for 6, 4 for 9.
    """
    stream = Stream(pattern(60_000), rate_bps=100_000_000).run(3)
    starts = [at for at, outwards, segment in stream.segments() if outwards and segment.payload]
    bursts = [0] * 6
    for at in starts:
        bursts[(at - starts[0]) // (102 * MILLISECOND)] += 1
    assert bursts[:5] == [3, 3, 6, 9, 12]


def test_the_receive_window_bounds_what_is_outstanding():
    config = TcpConfig(window=4096)
    stream = Stream(pattern(50_000), config=config).run(10)
    outstanding, acknowledged = 0, 1
    base = stream.active._ours
    for _, outwards, segment in stream.segments():
        header = segment.header
        if outwards:
            end = (header.sequence - base) % 2**32 + len(segment.payload)
            outstanding = max(outstanding, end - acknowledged)
        elif header.ack:
            acknowledged = max(acknowledged, (header.acknowledgment - base) % 2**32)
    assert stream.received == pattern(50_000)
    assert 2920 <= outstanding <= 4096


def test_acknowledgements_come_for_every_second_segment():
    stream = Stream(pattern(29_200)).run(3)
    data = sum(1 for _, outwards, segment in stream.segments() if outwards and segment.payload)
    acks = sum(1 for _, outwards, segment in stream.segments() if not outwards)
    assert data == 20
    assert data // 2 <= acks <= data // 2 + 4


def test_a_lone_segment_is_acknowledged_within_half_a_second():
    stream = Stream(pattern(100)).run(0.18)
    stream.active.sender.closed = False
    stream.world.run(1.5)
    assert stream.received == pattern(100)
    assert stream.active.sender.una >= 101


def test_giving_up_resets_the_connection():
    config = TcpConfig(user_timeout_ns=20 * SECOND)
    stream = Stream(pattern(20_000), loses=lambda place, _: place[1] >= 6, config=config).run(60)
    why, orderly = stream.closed["a"]
    assert why == "no acknowledgement for 20 s"
    assert not orderly
    assert [kind for way, kind, _ in kinds(stream) if way == ">"][-1] == "rst+ack"


def test_a_reset_ends_the_other_side():
    stream = Stream(pattern(2000)).run(0.18)
    stream.active.abort("tired of it")
    stream.run(1)
    assert stream.closed["b"] == ("the peer broke off (RST)", False)


def test_a_reset_out_of_place_is_ignored():
    stream = Stream(pattern(200_000)).run(0.5)
    before = len(stream.received)
    forged = stream.segments()[-1][2].header
    stream.stacks[0]._refuse(
        stream.active.ends,
        type(stream.segments()[0][2])(forged, (), b""),
        stream.world.packet(ipv4.packet(A, A, 6, b"")),
    )
    stream.run(5)
    assert len(stream.received) == 200_000 > before


def test_a_port_where_nobody_listens_refuses():
    stream = Stream(b"x")
    other = stream.stacks[0].connect("other", A, stream.active.ends.remote, 81, stream._open)
    stream.run(1)
    assert other.state is TcpState.CLOSED
    assert stream.closed["a"] == ("connection refused (RST)", False)


def test_a_syn_without_answer_is_repeated_for_three_minutes():
    stream = Stream(b"x", loses=lambda place, _: not place[0]).run(400)
    times = [round(at / SECOND) for at, outwards, _ in stream.segments() if outwards]
    assert times == [0, 1, 3, 7, 15, 31, 63, 123]
    assert stream.closed["a"] == ("no acknowledgement for 180 s", False)


def test_a_lost_syn_makes_the_first_window_one_segment():
    stream = Stream(pattern(10_000), loses=lambda place, _: place == (False, 0)).run(1.25)
    first = [segment for _, outwards, segment in stream.segments() if outwards and segment.payload]
    assert len(first) == 1
    stream.run(10)
    assert stream.received == pattern(10_000)


# -- path MTU ----------------------------------------------------------------------------------


def test_a_narrow_link_teaches_the_sender():
    stream = Stream(pattern(30_000), mtu=1000).run(5)
    assert stream.received == pattern(30_000)
    assert stream.active.discovery.path_mtu == 1000
    assert stream.active.sender.segment == 960
    assert "the path takes packets of 1000 octets" in stream.notes()[0]
    assert stream.world.drops("r") == ["too-big"] * 3, "the initial window, and nothing later"
    assert not [each for each in stream.notes() if "nothing acknowledged" in each]
    assert stream.machine("a", "congestion stream") == [], "no loss for want of capacity"


def test_without_the_icmp_error_the_path_is_a_black_hole():
    stream = Stream(pattern(30_000), mtu=1000)
    stream.router.icmp.unreachable = lambda *about: None
    stream.run(20)
    assert stream.received == b""
    assert len([each for each in stream.notes() if "nothing acknowledged" in each]) >= 4


@pytest.mark.parametrize("probing", [Probing.BLACK_HOLE, Probing.ALWAYS])
def test_a_host_that_probes_gets_out_of_a_black_hole(probing):
    """RFC 4821: at the third retransmission, or without ever getting into it."""
    stream = Stream(pattern(200_000), mtu=1300, config=TcpConfig(probing=probing))
    stream.router.icmp.unreachable = lambda *about: None
    stream.run(20)
    assert stream.received == pattern(200_000)
    assert 1300 - 16 <= stream.active.discovery.path_mtu <= 1300
    assert stream.active.sender.segment == stream.active.discovery.path_mtu - 40
    expiries = [each for each in stream.notes() if "nothing acknowledged" in each]
    assert len(expiries) == (3 if probing is Probing.BLACK_HOLE else 0)
    lost = [each for each in stream.notes() if "was lost" in each]
    assert len(lost) <= 6


def test_a_link_narrower_than_the_first_packets_is_found_by_halving():
    stream = Stream(pattern(30_000), mtu=600, config=TcpConfig(probing=Probing.ALWAYS))
    stream.router.icmp.unreachable = lambda *about: None
    stream.run(60)
    assert stream.received == pattern(30_000)
    assert 512 <= stream.active.discovery.path_mtu <= 600


@pytest.mark.parametrize(
    ("told", "length", "expected"), [(0, 1500, 1492), (0, 1492, 1006), (1200, 1500, 1200)]
)
def test_a_router_that_tells_no_mtu_leaves_the_plateaus(told, length, expected):
    stream = Stream(pattern(50_000)).run(0.25)
    connection = stream.active
    if length < 1500:
        connection.heard_error(4, length, connection._wire(connection.sender.una), 1500)
    connection.heard_error(4, told, connection._wire(connection.sender.una), length)
    assert connection.discovery.path_mtu == expected


def test_an_error_about_a_segment_that_was_never_sent_is_not_believed():
    stream = Stream(pattern(50_000)).run(0.25)
    connection = stream.active
    connection.heard_error(4, 576, connection._wire(connection.sender.top + 1), 1500)
    connection.heard_error(4, 576, connection._wire(connection.sender.una - 1), 1500)
    assert connection.discovery.path_mtu == 1500


def test_a_longer_mtu_or_an_absurd_one_changes_nothing():
    stream = Stream(pattern(50_000)).run(0.25)
    connection = stream.active
    for mtu in (1500, 9000, 20):
        connection.heard_error(4, mtu, connection._wire(connection.sender.una), 1500)
    assert connection.discovery.path_mtu == 1500


def test_no_such_port_told_by_icmp_ends_the_connection():
    stream = Stream(pattern(50_000)).run(0.25)
    connection = stream.active
    connection.heard_error(1, 0, connection._wire(connection.sender.una), 1500)
    assert connection.state is not TcpState.CLOSED, "a host that is away may come back"
    connection.heard_error(3, 0, connection._wire(connection.sender.una), 1500)
    assert connection.state is TcpState.CLOSED


def test_an_end_may_want_shorter_segments_than_the_mtu_allows():
    stream = Stream(pattern(10_000), config=TcpConfig(segment=500)).run(5)
    assert stream.received == pattern(10_000)
    sizes = {len(segment.payload) for _, _, segment in stream.segments()}
    assert max(sizes) == 500
    assert {segment.maximum for _, _, segment in stream.segments()} == {500, None}
