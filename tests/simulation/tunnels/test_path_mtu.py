"""Path MTUs as soft state: RFC 1191 section 6.3."""

import pytest

from simulation.time import SECOND
from simulation.tunnels.path_mtu import MTU_LIFETIME, UNKNOWN_MTU, PathMtu, tells_mtu
from tests.simulation.small_world import two_hosts


def learning():
    world, a, _ = two_hosts()
    lowered = []
    path = PathMtu(a, lambda: lowered.append(path.octets))
    return world, path, lowered


def test_only_what_is_smaller_is_learned_and_told():
    _, path, lowered = learning()
    for mtu in (1400, 1400, 1450, 1300):
        path.learn(mtu)
    assert path.octets == 1300
    assert lowered == [1400, 1300]


def test_what_was_learned_last_is_believed_for_its_whole_time():
    world, path, _ = learning()
    path.learn(1400)
    world.run(300)
    path.learn(1300)
    world.run(MTU_LIFETIME / SECOND + 1)
    assert path.octets == 1300
    world.run(MTU_LIFETIME / SECOND + 301)
    assert path.octets == UNKNOWN_MTU


@pytest.mark.parametrize(
    ("kind", "code", "mtu", "quoted", "tells"),
    [
        (3, 4, 1400, 28, True),
        (3, 1, 1400, 28, False),
        (11, 4, 1400, 28, False),
        (3, 4, 1400, 19, False),
        (3, 4, 68, 20, True),
        (3, 4, 67, 28, False),
        (3, 4, 0, 28, False),
    ],
)
def test_an_error_tells_an_mtu_only_where_it_quotes_a_packet_and_names_one(
    kind, code, mtu, quoted, tells
):
    """RFC 1191 section 4; a router of before RFC 1191 names 0."""
    assert tells_mtu(kind, code, mtu, bytes(quoted)) is tells
