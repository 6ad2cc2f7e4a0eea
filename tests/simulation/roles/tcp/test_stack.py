from simulation.roles.tcp.stack import TcpStack
from simulation.roles.tcp.states import TcpConfig
from simulation.time import SECOND
from simulation.wire import ipv4, tcp
from tests.simulation.roles.tcp.transferring import PORT, A, B, Stream, pattern
from tests.simulation.small_world import two_hosts


def test_a_segment_for_no_connection_is_answered_with_a_reset():
    world, a, b = two_hosts()
    stack = TcpStack(b, TcpConfig())
    stack.start()
    one, two = a.interfaces["lan"].address, b.interfaces["lan"].address

    def answer(**flags):
        header = tcp.TcpHeader(
            source_port=1000, destination_port=2000, sequence=5, acknowledgment=77, **flags
        )
        world.put(a, one, two, ipv4.TCP, tcp.segment(one, two, header, b"abc"))
        count = len(world.packets("lan"))
        world.run(world.env.now / SECOND + 1)
        packets = world.packets("lan")[count:]
        return [tcp.parse(ipv4.payload(each), two, one).header for each in packets if each[9] == 6][
            -1
        ]

    syn = answer(syn=True)
    assert (syn.rst, syn.ack, syn.sequence, syn.acknowledgment) == (True, True, 0, 9)
    data = answer(ack=True)
    assert (data.rst, data.ack, data.sequence) == (True, False, 77)
    assert world.drops("b") == ["no-connection"] * 2


def test_a_reset_is_never_answered():
    world, a, b = two_hosts()
    TcpStack(b, TcpConfig()).start()
    one, two = a.interfaces["lan"].address, b.interfaces["lan"].address
    header = tcp.TcpHeader(source_port=1, destination_port=2, sequence=5, rst=True)
    world.put(a, one, two, ipv4.TCP, tcp.segment(one, two, header))
    world.run(1)
    assert world.drops("b") == ["no-connection"]
    assert len([each for each in world.packets("lan") if each[9] == ipv4.TCP]) == 1


def test_a_damaged_segment_is_dropped():
    world, a, b = two_hosts()
    TcpStack(b, TcpConfig()).start()
    one, two = a.interfaces["lan"].address, b.interfaces["lan"].address
    header = tcp.TcpHeader(source_port=1, destination_port=2, sequence=5, syn=True)
    body = tcp.segment(one, two, header)
    world.put(a, one, two, ipv4.TCP, body[:-1] + bytes([body[-1] ^ 1]))
    world.put(a, one, two, ipv4.TCP, body[:10])
    world.run(1)
    assert world.drops("b") == ["malformed"] * 2


def test_a_node_that_restarted_resets_what_its_peer_still_holds():
    stream = Stream(pattern(300_000)).run(0.5)
    stream.stacks[1].stop()
    stream.world.restart(stream.b, "right", "10.0.1.1")
    stream.b.route(None, stream.b.interfaces["right"], stream.router.interfaces["right"].address)
    stream.stacks[1].start()
    stream.run(10)
    assert stream.closed["a"] == ("the peer broke off (RST)", False)
    assert "no-connection" in stream.world.drops("b")


def test_connections_use_a_new_port_each_and_are_shown():
    stream = Stream(b"hello").run(1)
    second = stream.stacks[0].connect("second", A, B, PORT, stream._open)
    stream.run(2)
    assert second.ends.local_port == stream.active.ends.local_port + 1
    rows = stream.world.rows("a", "connections")
    assert len(rows) == 2
    assert rows[f"{A}:{second.ends.local_port} > {B}:{PORT}"]["segment_octets"] == 1460


def test_only_segments_with_data_belong_to_the_flow():
    stream = Stream(pattern(5000)).run(2)
    trace = stream.world.trace
    flows = {record.purpose: record.flow for record in trace.packets if "stream" in record.purpose}
    assert flows["tcp stream: SYN"] == flows["tcp stream: ACK"] == ""
    assert flows["tcp stream: octets 0 to 1459"] == "tcp stream"


def test_a_segment_that_is_sent_again_says_so():
    stream = Stream(pattern(5000), loses=lambda place, _: place == (False, 2)).run(5)
    purposes = {record.purpose for record in stream.world.trace.packets}
    assert "tcp stream: octets 1460 to 2919, again" in purposes
