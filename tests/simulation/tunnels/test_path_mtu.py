"""Path MTUs as soft state: RFC 1191 section 6.3."""

import pytest

from simulation.time import SECOND
from simulation.tunnels.path_mtu import UNKNOWN_MTU, PathMtu, mtu_below, quoted_body, tells_mtu
from simulation.tunnels.tunnel import Tunnel
from simulation.wire import ipv4
from tests.simulation.small_world import address, two_hosts

LIFETIME = 600 * SECOND


def test_only_what_is_smaller_is_learned():
    path = PathMtu()
    learned = [path.learn(mtu, "here", 0, LIFETIME) for mtu in (1400, 1400, 1450, 1300)]
    assert learned == [True, False, False, True]
    assert path.octets("here", 0) == 1300


def test_what_was_learned_last_is_believed_for_its_whole_time():
    path = PathMtu()
    path.learn(1400, "here", 0, LIFETIME)
    path.learn(1300, "here", 300 * SECOND, LIFETIME)
    assert path.octets("here", 900 * SECOND - 1) == 1300
    assert path.octets("here", 900 * SECOND) == UNKNOWN_MTU


def test_of_another_path_nothing_is_known():
    path = PathMtu()
    path.learn(1300, "here", 0, LIFETIME)
    assert path.octets("there", 1) == UNKNOWN_MTU
    path.learn(1400, "there", 1, LIFETIME)
    assert path.octets("there", 1) == 1400
    assert path.octets("here", 1) == UNKNOWN_MTU


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


@pytest.mark.parametrize(("octets", "body"), [(0, 0), (19, 0), (27, 0), (28, 8), (60, 40)])
def test_less_than_eight_octets_behind_the_header_are_none(octets, body):
    """RFC 792: every error quotes 8."""
    whole = ipv4.packet(1, 2, ipv4.ESP, bytes(range(40)))
    assert quoted_body(whole[:octets]) == bytes(range(body))


def test_what_lies_below_is_the_routes_device_but_not_the_tunnel_itself():
    _, a, _ = two_hosts(mtu=700)
    here, there, far = address("10.0.0.1"), address("10.0.0.2"), address("10.9.0.1")
    assert mtu_below(a, here, there) == 700
    assert mtu_below(a, here, far) == 1500, "there is no route"
    tunnel = Tunnel(a, "t", here, there, role="external-mip")
    a.route(None, tunnel)
    assert mtu_below(a, here, far) == 680
    assert mtu_below(a, here, far, but=tunnel) == 1500
