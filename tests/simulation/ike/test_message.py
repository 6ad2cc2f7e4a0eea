import pytest

from simulation.errors import WireError
from simulation.ike.message import Message
from simulation.wire.ikev1 import NONCE, VID, NoncePayload, VendorIdPayload, payloads
from simulation.wire.isakmp import IsakmpHeader, join


def test_payloads_by_kind():
    parts = [
        [VendorIdPayload(vendor=b"a")],
        [NoncePayload(value=b"n")],
        [VendorIdPayload(vendor=b"b")],
    ]
    first, octets = join(parts)
    header = IsakmpHeader(initiator=1, exchange=2)
    message = Message(header, payloads(first, octets, 0), octets)
    assert [message.body(node) for node in message.all(VID)] == [b"a", b"b"]
    assert message.body(message.one(NONCE)) == b"n"
    with pytest.raises(WireError, match="kind 1"):
        message.one(1)
