"""Black holes of path MTU discovery under every option, and what heals them.

RFC 1191 rests on ICMP errors; RFC 4821 does without.
"""

import pytest

from simulation import OPTIONS
from tests.simulation.options.test_path_mtu import TRANSFER, transferred

HOLE = {"icmp_filter": "everywhere", "tcp_direction": "down"}
"""The narrow link's routers say nothing, and what others say does not get through."""


@pytest.mark.parametrize("option", OPTIONS)
def test_where_errors_are_filtered_no_full_segment_ever_comes(option):
    row = transferred({**TRANSFER, **HOLE, "option": option})
    assert row["delivered_octets"]["value"] < 2_000
    assert not row["finished"]["value"]


@pytest.mark.parametrize("option", [each for each in OPTIONS if each != "5"])
def test_gateways_that_clamp_the_segment_size_heal_it(option):
    row = transferred({**TRANSFER, **HOLE, "option": option, "mss_clamp_octets": 1100})
    assert row["finished"]["value"]
    assert row["longest_stall_ms"]["value"] < 1_000


def test_under_option_5_no_gateway_sees_a_syn_that_it_could_clamp():
    """End to end ESP hides it from everybody."""
    row = transferred({**TRANSFER, **HOLE, "option": "5", "mss_clamp_octets": 1100})
    assert not row["finished"]["value"]


@pytest.mark.parametrize(("plpmtud", "stall_s"), [("after-black-hole", 9), ("always", 1)])
@pytest.mark.parametrize("option", OPTIONS)
def test_a_host_that_probes_the_path_heals_it(option, plpmtud, stall_s):
    row = transferred({**TRANSFER, **HOLE, "option": option, "plpmtud": plpmtud})
    assert row["finished"]["value"]
    assert row["longest_stall_ms"]["value"] < stall_s * 1_000


@pytest.mark.parametrize(
    ("filtering", "direction", "finishes"),
    [
        ("internet", "up", False),
        ("internet", "down", True),
        ("firewalls", "up", True),
        ("firewalls", "down", False),
    ],
)
def test_it_matters_on_which_side_of_the_narrow_link_errors_are_filtered(
    filtering, direction, finishes
):
    """The Internet's router stands before it on the way up, the site's firewall on the way down."""
    changes = {"icmp_filter": filtering, "tcp_direction": direction, "option": "4"}
    assert transferred({**TRANSFER, **changes})["finished"]["value"] is finishes
