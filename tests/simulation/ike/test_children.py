"""How both versions install a pair, and when they replace it."""

import pytest

from simulation.ike.children import rekey_at
from tests.simulation.ike.playbook import (
    GATEWAY,
    MN,
    SECOND,
    ChildUp,
    KeyMade,
    client,
    pair,
    server,
)


def test_a_tenth_of_the_lifetime_is_left_when_it_is_replaced():
    assert rekey_at(5 * SECOND, 100) == 95 * SECOND


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("by", ["initiator", "responder", "both"])
def test_only_an_end_that_replaces_has_a_time_for_it(version, by):
    told = {"rekeyed_by": by}
    _, node, gateway = pair(
        node=client(version=version, **told), gateway=server(**told), until=10 * SECOND
    )
    ends = [each.sessions()[0] for each in (node, gateway)]
    expected = [by != "responder", by != "initiator"]
    assert [each.children[0].rekey_ns is not None for each in ends] == expected
    assert [each.rekey_ns is not None for each in ends] == expected


@pytest.mark.parametrize("version", [1, 2])
def test_both_ends_tell_the_keys_of_both_directions(version):
    wire, *_ = pair(node=client(version=version), until=10 * SECOND)
    here, there = (
        {each.key: each.secret for each in wire.of(end, KeyMade) if each.purpose == "ESP"}
        for end in (MN, GATEWAY)
    )
    assert here == there
    assert len(here) == 2


@pytest.mark.parametrize("version", [1, 2])
def test_a_pair_beside_the_others_replaces_nothing_and_is_ready(version):
    wire, *_ = pair(node=client(version=version), until=10 * SECOND)
    up = wire.of(GATEWAY, ChildUp)[0]
    assert (up.replaces, up.confirmed) == (0, True)
