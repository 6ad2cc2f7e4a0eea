"""What mode-config and XAUTH say to each other."""

from simulation.ike.configuration import Login
from simulation.ike.happenings import AddressAssigned, Prompt
from simulation.wire import ikev1
from tests.simulation.ike.playbook import GATEWAY, INNER, MN, client, pair, server


def attributes(datagram):
    payload = ikev1.payloads(8, datagram.plaintext)[1]
    values = {node.header.attribute: node.header.value for node in payload.inside}
    return payload.header.action, payload.header.identifier, values


def test_the_client_pulls_its_address():
    wire, _, _ = pair()
    asked, told = (attributes(each) for _, _, each in wire.sent[6:8])
    assert asked == (1, 1, {1: b"", 2: b""})
    assert told == (2, 1, {1: INNER.octets, 2: b"\xff" * 4})
    for end in (MN, GATEWAY):
        assert [each.address for each in wire.of(end, AddressAssigned)] == [INNER]


def test_xauth_asks_for_name_and_password():
    node = client(login=Login("user", "secret", 1.0))
    wire, _, _ = pair(node=node, gateway=server(users={"user": "secret"}))
    asked, answered, outcome, seen = (attributes(each) for _, _, each in wire.sent[6:10])
    assert asked[0] == 1
    assert set(asked[2]) == {16520, 16521, 16522}
    assert answered[2][16521] == b"user"
    assert answered[2][16522] == b"secret"
    assert answered[1] == asked[1]
    assert outcome == (3, 3, {16527: 1})
    assert seen == (4, 3, {16527: 1})
    assert len(wire.of(MN, Prompt)) == 1


def test_a_user_who_never_answers_is_given_up():
    node = client(login=Login("user", "secret", 1e6))
    _wire, _, gateway = pair(node=node, gateway=server(users={"user": "secret"}))
    assert gateway.sessions() == []
