from hypothesis import given

from simulation.wire.address import Address, Mac
from simulation.wire.arp import REPLY, REQUEST, Arp
from tests.simulation.wire.generate import headers

HERE, NOBODY = Mac(bytes.fromhex("020000000001")), Mac(bytes(6))


def test_known_octets():
    asked = Arp(
        operation=REQUEST,
        sender_mac=HERE,
        sender=Address.parse("10.1.0.1"),
        target_mac=NOBODY,
        target=Address.parse("10.1.0.100"),
    )
    assert asked.encode().hex() == (
        "0001080006040001" "020000000001" "0a010001" "000000000000" "0a010064"
    )  # fmt: skip


@given(
    header=headers(Arp, hardware_type=1, protocol_type=0x0800, hardware_length=6, protocol_length=4)
)
def test_scapy_reads_and_rebuilds_the_same(scapy, rebuild, header):
    octets = header.encode()
    read = scapy.ARP(octets)
    assert (read.op, read.hwsrc, read.psrc, read.pdst) == (
        header.operation, str(header.sender_mac), str(header.sender), str(header.target),
    )  # fmt: skip
    assert rebuild(read) == octets


def test_reply_is_named():
    reply, _ = Arp.decode(
        Arp(
            operation=REPLY, sender_mac=HERE, sender=Address(1), target_mac=HERE, target=Address(1)
        ).encode()
    )
    assert next(span.text for span in reply.spans() if span.row.name == "operation") == "2 (reply)"
