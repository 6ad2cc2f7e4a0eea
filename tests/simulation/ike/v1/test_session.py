"""Whole IKEv1 associations over a wire that loses, copies, translates and forges."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.ike.configuration import Login
from simulation.wire.address import Address, Prefix
from tests.simulation.ike.playbook import (
    GATEWAY,
    INNER,
    MN,
    NAT_INSIDE,
    NAT_OUTSIDE,
    SECOND,
    ChildDown,
    ChildUp,
    Failed,
    InitialContact,
    Rejected,
    Wire,
    client,
    pair,
    server,
    works,
)

LADDER = [
    *(f"IKE main mode {number}" for number in range(1, 7)),
    "IKE mode-config request",
    "IKE mode-config reply",
    *(f"IKE quick mode {number}" for number in range(1, 4)),
]
MN2 = Address.parse("203.0.113.9")


def ups(wire, address=MN):
    return wire.of(address, ChildUp)


def test_the_ladder():
    wire, _, _ = pair()
    assert wire.ladder() == LADDER
    here, there = ups(wire)[0], ups(wire, GATEWAY)[0]
    assert works(here, there)
    assert here.local_selector == there.remote_selector == Prefix.host(INNER)
    assert here.remote_selector == there.local_selector == Prefix.parse("0.0.0.0/0")
    assert there.peer_identity == "mn@example.com"
    assert not here.udp_encapsulation
    assert (here.peer, there.peer) == (GATEWAY, MN)


def test_without_mode_config_the_outer_address_is_proposed():
    wire, _, _ = pair(node=client(request_address=False), gateway=server(pool={}))
    assert ups(wire)[0].local_selector == Prefix.host(MN)


def test_transport_mode():
    modes = {"transport_mode": True, "request_address": False}
    wire, _, _ = pair(node=client(**modes), gateway=server(transport_mode=True, pool={}))
    assert ups(wire)[0].transport
    assert ups(wire, GATEWAY)[0].transport


@pytest.mark.parametrize("number", range(len(LADDER)))
def test_any_one_message_may_be_lost(number):
    wire, _, _ = pair(Wire(lost={number}))
    assert len(ups(wire)) == len(ups(wire, GATEWAY)) == 1
    assert works(ups(wire)[0], ups(wire, GATEWAY)[0])
    # Whoever answers sends the same octets again, encryption included.
    lost = wire.sent[number][2].payload
    assert sum(datagram.payload == lost for _, _, datagram in wire.sent) >= 2


@pytest.mark.parametrize("copies", [2, 3])
def test_everything_may_arrive_more_than_once(copies):
    wire, node, gateway = pair(Wire(copies=copies))
    assert len(ups(wire)) == len(ups(wire, GATEWAY)) == 1
    assert works(ups(wire)[0], ups(wire, GATEWAY)[0])
    assert len(node.sessions()) == len(gateway.sessions()) == 1
    assert len(wire.sent) < 60


@settings(max_examples=30)
@given(st.sets(st.integers(0, 40), max_size=20), st.integers(1, 2))
def test_whatever_is_lost_both_ends_agree(lost, copies):
    wire, _, _ = pair(Wire(lost=lost, copies=copies), until=400 * SECOND)
    for here in ups(wire):
        for there in ups(wire, GATEWAY):
            if here.inbound.spi == there.outbound.spi:
                assert works(here, there)
    assert ups(wire) or wire.of(MN, Failed)


def test_silence_is_answered_by_giving_up():
    wire = Wire(lost=set(range(100)))
    pair(wire)
    assert [each.because for each in wire.of(MN, Failed)] == ["no answer to main mode 1"]
    times = [at // SECOND for at, _, _ in wire.sent]
    assert times == [0, 1, 3, 7, 15, 31]
    assert wire.endpoints[MN].sessions() == []


def test_a_wrong_key_is_refused_by_the_cipher():
    wire, _, gateway = pair(node=client(group_key=b"something else"))
    assert not ups(wire)
    refused = wire.of(GATEWAY, Rejected)
    assert {each.reason for each in refused} == {"authentication"}
    assert "decrypts to nonsense" in refused[0].detail
    assert wire.of(MN, Failed)[0].because == "no answer to main mode 5"
    assert gateway.sessions() == []


def test_the_key_of_an_address_comes_before_the_group_key():
    wire, _, _ = pair(
        node=client(keys={GATEWAY: b"own"}, group_key=None), gateway=server(keys={MN: b"own"})
    )
    assert ups(wire)


def test_no_key_at_all():
    wire, _, _ = pair(gateway=server(group_key=None))
    assert "no pre-shared key" in wire.of(GATEWAY, Rejected)[0].detail


def test_an_identity_that_is_not_wanted():
    wire, _, _ = pair(gateway=server(peer_identities=frozenset({"other@example.com"})))
    assert wire.of(GATEWAY, Rejected)[0].reason == "policy"
    assert not ups(wire)


@pytest.mark.parametrize(
    "changes", [{"suite": "3des-sha1"}, {"dh_group": 14}], ids=lambda each: next(iter(each))
)
def test_an_offer_without_anything_acceptable(changes):
    wire, _, _ = pair(node=client(**changes))
    assert "no proposal is acceptable" in wire.of(GATEWAY, Rejected)[0].detail


def test_forward_secrecy():
    wire, _, _ = pair(node=client(quick_mode_group=5), gateway=server(quick_mode_group=5))
    assert works(ups(wire)[0], ups(wire, GATEWAY)[0])


def test_quick_mode_refused_is_told_to_the_client():
    # Phase 1 of both suites is the same, so only quick mode can notice.
    wire, _, _ = pair(node=client(suite="aes-gcm"))
    assert wire.of(MN, Failed)[0].because == "the peer says NO-PROPOSAL-CHOSEN"
    assert wire.now == 200 * SECOND
    assert wire.sent[-1][0] < SECOND


def test_a_selector_that_was_not_assigned():
    wire, _, _ = pair(node=client(local_selector=Prefix.parse("10.1.0.100/32")))
    assert wire.of(MN, Failed)[0].because == "the peer says INVALID-ID-INFORMATION"


def test_accepted_selectors():
    home = Prefix.parse("10.1.0.100/32")
    node = client(local_selector=home, request_address=False)
    gateway = server(pool={}, accepted_selectors=(Prefix.parse("10.1.0.0/24"),))
    wire, _, _ = pair(node=node, gateway=gateway)
    assert ups(wire, GATEWAY)[0].remote_selector == home


def test_a_nat_moves_the_association_to_port_4500():
    wire, _, _ = pair(Wire(nat=True), local=NAT_INSIDE)
    here, there = ups(wire, NAT_INSIDE)[0], ups(wire, GATEWAY)[0]
    assert works(here, there)
    assert here.udp_encapsulation
    assert (here.local_port, here.peer_port) == (4500, 4500)
    assert (there.peer, there.peer_port, there.local_port) == (NAT_OUTSIDE, 44500, 4500)
    ports = [datagram.source_port for _, each, datagram in wire.sent if each == NAT_INSIDE]
    assert ports == [500, 500, 4500, 4500, 4500, 4500]


def test_without_nat_traversal_a_nat_stays_unseen():
    wire, _, _ = pair(Wire(nat=True), local=NAT_INSIDE, node=client(nat_traversal=False))
    assert not ups(wire, NAT_INSIDE)[0].udp_encapsulation


def test_udp_encapsulation_can_be_forced():
    wire, _, _ = pair(node=client(force_udp_encapsulation=True))
    assert ups(wire)[0].udp_encapsulation
    assert ups(wire, GATEWAY)[0].udp_encapsulation
    assert ups(wire, GATEWAY)[0].local_port == 4500


def test_udp_encapsulation_cannot_be_forced_without_nat_traversal():
    settings = {"force_udp_encapsulation": True, "nat_traversal": False}
    wire, _, _ = pair(node=client(**settings), gateway=server(**settings))
    assert not ups(wire)[0].udp_encapsulation
    assert not ups(wire, GATEWAY)[0].udp_encapsulation


def test_a_nat_that_forgets_its_mapping_is_followed():
    wire = Wire(nat=True)
    _, node, _gateway = pair(wire, local=NAT_INSIDE, until=10 * SECOND)
    wire.mapping = 50000
    node.add_child(node.session, None, None, wire.now)
    wire.run(20 * SECOND)
    assert ups(wire, GATEWAY)[-1].peer_port == 54500


def moved(wire, node):
    node.move(node.session, MN2, wire.now)
    wire.endpoints[MN2] = wire.endpoints.pop(MN)
    wire.happened[MN2] = wire.happened.pop(MN)
    node.add_child(node.session, None, None, wire.now)
    wire.run(wire.now + 100 * SECOND)


def test_a_new_address_is_followed_only_where_that_is_configured():
    follows, _, _ = ends = pair(gateway=server(follow_peer=True), until=10 * SECOND)
    moved(follows, ends[1])
    assert ups(follows, GATEWAY)[-1].peer == MN2
    stays, _, _ = ends = pair(until=10 * SECOND)
    moved(stays, ends[1])
    assert len(ups(stays, GATEWAY)) == 1


def test_xauth_asks_a_person_and_takes_a_person_s_time():
    node = client(login=Login("user", "pass", 8.0))
    wire, _, _ = pair(node=node, gateway=server(users={"user": "pass"}))
    assert wire.ladder()[6:10] == [
        "IKE XAUTH request",
        "IKE XAUTH reply",
        "IKE XAUTH outcome",
        "IKE XAUTH acknowledgement",
    ]
    asked, answered = wire.sent[6][0], wire.sent[7][0]
    assert answered - asked == 8 * SECOND + 50_000_000
    assert works(ups(wire)[0], ups(wire, GATEWAY)[0])


@pytest.mark.parametrize("number", range(6, 17))
def test_xauth_survives_any_loss(number):
    node = client(login=Login("user", "pass", 3.0))
    wire, _, _ = pair(Wire(lost={number}), node=node, gateway=server(users={"user": "pass"}))
    assert works(ups(wire)[0], ups(wire, GATEWAY)[0])


def test_xauth_with_a_wrong_password():
    node = client(login=Login("user", "guess", 1.0))
    wire, _, gateway = pair(node=node, gateway=server(users={"user": "pass"}))
    assert wire.of(MN, Failed)[0].because == "the peer refuses the user"
    assert not ups(wire)
    assert gateway.sessions() == []


def test_xauth_demanded_from_a_client_without_a_user():
    wire, _, _ = pair(gateway=server(users={"user": "pass"}))
    assert "no proposal" in wire.of(GATEWAY, Rejected)[0].detail


def test_no_address_in_the_pool():
    wire, _, _ = pair(gateway=server(pool={}))
    assert wire.of(MN, Failed)[0].because == "the peer assigns no inner address"


def test_delete_takes_both_down():
    wire, node, gateway = pair(until=10 * SECOND)
    node.delete(node.session, wire.now)
    wire.run(20 * SECOND)
    assert wire.ladder()[-2:] == ["IKE DELETE of ESP", "IKE DELETE of ISAKMP"]
    spis = ups(wire)[0].inbound.spi
    assert [each.outbound_spi for each in wire.of(GATEWAY, ChildDown)] == [spis]
    assert node.sessions() == gateway.sessions() == []


def test_a_delete_is_sent_once_and_may_be_lost():
    wire = Wire(lost={11})
    _, node, gateway = pair(wire, until=10 * SECOND)
    node.delete(node.session, wire.now)
    wire.run(300 * SECOND)
    assert len(wire.sent) == 13
    # Phase 1 is gone, but the ESP associations live on, with nobody at the other end.
    assert wire.of(GATEWAY, ChildDown) == []
    assert len(gateway.sessions()) == 1
    wire.run(30_000 * SECOND)
    assert [each.because for each in wire.of(GATEWAY, ChildDown)] == ["its lifetime is over"]
    assert gateway.sessions() == []


def test_a_gateway_that_ignores_delete():
    wire, node, _ = pair(gateway=server(honour_delete=False), until=10 * SECOND)
    node.delete(node.session, wire.now)
    wire.run(20 * SECOND)
    assert wire.of(GATEWAY, ChildDown) == []
    assert {each.reason for each in wire.of(GATEWAY, Rejected)} == {"delete-ignored"}


def restarted(wire):
    """Begin again from a node that lost its memory."""
    again = wire.join(MN, client(name="mn again"))
    again.session = again.initiate(MN, GATEWAY, wire.now)
    wire.run(wire.now + 10 * SECOND)
    return again


def test_initial_contact_purges_what_the_peer_forgot():
    wire, _, gateway = pair(until=10 * SECOND)
    restarted(wire)
    assert [each.peer_identity for each in wire.of(GATEWAY, InitialContact)] == [
        "mn@example.com"
    ] * 2
    downs = wire.of(GATEWAY, ChildDown)
    assert [each.inbound_spi for each in downs] == [ups(wire, GATEWAY)[0].inbound.spi]
    assert len(gateway.sessions()) == 1


def test_initial_contact_may_be_ignored():
    wire, _, gateway = pair(gateway=server(honour_initial_contact=False), until=10 * SECOND)
    restarted(wire)
    assert wire.of(GATEWAY, ChildDown) == []
    assert len(gateway.sessions()) == 2


def test_a_second_association_says_no_initial_contact():
    wire, node, gateway = pair(until=10 * SECOND)
    node.initiate(MN, GATEWAY, wire.now)
    wire.run(20 * SECOND)
    assert len(wire.of(GATEWAY, InitialContact)) == 1
    assert len(ups(wire, GATEWAY)) == 2
    assert len(gateway.sessions()) == 2


def test_dead_peer_detection():
    interval = 30 * SECOND
    wire, _node, gateway = pair(gateway=server(dpd_interval_ns=interval), until=100 * SECOND)
    asked = [at for at, _, each in wire.sent if each.purpose == "IKE R-U-THERE"]
    assert len(asked) == 3
    assert len(gateway.sessions()) == 1
    del wire.endpoints[MN]
    wire.run(300 * SECOND)
    assert "taken for dead" in wire.of(GATEWAY, Failed)[0].because
    assert len(wire.of(GATEWAY, ChildDown)) == 1


def test_esp_that_is_heard_postpones_the_question():
    wire, _, gateway = pair(gateway=server(dpd_interval_ns=30 * SECOND), until=20 * SECOND)
    session = gateway.sessions()[0].name
    for at in range(20, 200, 10):
        wire.run(at * SECOND)
        gateway.heard(session, None, wire.now)
    assert "IKE R-U-THERE" not in wire.ladder()


@pytest.mark.parametrize("lost", [11, 12])
def test_a_lost_question_or_answer_is_no_death(lost):
    wire, _, gateway = pair(
        Wire(lost={lost}), gateway=server(dpd_interval_ns=30 * SECOND), until=60 * SECOND
    )
    assert wire.ladder()[11:13] == (
        ["IKE R-U-THERE"] * 2 if lost == 11 else ["IKE R-U-THERE", "IKE R-U-THERE-ACK"]
    )
    assert len(gateway.sessions()) == 1


def test_the_initiator_replaces_a_pair_before_it_expires():
    wire, _, _ = pair(node=client(child_lifetime=100), until=105 * SECOND)
    assert len(ups(wire)) == len(ups(wire, GATEWAY)) == 2
    assert works(ups(wire)[1], ups(wire, GATEWAY)[1])
    # Who began it notices first, and says so (RFC 2408 section 3.15).
    assert [each.because for each in wire.of(MN, ChildDown)] == ["its lifetime is over"]
    assert [each.because for each in wire.of(GATEWAY, ChildDown)] == ["the peer deleted it"]


@pytest.mark.parametrize("by", ["initiator", "responder", "both"])
def test_a_pair_that_is_being_replaced_when_phase_1_is_comes_through(by):
    """The old phase 1 is deleted, and what goes on under it would go with it."""
    times = {"child_lifetime": 100, "ike_lifetime": 100, "rekeyed_by": by}
    node, gateway = client(**times), server(**times)
    wire, _, _ = pair(node=node, gateway=gateway, until=480 * SECOND)
    for end in (MN, GATEWAY):
        gone = [each.inbound_spi for each in wire.of(end, ChildDown)]
        alive = [each for each in ups(wire, end) if each.inbound.spi not in gone]
        assert alive, f"nothing is left at {end}"
        assert wire.of(end, Failed) == []
        assert len(alive) <= 3, "pairs that nobody needs do not add up"
    assert works(ups(wire)[-1], ups(wire, GATEWAY)[-1])


@settings(max_examples=40)
@given(st.lists(st.binary(max_size=200), max_size=5), st.integers(0, 12))
def test_garbage_neither_raises_nor_disturbs(pieces, when):
    wire = Wire()
    node, gateway = wire.join(MN, client()), wire.join(GATEWAY, server())
    node.initiate(MN, GATEWAY, 0)
    wire.run(when * 50_000_000)
    heads = [b""] + [datagram.payload[:28] for _, _, datagram in wire.sent]
    for piece in pieces:
        for head in heads:
            forged = bytearray(head + piece)
            if head:
                forged[24:28] = len(forged).to_bytes(4, "big")
            gateway.receive(bytes(forged), MN, 500, GATEWAY, 500, wire.now)
            node.receive(bytes(forged), GATEWAY, 500, MN, 500, wire.now)
    wire.run(300 * SECOND)
    if when >= 4:  # before there are keys, anybody can spoil an exchange: RFC 2408 section 1.7
        assert ups(wire)
        assert works(ups(wire)[0], ups(wire, GATEWAY)[0])


@pytest.mark.parametrize("number", range(4, len(LADDER)))
def test_a_changed_octet_of_an_encrypted_message_is_refused(number):
    wire = Wire(lost={number})
    _, _, _ = pair(wire, until=1)
    wire.run(number * 50_000_000 + 1)
    datagram = wire.sent[number][2]
    receiver = wire.endpoints[datagram.destination]
    for place in (1, 12, 17, 23, 30, len(datagram.payload) - 1):
        changed = bytearray(datagram.payload)
        changed[place] ^= 1
        receiver.receive(
            bytes(changed),
            datagram.source,
            datagram.source_port,
            datagram.destination,
            datagram.destination_port,
            wire.now,
        )
    wire.run(200 * SECOND)
    assert len(wire.of(datagram.destination, Rejected)) >= 5
    assert works(ups(wire)[0], ups(wire, GATEWAY)[0])


def test_the_same_seed_gives_the_same_octets():
    ladders = []
    for _ in range(2):
        counter = iter(range(0x100, 0x200))
        configurations = {
            "node": client(allocate_spi=lambda: next(counter)),  # noqa: B023
            "gateway": server(allocate_spi=lambda: next(counter)),  # noqa: B023
        }
        ladders.append([each.payload for _, _, each in pair(**configurations)[0].sent])
    assert ladders[0] == ladders[1]
