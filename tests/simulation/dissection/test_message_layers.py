"""Authenticators of Mobile IP, tried with the keys at hand."""

from simulation.dissection.key_ring import HeldKey, KeyRing
from simulation.wire import (
    mobile_ip,
)
from tests.simulation.dissection.test_readers import REQUEST
from tests.simulation.frames import (
    framed,
    notes,
    udp_packet,
)


def test_an_authenticator_is_tried_with_the_keys_at_hand():
    frame = framed(udp_packet(434, mobile_ip.signed(REQUEST, spi=1, key=b"k" * 16)))
    right = HeldKey(0, "mn", "mip:1", "hmac-md5", {"key": b"k" * 16}, {"spi": "1"})
    wrong = HeldKey(0, "mn", "mip:1", "hmac-md5", {"key": b"x" * 16}, {"spi": "1"})
    assert notes(frame, KeyRing([right])) == {"mip-authentication": "authentic under mip:1"}
    assert notes(frame, KeyRing([wrong])) == {"mip-authentication": "the authenticator is wrong"}
    assert notes(frame) == {}
