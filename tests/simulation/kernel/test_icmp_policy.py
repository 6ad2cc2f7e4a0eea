"""What a node does about ICMP errors unless it is told otherwise."""

from simulation.kernel.icmp_policy import DEFAULT_POLICY
from simulation.time import SECOND


def test_a_node_does_what_rfc_1812_and_rfc_1191_ask_for():
    """RFC 1812 section 4.3.2.3; RFC 1191 section 6.3: on the order of 10 minutes."""
    assert DEFAULT_POLICY.quotes_long
    assert DEFAULT_POLICY.path_mtu_lifetime_ns == 600 * SECOND
