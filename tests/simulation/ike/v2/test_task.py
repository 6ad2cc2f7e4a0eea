from simulation.errors import PolicyError
from simulation.ike.message import Message
from simulation.ike.v2.task import DenialError, notices, notify
from simulation.wire.ikev2 import payloads
from simulation.wire.isakmp import IsakmpHeader, join


def test_notices_by_type():
    first, octets = join([notify(16400), notify(16401, b"a"), notify(16401, b"b")])
    header = IsakmpHeader(initiator=1, major=2, exchange=37)
    message = Message(header, payloads(first, octets, 0), octets)
    assert notices(message) == {16400: [b""], 16401: [b"a", b"b"]}


def test_a_denial_is_a_matter_of_policy():
    denial = DenialError("no", 38)
    assert isinstance(denial, PolicyError)
    assert not denial.fatal
