"""What an endpoint does before it knows which association a message belongs to."""

import pytest

from simulation.ike import endpoint as module
from simulation.ike.endpoint import Endpoint
from tests.simulation.ike.playbook import (
    GATEWAY,
    MN,
    SECOND,
    ChildUp,
    Rejected,
    Wire,
    client,
    server,
)


def refused(endpoint):
    return [each for each in endpoint.drain()[1] if isinstance(each, Rejected)]


def first_message(**changes):
    node = Endpoint(client(**changes))
    node.initiate(MN, GATEWAY, 0)
    return node.drain()[0][0].payload


def test_one_responder_speaks_both_versions():
    wire = Wire()
    wire.join(GATEWAY, server())
    for address, version in ((MN, 1), (GATEWAY.__class__(MN + 1), 2)):
        node = wire.join(address, client(version=version, name=f"mn{version}"))
        node.initiate(address, GATEWAY, 0)
    wire.run(10 * SECOND)
    assert len(wire.of(GATEWAY, ChildUp)) == 2


def test_octets_that_are_no_message():
    endpoint = Endpoint(server())
    for octets in (b"", b"\xff", bytes(28), first_message()[:-1], first_message() + b"x"):
        endpoint.receive(octets, MN, 500, GATEWAY, 500, 0)
    assert [each.reason for each in refused(endpoint)] == ["malformed"] * 5
    assert endpoint.sessions() == []


def test_cookies_that_nobody_knows():
    endpoint = Endpoint(server())
    octets = bytearray(first_message())
    octets[8:16] = b"\x01" * 8
    endpoint.receive(bytes(octets), MN, 500, GATEWAY, 500, 0)
    assert refused(endpoint)[0].reason == "policy"
    assert endpoint.sessions() == []


@pytest.mark.parametrize("version", [1, 2])
def test_half_open_associations_are_forgotten(version):
    endpoint = Endpoint(server())
    endpoint.receive(first_message(version=version), MN, 500, GATEWAY, 500, 0)
    assert len(endpoint.sessions()) == 1
    assert endpoint.next_timer() == 60 * SECOND
    endpoint.on_timer(60 * SECOND)
    assert endpoint.sessions() == []


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(module, "MOST_SESSIONS", 3)
    endpoint = Endpoint(server())
    for number in range(5):
        octets = bytearray(first_message())
        octets[0] = number
        endpoint.receive(bytes(octets), MN, 500, GATEWAY, 500, 0)
    assert len(endpoint.sessions()) == 3
    assert len(refused(endpoint)) == 2


def test_sessions_that_are_not_there():
    endpoint = Endpoint(server())
    endpoint.delete("nothing", 0)
    endpoint.move("nothing", MN, 0)
    endpoint.heard("nothing", None, 0)
    endpoint.add_child("nothing", None, None, 0)
    assert endpoint.drain() == ([], [])
    assert endpoint.next_timer() is None
