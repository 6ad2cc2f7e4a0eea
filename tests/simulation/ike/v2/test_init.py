"""IKE_SA_INIT: what stands in it, and how it fails."""

import pytest

from simulation.crypto.dh import GROUPS
from simulation.wire import ikev2
from simulation.wire.isakmp import header_of
from tests.simulation.ike.playbook import GATEWAY, MN, Failed, Wire, client, pair, server


def kinds(datagram):
    octets = datagram.payload
    return [node.kind for node in ikev2.payloads(header_of(octets).next_payload, octets)]


def test_payloads():
    # RFC 7296 sections 1.2 and 2.23
    wire, _, _ = pair(node=client(version=2))
    for _, _, datagram in wire.sent[:2]:
        expected = [ikev2.SA, ikev2.KE, ikev2.NONCE, ikev2.N, ikev2.N]
        assert kinds(datagram) == expected


def test_without_nat_traversal_nothing_is_said_about_addresses():
    wire, _, _ = pair(node=client(version=2, nat_traversal=False))
    for _, _, datagram in wire.sent[:2]:
        assert ikev2.N not in kinds(datagram)
    assert {each.source_port for _, _, each in wire.sent} == {500}


@pytest.mark.parametrize("number", sorted(GROUPS))
def test_groups(number):
    wire, node, _ = pair(node=client(version=2, dh_group=number), gateway=server(dh_group=number))
    assert node.sessions()[0].established
    octets = wire.sent[0][2].payload
    public = ikev2.payloads(header_of(octets).next_payload, octets)[1].header
    assert (public.group, len(public.value)) == (number, GROUPS[number].octets)


def test_a_refusal_is_not_encrypted():
    wire, _, _ = pair(node=client(version=2, dh_group=5))
    answer = wire.sent[1][2]
    assert answer.key == ""
    assert kinds(answer) == [ikev2.N]
    assert "NO_PROPOSAL_CHOSEN" in wire.of(MN, Failed)[0].because


def test_nobody_there():
    wire = Wire()
    node = wire.join(MN, client(version=2))
    node.initiate(MN, GATEWAY, 0)
    wire.run(200_000_000_000)
    assert wire.of(MN, Failed)[0].because == "no answer to IKE_SA_INIT"
    assert len(wire.sent) == 6
