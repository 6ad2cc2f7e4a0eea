"""What messages are called, and why they are sent."""

import pytest

from simulation.narration.messages import tell


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
        ("dummy packet: tells", "a dummy packet: tells", "", ""),
        ("ICMP: host unreachable", "ICMP: host unreachable", "", ""),
    ],
)
def test_messages(purpose, what, why, spec):
    found = tell(purpose)
    assert found[0] == what
    assert why in found[1]
    assert found[2] == spec
