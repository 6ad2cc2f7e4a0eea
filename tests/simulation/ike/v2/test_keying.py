"""Groups that do not agree end what stands on them, and nothing else."""

from dataclasses import replace

import pytest

from simulation.errors import PolicyError
from simulation.ike.v2.keying import key_exchange, own_key, peer_public
from simulation.wire import ikev2
from tests.simulation.ike.playbook import SECOND, client, pair


class Saying:
    """A message whose only payload is a public value of group 14."""

    def one(self, kind):
        assert kind == ikev2.KE
        header = ikev2.KeyExchangePayload(group=14, value=b"\x01" * 256)
        return type("Payload", (), {"header": header})()


@pytest.mark.parametrize("state", ["keyed", "established"])
def test_another_group_ends_only_what_does_not_stand_yet(state):
    _, node, _ = pair(node=client(version=2), until=10 * SECOND)
    session = node.sessions()[0]
    session.machine.state = state
    with pytest.raises(PolicyError) as refusal:
        peer_public(session, Saying())
    assert refusal.value.fatal is (state == "keyed")
    assert refusal.value.notification == ikev2.INVALID_KE_PAYLOAD


def test_a_public_value_is_of_the_configured_group():
    _, node, _ = pair(node=client(version=2), until=10 * SECOND)
    session = node.sessions()[0]
    session.configuration = replace(session.configuration, dh_group=5)
    payload = key_exchange(session, own_key(session))
    assert (payload.group, len(payload.value)) == (5, 192)
