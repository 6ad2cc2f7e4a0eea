"""Where packets were too big and nobody who could send shorter ones was told."""

import functools

import pytest

from simulation import read_scenario, simulate
from simulation.metrics import outcome
from simulation.metrics.facts import Facts
from simulation.narration import Narrator
from tests.simulation.options.test_path_mtu import SECOND, TRANSFER


@functools.lru_cache
def run(**changes):
    """Return the facts of a transfer of full segments through a link of 1300 octets."""
    short = {**TRANSFER, "duration_ns": 15 * SECOND, "tcp_direction": "down", "option": "4"}
    return Facts(simulate(read_scenario({**short, **changes})))


def told(**changes):
    return outcome.measure(run(**changes))["text"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            {"icmp_filter": "internet", "tcp_direction": "up"},
            "a router of the Internet (the last: ",
        ),
        (
            {"icmp_filter": "internet", "tcp_direction": "up"},
            "and it sent no ICMP error, so that the mobile node never learned",
        ),
        (
            {"icmp_filter": "firewalls"},
            "its ICMP errors ended at the inner firewall (it lets no ICMP error through), so",
        ),
        (
            {"ipsec_icmp_errors": "ignored"},
            "its ICMP errors came to the home agent with IPsec and changed nothing",
        ),
    ],
)
def test_the_outcome_says_what_was_dropped_where_and_why_nobody_learned(changes, why):
    text = told(**changes)
    assert "Path MTU discovery failed, which is called a black hole" in text
    assert why in text


def test_the_narration_ends_with_it():
    last = Narrator(run(icmp_filter="firewalls").trace).lines(0)[-1]
    assert "which is called a black hole" in last["text"]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"icmp_filter": "firewalls", "mss_clamp_octets": 1100},
        {"icmp_filter": "firewalls", "plpmtud": "always"},
        {
            "traffic": "flow",
            "payload_octets": 1400,
            "dont_fragment": True,
            "packets_per_second": 5,
        },
    ],
    ids=["errors arrive", "clamped", "probed", "a sender that is told and goes on all the same"],
)
def test_where_somebody_learns_there_is_no_black_hole(changes):
    facts = run(**changes)
    assert outcome.holes(facts) == []
    assert "black hole" not in told(**changes)


def test_a_transfer_that_got_out_by_itself_was_in_one():
    text = told(icmp_filter="firewalls", plpmtud="after-black-hole", duration_ns=25 * SECOND)
    assert "and finished" in text
    assert "black hole" in text


def test_what_a_node_refuses_of_its_own_is_no_black_hole():
    """It has told itself."""
    changes = {"traffic": "flow", "payload_octets": 2000, "dont_fragment": True}
    assert outcome.holes(run(**changes)) == []


def test_it_is_said_how_much_errors_quoted_where_there_were_any():
    assert "ICMP errors quoted as much as 576 octets have room for" in told()
    assert "ICMP errors quoted 8 octets (RFC 792)" in told(icmp_quotes="rfc792")
    assert "quoted" not in told(mss_clamp_octets=1100)
