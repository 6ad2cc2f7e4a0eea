"""The four messages have the sizes that the white paper gives them."""

import pytest

from simulation.errors import WireError
from simulation.wire import wireguard as wg

INITIATION = wg.HandshakeInitiation(
    sender=b"abcd", ephemeral=bytes(32), static=bytes(48), timestamp=bytes(28)
)
RESPONSE = wg.HandshakeResponse(
    sender=b"abcd", receiver=b"efgh", ephemeral=bytes(32), empty=bytes(16)
)
COOKIE = wg.CookieReply(receiver=b"abcd", nonce=bytes(24), cookie=bytes(32))
DATA = wg.TransportData(receiver=b"abcd", counter=bytes(8), packet=bytes(16))


@pytest.mark.parametrize(
    ("message", "octets"), [(INITIATION, 148), (RESPONSE, 92), (COOKIE, 64), (DATA, 32)]
)
def test_sizes(message, octets):
    assert len(message.encode()) == octets
    assert wg.parse(message.encode()) == message


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\x05\0\0\0",
        b"\x01\0\0\1" + bytes(144),
        INITIATION.encode()[:-1],
        INITIATION.encode() + b"x",
        DATA.encode()[:-1],
    ],
)
def test_what_is_no_message(octets):
    with pytest.raises(WireError):
        wg.parse(octets)
