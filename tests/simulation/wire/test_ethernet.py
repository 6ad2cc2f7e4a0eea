import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.wire.address import ETHERNET_BROADCAST, Mac
from simulation.wire.ethernet import ARP, IPV4, EthernetHeader, frame
from tests.simulation.wire.generate import macs

HERE, THERE = Mac(bytes.fromhex("020000000001")), Mac(bytes.fromhex("020000000002"))


def test_known_octets():
    assert frame(ETHERNET_BROADCAST, HERE, ARP, b"?").hex() == "ffffffffffff0200000000010806" + "3f"


@given(macs, macs, st.integers(0, 0xFFFF), st.binary(max_size=60))
def test_function_and_table_agree(destination, source, ethertype, payload):
    header = EthernetHeader(destination=destination, source=source, ethertype=ethertype)
    assert frame(destination, source, ethertype, payload) == header.encode() + payload


def test_ethertype_that_does_not_fit_is_refused():
    with pytest.raises(WireError):
        frame(THERE, HERE, 0x10000, b"")


def test_addresses_come_back_as_addresses():
    header, _ = EthernetHeader.decode(frame(THERE, HERE, IPV4, b""))
    assert (str(header.destination), header.source) == ("02:00:00:00:00:02", HERE)


def test_scapy_reads_the_same(scapy):
    read = scapy.Ether(frame(THERE, HERE, IPV4, b""))
    assert (read.dst, read.src, read.type) == (str(THERE), str(HERE), 0x0800)
