"""How long packets may be: RFC 1191 section 6.5, RFC 4821 sections 7.2 to 7.7."""

import pytest

from simulation.roles.tcp.discovery import (
    CLOSE_ENOUGH,
    HEADERS,
    SEARCH_AGAIN,
    PathMtuDiscovery,
    Probing,
)
from tests.simulation.small_world import two_hosts


def discovery(probing=Probing.OFF, mtu=1500):
    _, a, _ = two_hosts()
    made = PathMtuDiscovery(a, "test", 1500, probing)
    return made, made.begin(mtu)


def search(made, path, now=0):
    """Probe until no more is to be found, on a path that takes *path* octets; return the probes."""
    probes = []
    while segment := made.probe(now):
        probes.append(segment + HEADERS)
        if segment + HEADERS <= path:
            made.came(segment, now)
        else:
            made.lost(segment, now)
    return probes


@pytest.mark.parametrize("probing", [Probing.OFF, Probing.BLACK_HOLE])
def test_a_host_that_does_not_probe_begins_with_what_both_ends_take(probing):
    made, segment = discovery(probing, 1240)
    assert segment == 1200
    assert made.probe(0) == 0


def test_a_host_that_probes_begins_with_1024_octets():
    """RFC 4821 section 7.2."""
    assert discovery(Probing.ALWAYS)[1] == 1024 - HEADERS
    assert discovery(Probing.ALWAYS, 576)[1] == 576 - HEADERS


@pytest.mark.parametrize("path", [1024, 1025, 1300, 1400, 1499, 1500])
def test_the_search_finds_what_the_path_takes_in_few_probes(path):
    made, _ = discovery(Probing.ALWAYS)
    assert len(search(made, path)) <= 6
    assert path - CLOSE_ENOUGH <= made.path_mtu <= path


def test_the_search_begins_anew_after_ten_minutes():
    """RFC 4821 section 7.3; what had passed is not tried again."""
    made, _ = discovery(Probing.ALWAYS)
    search(made, 1300)
    found = made.path_mtu
    assert made.probe(SEARCH_AGAIN - 1) == 0
    assert min(search(made, 1500, SEARCH_AGAIN)) > found
    assert made.path_mtu > 1500 - CLOSE_ENOUGH
    made, _ = discovery(Probing.ALWAYS, 1030)
    assert search(made, 1500) == [] == search(made, 1500, SEARCH_AGAIN)


def test_at_the_third_retransmission_it_is_a_black_hole():
    """RFC 4821 section 7.7: first what passes nearly everywhere, then halves, 68 at least."""
    made, _ = discovery(Probing.BLACK_HOLE)
    sizes = [made.silent(number) + HEADERS for number in range(1, 10)]
    assert sizes == [1500, 1500, 1024, 512, 256, 128, 68, 68, 68]
    assert made.probe(0), "and from then on it looks for the right one"


def test_what_had_passed_before_a_black_hole_is_given_up_for_1024_octets_first():
    """RFC 4821 section 7.7: the path may have become another."""
    made, _ = discovery(Probing.ALWAYS)
    search(made, 1400)
    assert [made.silent(number) + HEADERS for number in (3, 4)] == [1024, 512]


def test_a_search_after_a_black_hole_finds_what_the_path_takes():
    made, _ = discovery(Probing.BLACK_HOLE)
    made.silent(3)
    search(made, 1420)
    assert 1420 - CLOSE_ENOUGH <= made.path_mtu <= 1420


def test_a_host_that_does_not_probe_stays_in_the_black_hole():
    made, segment = discovery()
    assert [made.silent(number) for number in range(1, 8)] == [segment] * 7


def test_what_icmp_tells_ends_the_search_above_it():
    made, _ = discovery(Probing.ALWAYS)
    assert made.heard(1300, 1500) == 1024 - HEADERS, "what is sent already passes"
    assert max(search(made, 1500)) <= 1300
    assert made.heard(600, 1024) == 600 - HEADERS


def test_without_an_mtu_in_it_icmp_tells_the_next_plateau():
    """RFC 1191 section 7."""
    made, _ = discovery()
    assert made.heard(0, 1500) == 1492 - HEADERS
    assert made.heard(0, 1492) == 1006 - HEADERS
    assert made.heard(20, 1006) == 1006 - HEADERS, "no link takes so little"
