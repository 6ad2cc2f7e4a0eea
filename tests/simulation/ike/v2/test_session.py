"""Whole IKEv2 associations, and MOBIKE, over a wire that loses, copies, translates and forges."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    PeerMoved,
    Rejected,
    Wire,
    client,
    pair,
    server,
    works,
)

LADDER = [
    "IKE_SA_INIT request",
    "IKE_SA_INIT response",
    "IKE_AUTH request",
    "IKE_AUTH response",
]
MN2 = Address.parse("203.0.113.9")


def client2(**changes):
    return client(version=2, **changes)


def pair2(wire=None, **changes):
    changes.setdefault("node", client2())
    return pair(wire, **changes)


def ups(wire, address=MN):
    return wire.of(address, ChildUp)


def move(wire, node, address=MN2, *, seconds=100):
    """Give the node another address, at both ends of its own link."""
    old = next(each for each, endpoint in wire.endpoints.items() if endpoint is node)
    wire.endpoints[address] = wire.endpoints.pop(old)
    wire.happened[address] = wire.happened.pop(old)
    node.move(node.session, address, wire.now)
    wire.run(wire.now + seconds * SECOND)


def test_the_ladder():
    wire, _, _ = pair2()
    assert wire.ladder() == LADDER
    here, there = ups(wire)[0], ups(wire, GATEWAY)[0]
    assert works(here, there)
    assert here.local_selector == there.remote_selector == Prefix.host(INNER)
    assert here.remote_selector == Prefix.parse("0.0.0.0/0")
    assert there.peer_identity == "mn@example.com"
    # RFC 4555 section 3.3: port 4500 even without a NAT, but ESP stays plain.
    assert [each.source_port for _, _, each in wire.sent] == [500, 500, 4500, 4500]
    assert not here.udp_encapsulation


def test_without_mobike_the_ports_stay():
    wire, _, _ = pair2(node=client2(mobike=False))
    assert {each.source_port for _, _, each in wire.sent} == {500}


def test_without_an_address_from_the_pool():
    wire, _, _ = pair2(node=client2(request_address=False), gateway=server(pool={}))
    assert ups(wire)[0].local_selector == Prefix.host(MN)


@pytest.mark.parametrize("suite", ["3des-sha1", "aes-gcm"])
def test_other_suites(suite):
    wire, _, _ = pair2(node=client2(suite=suite), gateway=server(suite=suite))
    assert works(ups(wire)[0], ups(wire, GATEWAY)[0])


def test_transport_mode():
    node = client2(request_address=False, transport_mode=True)
    wire, _, _ = pair2(node=node, gateway=server(pool={}, transport_mode=True))
    assert ups(wire)[0].transport
    assert ups(wire, GATEWAY)[0].transport


@pytest.mark.parametrize("number", range(4))
def test_any_one_message_may_be_lost(number):
    wire, _, _ = pair2(Wire(lost={number}))
    assert len(ups(wire)) == len(ups(wire, GATEWAY)) == 1
    assert works(ups(wire)[0], ups(wire, GATEWAY)[0])
    lost = wire.sent[number][2].payload
    assert sum(datagram.payload == lost for _, _, datagram in wire.sent) == 2


def test_everything_may_arrive_more_than_once():
    wire, node, gateway = pair2(Wire(copies=3))
    assert len(ups(wire)) == len(ups(wire, GATEWAY)) == 1
    assert works(ups(wire)[0], ups(wire, GATEWAY)[0])
    assert len(node.sessions()) == len(gateway.sessions()) == 1


@settings(max_examples=30)
@given(st.sets(st.integers(0, 30), max_size=20), st.integers(1, 2))
def test_whatever_is_lost_both_ends_agree(lost, copies):
    gateway = server(return_routability="off")
    wire, node, gateway = pair2(Wire(lost=lost, copies=copies), gateway=gateway, until=400 * SECOND)
    move(wire, node)
    assert ups(wire, MN2) or wire.of(MN2, Failed)
    moved = wire.of(GATEWAY, PeerMoved)
    if node.sessions() and gateway.sessions():
        assert works(ups(wire, MN2)[-1], ups(wire, GATEWAY)[-1])
        assert moved
        assert moved[-1].peer == MN2


def test_a_wrong_key_is_answered():
    wire, node, gateway = pair2(node=client2(group_key=b"something else"))
    assert wire.of(MN, Failed)[0].because == "the peer says AUTHENTICATION_FAILED"
    assert wire.of(GATEWAY, Rejected)[0].detail == "the peer does not hold the pre-shared key"
    assert node.sessions() == gateway.sessions() == []
    assert len(wire.sent) == 4


def test_a_gateway_with_a_wrong_key_is_not_believed():
    keys = {"keys": {MN: b"right"}, "group_key": b"wrong"}
    wire, _, _ = pair2(node=client2(group_key=b"right"), gateway=server(**keys))
    assert ups(wire)
    # An endpoint whose own key is right for what it receives but proves itself with another.
    wire = Wire()
    node, gateway = wire.join(MN, client2(group_key=b"right")), wire.join(GATEWAY, server(**keys))
    session = node.initiate(MN, GATEWAY, 0)
    wire.run(120_000_000)
    assert gateway.sessions()
    for _, _, datagram in wire.sent[1:2]:
        assert datagram.purpose == LADDER[1]
    wire.run(SECOND)
    broken = bytearray(wire.sent[-1][2].payload)
    broken[-1] ^= 1
    node.receive(bytes(broken), GATEWAY, 4500, MN, 4500, SECOND)
    assert session in {each.name for each in node.sessions()}


def test_no_key_for_that_address():
    wire, _, _ = pair2(gateway=server(group_key=None))
    assert "no pre-shared key" in wire.of(GATEWAY, Rejected)[0].detail
    assert wire.of(MN, Failed)[0].because == "no answer to IKE_SA_INIT"


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"suite": "3des-sha1"}, "NO_PROPOSAL_CHOSEN"),
        ({"dh_group": 14}, "NO_PROPOSAL_CHOSEN"),
        ({"suite": "aes-gcm"}, "NO_PROPOSAL_CHOSEN"),
    ],
)
def test_nothing_acceptable(changes, because):
    wire, node, gateway = pair2(node=client2(**changes))
    assert because in wire.of(MN, Failed)[0].because
    assert node.sessions() == gateway.sessions() == []


def test_selectors_are_narrowed():
    node = client2(request_address=False, local_selector=Prefix.parse("10.1.0.0/16"))
    home = Prefix.parse("10.1.0.0/24")
    wire, _, _ = pair2(node=node, gateway=server(pool={}, accepted_selectors=(home,)))
    assert ups(wire)[0].local_selector == ups(wire, GATEWAY)[0].remote_selector == home


def test_selectors_that_may_not_be_used():
    node = client2(request_address=False, local_selector=Prefix.parse("10.2.0.0/24"))
    home = Prefix.parse("10.1.0.0/24")
    wire, _, _ = pair2(node=node, gateway=server(pool={}, accepted_selectors=(home,)))
    assert wire.of(MN, Failed)[0].because == "the peer says TS_UNACCEPTABLE"


def test_no_address_in_the_pool():
    wire, _, gateway = pair2(gateway=server(pool={}))
    assert wire.of(MN, Failed)[0].because == "the peer assigns no inner address"
    assert gateway.sessions() == []


def test_a_nat():
    wire, _, _ = pair2(Wire(nat=True), local=NAT_INSIDE)
    here, there = ups(wire, NAT_INSIDE)[0], ups(wire, GATEWAY)[0]
    assert works(here, there)
    assert here.udp_encapsulation
    assert there.udp_encapsulation
    assert (there.peer, there.peer_port) == (NAT_OUTSIDE, 44500)


def test_another_child():
    wire, node, _ = pair2(until=10 * SECOND)
    node.add_child(node.session, None, None, wire.now)
    wire.run(20 * SECOND)
    assert wire.ladder()[4:] == ["IKE CREATE_CHILD_SA request", "IKE CREATE_CHILD_SA response"]
    assert works(ups(wire)[1], ups(wire, GATEWAY)[1])


def test_another_child_with_forward_secrecy():
    wire, node, _ = pair2(
        node=client2(quick_mode_group=5), gateway=server(quick_mode_group=5), until=10 * SECOND
    )
    node.add_child(node.session, None, None, wire.now)
    wire.run(20 * SECOND)
    assert works(ups(wire)[1], ups(wire, GATEWAY)[1])


def test_delete_is_acknowledged():
    wire, node, gateway = pair2(until=10 * SECOND)
    node.delete(node.session, wire.now)
    wire.run(20 * SECOND)
    assert wire.ladder()[4:] == ["IKE DELETE", "IKE INFORMATIONAL response"]
    assert len(wire.of(GATEWAY, ChildDown)) == len(wire.of(MN, ChildDown)) == 1
    assert node.sessions() == gateway.sessions() == []


@pytest.mark.parametrize("lost", [4, 5])
def test_a_lost_delete_is_sent_again(lost):
    wire, node, gateway = pair2(Wire(lost={lost}), until=10 * SECOND)
    node.delete(node.session, wire.now)
    wire.run(200 * SECOND)
    assert len(wire.of(GATEWAY, ChildDown)) == 1
    assert node.sessions() == gateway.sessions() == []


def test_initial_contact():
    wire, _, gateway = pair2(until=10 * SECOND)
    again = wire.join(MN, client2(name="mn again"))
    again.initiate(MN, GATEWAY, wire.now)
    wire.run(20 * SECOND)
    assert len(wire.of(GATEWAY, InitialContact)) == 2
    assert len(wire.of(GATEWAY, ChildDown)) == 1
    assert len(gateway.sessions()) == 1


def test_dead_peer_detection():
    wire, _, gateway = pair2(gateway=server(dpd_interval_ns=30 * SECOND), until=100 * SECOND)
    assert wire.ladder().count("IKE liveness check") == 3
    del wire.endpoints[MN]
    wire.run(300 * SECOND)
    assert "taken for dead" in wire.of(GATEWAY, Failed)[0].because
    assert gateway.sessions() == []


# -- MOBIKE ------------------------------------------------------------------------------------


def test_an_update_moves_both_ends_in_one_round_trip():
    wire, node, _ = pair2(gateway=server(return_routability="off"), until=10 * SECOND)
    move(wire, node)
    assert wire.ladder()[4:] == ["IKE UPDATE_SA_ADDRESSES", "IKE INFORMATIONAL response"]
    here, there = wire.of(MN2, PeerMoved), wire.of(GATEWAY, PeerMoved)
    assert [(each.local, each.udp_encapsulation) for each in here] == [(MN2, False)]
    assert [(each.peer, each.udp_encapsulation) for each in there] == [(MN2, False)]
    assert len(ups(wire, MN2)) == 1


@pytest.mark.parametrize(("policy", "when"), [("off", 50), ("after", 50), ("before", 150)])
def test_return_routability(policy, when):
    wire, node, gateway = pair2(gateway=server(return_routability=policy), until=10 * SECOND)
    old = next(each for each, endpoint in wire.endpoints.items() if endpoint is node)
    wire.endpoints[MN2] = wire.endpoints.pop(old)
    wire.happened[MN2] = wire.happened.pop(old)
    node.move(node.session, MN2, wire.now)
    wire.run(wire.now + (when - 1) * 1_000_000)
    assert wire.of(GATEWAY, PeerMoved) == []
    wire.run(wire.now + 2_000_000)
    assert len(wire.of(GATEWAY, PeerMoved)) == 1
    wire.run(wire.now + SECOND)
    cookies = [] if policy == "off" else ["IKE COOKIE2", "IKE INFORMATIONAL response"]
    assert wire.ladder()[4:] == [
        "IKE UPDATE_SA_ADDRESSES",
        "IKE INFORMATIONAL response",
        *cookies,
    ]
    assert len(gateway.sessions()) == 1


@pytest.mark.parametrize("policy", ["off", "after", "before"])
@pytest.mark.parametrize("number", [4, 5, 6, 7])
def test_any_one_message_of_an_update_may_be_lost(policy, number):
    wire, node, _ = pair2(
        Wire(lost={number}), gateway=server(return_routability=policy), until=10 * SECOND
    )
    move(wire, node)
    assert wire.of(GATEWAY, PeerMoved)[-1].peer == MN2
    assert len(wire.of(GATEWAY, PeerMoved)) == 1


@pytest.mark.parametrize(
    ("policy", "peers"), [("before", []), ("after", ["198.51.100.99", str(MN)])]
)
def test_an_address_that_nobody_answers_at(policy, peers):
    """The address in the IP header was forged on the way: the pseudo-NAT attack."""
    victim = Address.parse("198.51.100.99")
    wire, node, gateway = pair2(gateway=server(return_routability=policy), until=10 * SECOND)
    node.move(node.session, MN2, wire.now)
    datagram = node.drain()[0][0]
    gateway.receive(datagram.payload, victim, 4500, GATEWAY, 4500, wire.now)
    wire.run(wire.now + 100 * SECOND)
    assert [str(each.peer) for each in wire.of(GATEWAY, PeerMoved)] == peers
    assert wire.of(GATEWAY, Rejected)[-1].reason == "return-routability"


def test_no_nats_allowed_refuses_a_translated_update():
    node = client2(no_nats_allowed=True, nat_traversal=False)
    gateway = server(nat_traversal=False, no_nats_allowed=True)
    wire, node, gateway = pair2(node=node, gateway=gateway, until=10 * SECOND)
    assert len(ups(wire)) == 1
    wire.nat = True
    move(wire, node, NAT_INSIDE)
    assert wire.of(GATEWAY, PeerMoved) == []
    assert wire.of(GATEWAY, Rejected)[0].reason == "policy"
    assert wire.ladder().count("IKE UPDATE_SA_ADDRESSES") == 4
    assert "none is allowed" in wire.of(NAT_INSIDE, Failed)[0].because


def test_no_nats_allowed_refuses_a_translated_beginning():
    node = client2(no_nats_allowed=True, nat_traversal=False)
    wire, _, _ = pair2(Wire(nat=True), local=NAT_INSIDE, node=node)
    assert "UNEXPECTED_NAT_DETECTED" in wire.of(NAT_INSIDE, Failed)[0].because


def test_moving_behind_a_nat_and_out_again():
    wire, node, _ = pair2(until=10 * SECOND)
    wire.nat = True
    move(wire, node, NAT_INSIDE)
    here, there = wire.of(NAT_INSIDE, PeerMoved), wire.of(GATEWAY, PeerMoved)
    assert [each.udp_encapsulation for each in here] == [False, True]
    assert (there[-1].peer, there[-1].peer_port) == (NAT_OUTSIDE, 44500)
    assert there[-1].udp_encapsulation
    wire.nat = False
    move(wire, node, MN2)
    assert not wire.of(MN2, PeerMoved)[-1].udp_encapsulation
    assert not wire.of(GATEWAY, PeerMoved)[-1].udp_encapsulation


def test_a_second_move_before_the_first_is_acknowledged():
    wire, node, _ = pair2(Wire(lost={4}), until=10 * SECOND)
    third = Address.parse("203.0.113.77")
    move(wire, node, seconds=0)
    move(wire, node, third)
    assert wire.of(GATEWAY, PeerMoved)[-1].peer == third
    assert wire.ladder().count("IKE UPDATE_SA_ADDRESSES") >= 2


def test_the_responder_does_not_follow_ike_where_mobike_was_agreed():
    wire, node, gateway = pair2(node=client2(dpd_interval_ns=30 * SECOND), until=10 * SECOND)
    wire.run(35 * SECOND)
    question = next(each for _, _, each in wire.sent if "liveness" in each.purpose)
    assert gateway.sessions()[0].path.peer == MN
    wire, node, gateway = pair2(until=10 * SECOND)
    session = node.sessions()[0]
    session.path = session.path._replace(local=MN2)
    node.add_child(node.session, None, None, wire.now)
    wire.run(11 * SECOND)
    assert gateway.sessions()[0].path.peer == MN
    assert question


def test_a_changed_nat_mapping_is_noticed_by_asking():
    node = client2(dpd_interval_ns=20 * SECOND)
    wire, node, _ = pair2(Wire(nat=True), local=NAT_INSIDE, node=node, until=50 * SECOND)
    wire.mapping = 50000
    wire.run(100 * SECOND)
    assert wire.of(GATEWAY, PeerMoved)[-1].peer_port == 54500


def test_a_translator_that_leaves_after_the_update_is_noticed_by_asking():
    wire, node, _ = pair2(node=client2(dpd_interval_ns=20 * SECOND), until=10 * SECOND)
    wire.nat = True
    move(wire, node, NAT_INSIDE, seconds=5)
    assert wire.of(GATEWAY, PeerMoved)[-1].peer == NAT_OUTSIDE
    wire.nat = False
    wire.run(wire.now + 30 * SECOND)
    assert wire.of(GATEWAY, PeerMoved)[-1].peer == NAT_INSIDE


# -- translators, and which end goes after what -----------------------------------------------


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(
    ("follow", "ike", "esp"),
    [("ike-and-esp", True, True), ("ike", True, False), ("nothing", False, False)],
)
def test_a_gateway_goes_after_a_new_mapping_as_far_as_it_is_told(version, follow, ike, esp):
    """RFC 7296 section 2.23, RFC 3947 section 7; with IKE alone, data are dead."""
    node = client(version=version, mobike=False, dpd_interval_ns=20 * SECOND)
    told = server(follow_nat=follow, nat_traversal=True)
    wire, _, gateway = pair(Wire(nat=True), local=NAT_INSIDE, node=node, gateway=told, until=SECOND)
    wire.mapping = 50000
    wire.run(25 * SECOND)
    assert (gateway.sessions()[0].path.peer_port == 54500) is ike
    moved = [each.peer_port for each in wire.of(GATEWAY, PeerMoved)]
    assert moved == ([54500] if esp else [])


def test_an_end_behind_a_nat_goes_after_nobody():
    """RFC 7296 section 2.23: anybody could lead it away."""
    _wire, node, _ = pair2(Wire(nat=True), local=NAT_INSIDE, node=client2(mobike=False))
    session = node.sessions()[0]
    session.nat_peer = True
    elsewhere = session.path._replace(peer=Address.parse("198.51.100.99"))
    session.go_after(elsewhere)
    assert session.path.peer == GATEWAY
    session.nat_local = False
    session.go_after(elsewhere)
    assert session.path == elsewhere


def test_authentic_esp_shows_where_a_peer_is_now():
    wire, _, gateway = pair2(Wire(nat=True), local=NAT_INSIDE, node=client2(mobike=False))
    session = gateway.sessions()[0]
    elsewhere = session.path._replace(peer_port=60000)
    assert gateway.heard(session.name, elsewhere, wire.now)
    wire.flush()
    assert wire.of(GATEWAY, PeerMoved)[-1].peer_port == 60000


def test_where_mobike_was_agreed_on_esp_shows_nothing():
    wire, _, gateway = pair2(Wire(nat=True), local=NAT_INSIDE)
    session = gateway.sessions()[0]
    before = session.path
    assert not gateway.heard(session.name, before._replace(peer_port=60000), wire.now)
    assert session.path == before


def test_without_mobike_a_move_is_silent():
    wire, node, _ = pair2(node=client2(mobike=False), until=10 * SECOND)
    move(wire, node)
    assert len(wire.sent) == 4


@settings(max_examples=40)
@given(st.lists(st.binary(max_size=200), max_size=5), st.integers(0, 5))
def test_garbage_neither_raises_nor_disturbs(pieces, when):
    wire = Wire()
    node, gateway = wire.join(MN, client2()), wire.join(GATEWAY, server())
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
    if when >= 2:
        assert works(ups(wire)[0], ups(wire, GATEWAY)[0])


@pytest.mark.parametrize("number", [2, 3])
def test_a_changed_octet_is_refused(number):
    wire = Wire(lost={number})
    pair2(wire, until=1)
    wire.run(number * 50_000_000 + 1)
    datagram = wire.sent[number][2]
    receiver = wire.endpoints[datagram.destination]
    for place in (9, 17, 18, 23, 29, 40, len(datagram.payload) - 1):
        changed = bytearray(datagram.payload)
        changed[place] ^= 1
        facts = (datagram.source, 4500, datagram.destination, 4500)
        receiver.receive(bytes(changed), *facts, wire.now)
    wire.run(200 * SECOND)
    assert len(wire.of(datagram.destination, Rejected)) >= 5
    assert works(ups(wire)[0], ups(wire, GATEWAY)[0])
