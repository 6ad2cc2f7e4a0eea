"""Replacing associations of both kinds, by either end and by both: RFC 7296 2.8, 2.18, 2.25."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.crypto.ikev2_keys import rekeyed_ike_sa_keys
from simulation.crypto.suites import SUITES
from simulation.ike.happenings import Succeeded
from simulation.wire import ikev2
from simulation.wire.address import Address
from simulation.wire.isakmp import header_of
from tests.simulation.ike.playbook import (
    GATEWAY,
    MN,
    SECOND,
    ChildDown,
    ChildUp,
    Failed,
    KeyMade,
    PeerMoved,
    Rejected,
    Wire,
    client,
    pair,
    server,
    works,
)

MN2 = Address.parse("203.0.113.9")


def both(wire=None, **changes):
    """Run an association for 10 s; return the wire and both ends, the node's first."""
    return pair(wire, node=client(version=2, **changes), gateway=server(), until=10 * SECOND)


def begin(end, what, now):
    session = end.sessions()[-1]
    if what == "child":
        session.rekey_child(session.children[0], now)
    else:
        session.rekey(now)


def agreed(node, gateway):
    """Return whether both ends hold one association with the same pair, and it works."""
    ends = node.sessions(), gateway.sessions()
    if [len(each) for each in ends] != [1, 1] or ends[0][0].name != ends[1][0].name:
        return False
    children = [each[0].children for each in ends]
    return [len(each) for each in children] == [1, 1] and works(children[0][0], children[1][0])


@pytest.mark.parametrize("what", ["child", "ike"])
@pytest.mark.parametrize("who", [0, 1])
def test_either_end_may_replace_either_kind(who, what):
    wire, *ends = both()
    old = ends[0].sessions()[0]
    kept = old.name, old.children[0].inbound.spi
    begin(ends[who], what, wire.now)
    wire.run(20 * SECOND)
    assert agreed(*ends)
    new = ends[0].sessions()[0]
    changed = kept[0] != new.name, kept[1] != new.children[0].inbound.spi
    assert changed == (what == "ike", what == "child")
    label, deletion = {"child": ("ESP", "DELETE of ESP"), "ike": ("IKE", "DELETE")}[what]
    assert wire.ladder()[4:] == [
        f"IKE CREATE_CHILD_SA request, rekeying {label}",
        "IKE CREATE_CHILD_SA response",
        f"IKE {deletion}",
        "IKE INFORMATIONAL response",
    ]


def test_the_request_names_the_pair_by_what_its_sender_receives_on():
    """RFC 7296 section 1.3.3."""
    wire, node, _ = both()
    spi = node.sessions()[0].children[0].inbound.spi
    begin(node, "child", wire.now)
    wire.run(20 * SECOND)
    octets = wire.sent[4][2].plaintext
    first = ikev2.payloads(header_of(octets).next_payload, octets)[0].header
    assert (first.type, first.protocol, first.spi) == (16393, 3, spi.to_bytes(4, "big"))


@pytest.mark.parametrize("who", [0, 1])
def test_a_replacement_has_the_selectors_of_what_it_replaces(who):
    """Section 2.9.2: a gateway's 0.0.0.0/0 is not narrowed to the address of the client."""
    wire, *ends = both()
    begin(ends[who], "child", wire.now)
    wire.run(20 * SECOND)
    for end in (MN, GATEWAY):
        first, second = wire.of(end, ChildUp)
        assert first.local_selector == second.local_selector
        assert first.remote_selector == second.remote_selector
        assert second.replaces == first.inbound.spi


def test_the_end_that_answers_sends_by_the_old_pair_until_the_new_one_is_confirmed():
    wire, node, _ = both()
    begin(node, "child", wire.now)
    wire.run(20 * SECOND)
    assert [each.confirmed for each in wire.of(MN, ChildUp)] == [True, True]
    assert [each.confirmed for each in wire.of(GATEWAY, ChildUp)] == [True, False]


def test_the_old_pair_takes_packets_until_it_is_deleted():
    wire, node, gateway = both()
    old = gateway.sessions()[0].children[0]
    begin(node, "child", wire.now)
    wire.run(wire.now + 120_000_000)
    assert len(wire.of(MN, ChildUp)) == 2
    assert wire.of(MN, ChildDown) == []
    assert old in gateway.sessions()[0].children
    wire.run(20 * SECOND)
    assert [each.because for each in wire.of(MN, ChildDown)] == ["replaced, and the peer knows"]
    assert [each.because for each in wire.of(GATEWAY, ChildDown)] == ["the peer deleted it"]


@pytest.mark.parametrize("slug", sorted(SUITES))
def test_the_keys_of_a_successor_come_from_the_old_ones(slug):
    """Section 2.18, recomputed from what the messages carried."""
    wire, node, _ = pair(
        node=client(version=2, suite=slug), gateway=server(suite=slug), until=10 * SECOND
    )
    first = node.sessions()[0].keys
    begin(node, "ike", wire.now)
    wire.run(20 * SECOND)
    session = node.sessions()[0]
    here, there = (
        [each for each in wire.of(end, KeyMade) if each.purpose == "IKE"][1]
        for end in (MN, GATEWAY)
    )
    assert here.secret == there.secret
    assert here.secret["sk_d"] == session.keys.sk_d.hex() != first.sk_d.hex()
    other = rekeyed_ike_sa_keys(session.suite, first, b"\x01", b"\x02", session.spis)
    assert other != session.keys


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("what", ["child", "ike"])
def test_of_two_at_once_one_survives(what, seed):
    """Sections 2.8.1 and 2.8.2: the lowest of four nonces decides which."""
    wire, *ends = pair(
        node=client(version=2, name=f"mn {seed}"), gateway=server(), until=10 * SECOND
    )
    for end in ends:
        begin(end, what, wire.now)
    wire.run(20 * SECOND)
    assert agreed(*ends)
    asked = [each for each in wire.ladder() if "rekeying" in each]
    assert len(asked) == 2


@pytest.mark.parametrize("lost", range(4, 12))
@pytest.mark.parametrize("what", ["child", "ike"])
def test_of_two_at_once_one_survives_whatever_is_lost(what, lost):
    wire, *ends = both(Wire(lost={lost}))
    for end in ends:
        begin(end, what, wire.now)
    wire.run(100 * SECOND)
    assert agreed(*ends)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.sampled_from(["child", "ike"]), st.integers(0, 200)),
        max_size=6,
    ),
    st.sets(st.integers(4, 40), max_size=6),
)
def test_whatever_is_asked_for_and_lost_both_ends_agree(asked, lost):
    wire, *ends = both(Wire(lost=lost))
    for who, what, milliseconds in asked:
        if all(end.sessions() and end.sessions()[-1].children for end in ends):
            begin(ends[who], what, wire.now)
        wire.run(wire.now + milliseconds * 1_000_000)
    wire.run(wire.now + 300 * SECOND)
    assert agreed(*ends)


def test_a_successor_inherits_children_and_says_so():
    wire, node, gateway = both()
    old, child = node.sessions()[0], node.sessions()[0].children[0]
    begin(gateway, "ike", wire.now)
    wire.run(20 * SECOND)
    new = node.sessions()[0]
    assert new.children == [child]
    assert old.children == []
    told = wire.of(MN, Succeeded)
    assert [(each.session, each.by) for each in told] == [(old.name, new.name)]
    assert (new.address, new.peer_identity, new.began) == (old.address, old.peer_identity, True)


def test_the_client_moves_after_the_gateway_replaced_the_association():
    """RFC 4555 section 2.2: who began the first association is its initiator for good."""
    wire, node, gateway = both()
    begin(gateway, "ike", wire.now)
    wire.run(20 * SECOND)
    wire.endpoints[MN2] = wire.endpoints.pop(MN)
    wire.happened[MN2] = wire.happened.pop(MN)
    node.move(node.sessions()[0].name, MN2, wire.now)
    wire.run(30 * SECOND)
    assert wire.of(GATEWAY, PeerMoved)[-1].peer == MN2
    assert agreed(node, gateway)


def test_a_move_while_the_association_is_being_replaced_is_told_by_the_successor():
    wire, node, gateway = both()
    begin(node, "ike", wire.now)
    wire.endpoints[MN2] = wire.endpoints.pop(MN)
    wire.happened[MN2] = wire.happened.pop(MN)
    node.move(node.sessions()[0].name, MN2, wire.now)
    wire.run(30 * SECOND)
    assert wire.of(GATEWAY, PeerMoved)[-1].peer == MN2
    assert agreed(node, gateway)


def test_an_unknown_pair_is_not_found_and_made_anew():
    """Section 2.25: the SPI comes back, and the asker begins from scratch."""
    wire, node, gateway = both()
    there = gateway.sessions()[0]
    there.drop_child(there.children[0], "the test takes it away")
    begin(node, "child", wire.now)
    wire.run(20 * SECOND)
    assert "no pair has the SPI" in wire.of(GATEWAY, Rejected)[-1].detail
    assert agreed(node, gateway)


def test_a_request_meets_a_temporary_failure_and_is_made_again_later():
    wire, node, gateway = both()
    begin(node, "ike", wire.now)
    begin(gateway, "child", wire.now)
    wire.run(15 * SECOND)
    assert any("being replaced" in each.detail for each in wire.of(MN, Rejected))
    wire.run(40 * SECOND)
    assert agreed(node, gateway)
    assert len(wire.of(MN, ChildUp)) == 2


def test_lifetimes_are_kept_by_replacing():
    configuration = {"child_lifetime": 20, "ike_lifetime": 50}
    wire, node, gateway = pair(
        node=client(version=2, **configuration),
        gateway=server(**configuration),
        until=200 * SECOND,
    )
    assert agreed(node, gateway)
    assert len(wire.of(MN, ChildUp)) == 12
    assert len(wire.of(MN, Succeeded)) == 4
    assert wire.of(MN, Failed) == wire.of(GATEWAY, Failed) == []


@pytest.mark.parametrize(("by", "asked"), [("initiator", MN), ("responder", GATEWAY)])
def test_the_end_that_is_to_replaces(by, asked):
    told = {"child_lifetime": 20, "rekeyed_by": by}
    wire, *_ = pair(node=client(version=2, **told), gateway=server(**told), until=30 * SECOND)
    assert {sender for _, sender, each in wire.sent if "rekeying" in each.purpose} == {asked}


def test_both_ends_replace_at_once_and_go_on():
    told = {"child_lifetime": 20, "ike_lifetime": 50, "rekeyed_by": "both"}
    wire, *ends = pair(node=client(version=2, **told), gateway=server(**told), until=200 * SECOND)
    assert agreed(*ends)
    assert {sender for _, sender, each in wire.sent if "rekeying" in each.purpose} == {MN, GATEWAY}
