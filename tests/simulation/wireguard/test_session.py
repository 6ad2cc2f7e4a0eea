import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import CheckError
from simulation.wire import ipv4
from simulation.wire.address import Address
from simulation.wireguard.handshake import TransportKeys
from simulation.wireguard.session import Session

KEYS = TransportKeys(b"\x01" * 32, b"\x02" * 32)


def pair():
    first = Session(KEYS, b"aaaa", b"bbbb", initiator=True, now_ns=0)
    return first, Session(KEYS, b"bbbb", b"aaaa", initiator=False, now_ns=0)


@given(st.binary(max_size=100))
def test_packets_lose_their_padding(payload):
    here, there = pair()
    packet = ipv4.packet(Address(1), Address(2), 17, payload)
    sealed = here.seal(packet)
    assert (len(sealed) - 32) % 16 == 0
    assert there.open(sealed) == (packet, True)


def test_the_header_is_little_endian():
    here, _ = pair()
    here.sent = 0x0102
    assert here.seal(b"")[:16].hex() == "04000000" + b"bbbb".hex() + "0201000000000000"


def test_late_packets_open_but_are_not_the_newest():
    here, there = pair()
    sealed = [here.seal(b"") for _ in range(3)]
    assert [there.open(sealed[n]) for n in (1, 0, 2)] == [(b"", True), (b"", False), (b"", True)]


def test_replays_and_changes_are_refused():
    here, there = pair()
    sealed = here.seal(b"")
    broken = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(CheckError, match="tag"):
        there.open(broken)
    there.open(sealed)
    with pytest.raises(CheckError, match="replay"):
        there.open(sealed)


def test_both_ends_name_their_keys_alike():
    here, there = pair()
    assert here.key_id == there.key_id == "wg:61616161:62626262"
