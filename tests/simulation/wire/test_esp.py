"""ESP's parts, and what else arrives on UDP port 4500."""

from simulation.wire.esp import (
    EspHeader,
    EspTrailer,
    NatKeepalive,
    NonEspMarker,
    is_ike,
    is_keepalive,
)


def test_header():
    header = EspHeader(spi=0x1001, sequence=7)
    assert header.encode().hex() == "0000100100000007"
    assert EspHeader.decode(header.encode()) == (header, 8)


def test_trailer():
    assert EspTrailer.decode(b"\x01\x02\x02\x04", 2) == (EspTrailer(pad_length=2, next_header=4), 4)


def test_port_4500():
    assert is_ike(NonEspMarker().encode() + b"ike")
    assert not is_ike(EspHeader(spi=0x1001, sequence=1).encode())
    assert not is_ike(NatKeepalive().encode())
    assert is_keepalive(NatKeepalive().encode())
    assert not is_keepalive(b"\xff\xff")
