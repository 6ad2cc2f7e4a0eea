"""What messages are called, and why they are sent."""

import pytest

from simulation.narration.messages import kind_of, tell, wrapping
from simulation.trace import Layer


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
