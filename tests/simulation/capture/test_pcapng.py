import io

import pytest
from scapy.utils import PcapNgReader

from simulation.capture.pcapng import EPOCH_NS, purpose, write_pcapng
from simulation.trace import Dropped, PacketRecord, Sent, Trace
from tests.referees.blocks import read_capture

DESIGNED = [
    "home",
    "office",
    "servers",
    "core",
    "vpn-inside",
    "dmz",
    "isp",
    "operator",
    "hotspot",
    "cellular",
    "hotel",
    "hotel-wan",
]


def trace_of(*sent: tuple[int, str, bytes], links: tuple[dict[str, object], ...] = ()) -> Trace:
    """Return a trace in which these frames were sent: time in ns, link, octets."""
    trace = Trace(head={"engine": "1", "links": list(links), "scenario": {"option": "1.1"}})
    for number, (at_ns, link, octets) in enumerate(sent):
        trace.frames.append(octets)
        trace.packets.append(PacketRecord(0, len(octets), f"frame {number}", "", None, ""))
        trace.events.append(Sent("mn", number, link, "mn.0", number, 0, []).at(at_ns))
    return trace


def written(trace: Trace) -> bytes:
    stream = io.BytesIO()
    write_pcapng(trace, stream)
    return stream.getvalue()


def test_every_link_has_an_interface_even_where_nothing_was_sent():
    capture = read_capture(written(trace_of()))
    assert [interface.name for interface in capture.interfaces] == DESIGNED
    assert [interface.link_type for interface in capture.interfaces] == [1] * len(DESIGNED)
    assert {interface.ticks_exponent for interface in capture.interfaces} == {9}
    assert capture.records == []


def test_a_link_beyond_the_table_comes_last():
    capture = read_capture(written(trace_of((0, "lab", b"\1" * 60), links=({"id": "lab"},))))
    assert capture.interfaces[-1].name == "lab"
    assert capture.records[0].interface == "lab"


def test_an_interface_says_its_prefix_and_rate():
    link = {"id": "isp", "prefix": "192.0.2.64/26", "rate_bps": 45_000_000}
    interface = read_capture(written(trace_of(links=(link,)))).interfaces[6]
    assert interface.options[3] == b"192.0.2.64/26"
    assert int.from_bytes(interface.options[8], "little") == 45_000_000


@pytest.mark.parametrize("length", range(14, 70))
def test_a_frame_is_recorded_as_it_was_whatever_its_length(length: int):
    octets = bytes(range(length))
    (record,) = read_capture(written(trace_of((1, "dmz", octets)))).records
    assert record.octets == octets


def test_frames_keep_links_times_and_order():
    sent = [(5, "dmz", b"a" * 20), (5, "isp", b"b" * 21), (10**9 + 7, "hotel-wan", b"c" * 22)]
    records = read_capture(written(trace_of(*sent))).records
    assert [(r.stamp - EPOCH_NS, r.interface, r.octets) for r in records] == sent


def test_simulated_zero_is_the_thirteenth_of_january_2003(tmp_path):
    (tmp_path / "t.pcapng").write_bytes(written(trace_of((0, "dmz", bytes(60)))))
    with PcapNgReader(str(tmp_path / "t.pcapng")) as reader:
        packet = next(iter(reader))
    assert int(packet.time) == 1_042_416_000


def test_scapy_reads_the_same_frames(tmp_path):
    sent = [(number * 1001, "home", bytes([number]) * 61) for number in range(5)]
    (tmp_path / "t.pcapng").write_bytes(written(trace_of(*sent)))
    with PcapNgReader(str(tmp_path / "t.pcapng")) as reader:
        packets = list(reader)
    assert [bytes(packet) for packet in packets] == [octets for _, _, octets in sent]
    assert [packet.comment for packet in packets] == [f"frame {n}".encode() for n in range(5)]
    assert {packet.sniffed_on for packet in packets} == {"home"}


def test_the_number_of_frames_is_returned():
    assert write_pcapng(trace_of((0, "dmz", bytes(60)), (1, "isp", bytes(60))), io.BytesIO()) == 2


def test_only_what_was_put_on_a_link_is_recorded():
    trace = trace_of((0, "dmz", bytes(60)))
    trace.frames.append(b"never sent")
    trace.events.append(Dropped("mn", 0, "no-route", "", "", "").at(1))
    assert len(read_capture(written(trace)).records) == 1


def test_a_packet_says_what_it_is_for():
    record = PacketRecord(0, 60, "registration request", "", None, "")
    assert purpose(Trace({}, packets=[record]), 0) == "registration request"


def test_a_packet_is_as_faulty_as_what_is_inside_it():
    trace = Trace(
        {},
        packets=[
            PacketRecord(0, 60, "user data", "", None, "a NAT broke the checksum"),
            PacketRecord(0, 80, "user data", "", 0, ""),
            PacketRecord(0, 120, "user data", "", 1, ""),
        ],
    )
    assert purpose(trace, 2) == "expected-fault: a NAT broke the checksum; user data"


def test_a_comment_may_hold_any_letter():
    trace = trace_of((0, "dmz", bytes(60)))
    trace.packets[0] = trace.packets[0]._replace(purpose="café → node")
    assert read_capture(written(trace)).records[0].comment == "café → node"
