"""What messages are called, and why they are sent."""

import pytest

from simulation.narration.messages import REPEATED, SILENT, TOLD, kind_of, tell, wrapping
from simulation.trace import Layer
from tests.simulation.options.playing import play


@pytest.mark.parametrize(
    ("purpose", "what", "why", "spec"),
    [
        (
            "Registration Request for a to b",
            "a Registration Request for a to b",
            "",
            "RFC 3344 3.3",
        ),
        ("IKE main mode 3", "IKE main mode 3", "Diffie-Hellman", "RFC 2409 5.4"),
        ("IKE UPDATE_SA_ADDRESSES", "an IKE UPDATE_SA_ADDRESSES", "new address", "RFC 4555 3.5"),
        ("gratuitous ARP: a is at b", "a gratuitous ARP (a is at b)", "neighbours", "RFC 3344 4.6"),
        ("echo request", "an echo request", "", ""),
        ("IKE DELETE of ESP", "an IKE DELETE of ESP", "forget", "RFC 2408 3.15, RFC 7296 1.4.1"),
        ("WireGuard keepalive", "a WireGuard keepalive", "", "WireGuard white paper 6.5"),
        ("dummy packet: tells", "a dummy packet: tells", "", ""),
        ("ICMP: host unreachable", "ICMP: host unreachable", "", ""),
    ],
)
def test_messages(purpose, what, why, spec):
    found = tell(purpose)
    assert found[0] == what
    assert why in found[1]
    assert found[2] == spec


def test_what_is_around_a_message():
    esp = Layer("esp", "ipsec", 24, 12, "k")
    assert wrapping((Layer("udp", "signalling", 8),)) == ""
    assert wrapping((Layer("ipv4", "ipsec", 20), esp)) == ", sealed by IPsec"
    assert "internal Mobile IP" in wrapping((Layer("ipv4", "internal-mip", 20),))


def test_repetitions_of_a_message_are_the_same_kind():
    assert kind_of("Registration Request for 10.1.0.100, try 2") == kind_of(
        "Registration Request for 10.1.0.101, try 3"
    )
    assert kind_of("echo request") != kind_of("echo reply")


RUNS = (
    ("1.1", "handover-outside", {}),
    ("1.1", "behind-nat", {"mip_keepalive_s": 10, "packets_per_second": 0}),
    ("1.1", "pseudo-nat-attack", {}),
    ("1.1", "return-inside", {}),
    ("1.3", "leave-colocated", {}),
    ("5", "handover-outside", {}),
    ("7", "leave-foreign-agent", {}),
    ("3", "rekey", {}),
    ("3", "behind-nat", {"dpd_s": 3, "packets_per_second": 0}),
    ("6", "rekey", {}),
    ("6", "behind-nat", {"dpd_s": 3, "packets_per_second": 0}),
    ("wg", "handover-outside", {}),
)


@pytest.fixture(scope="module")
def purposes():
    """Return what the packets of runs in which every message is sent say that they are for."""
    return {
        record.purpose
        for option, preset, settings in RUNS
        for record in play(option, preset, **settings).trace.packets
    }


@pytest.mark.parametrize("begins", [*(each.begins for each in TOLD), *SILENT, *REPEATED])
def test_every_message_that_has_words_is_sent_by_somebody(purposes, begins):
    """A message that its maker calls otherwise than the narrator would lose its explanation."""
    assert any(each.startswith(begins) for each in purposes)
