"""What messages are called, and why they are sent."""

import pytest

from simulation.narration.messages import (
    REPEATED,
    SILENT,
    TOLD,
    WHOLE,
    is_fragment,
    sort_of,
    tell,
    wrapping,
)
from simulation.trace import MESSAGES, Layer, PacketRecord
from tests.simulation.ike.playbook import SECOND, client, pair, server
from tests.simulation.options.playing import play


def packet(message, purpose, *, fault="", flow=""):
    return PacketRecord(0, 20, purpose, flow, None, fault, message)


@pytest.mark.parametrize(
    ("message", "purpose", "what", "why", "spec"),
    [
        ("registration-request", "Request for a to b", "a Request for a to b", "", "RFC 3344 3.3"),
        ("ike-main-mode-3", "IKE mode 3", "IKE mode 3", "Diffie-Hellman", "RFC 2409 5.4"),
        ("ike-cookie2", "IKE COOKIE2", "an IKE COOKIE2", "new address", "RFC 4555 3.7"),
        ("ike-delete", "IKE DELETE", "an IKE DELETE", "forget", "RFC 2408 3.15, RFC 7296 1.4.1"),
        ("wireguard-keepalive", "keepalive", "a keepalive", "", "WireGuard white paper 6.5"),
        ("echo-reply", "echo reply", "an echo reply", "", ""),
        ("echo-request", "the attacker pings", "the attacker pings", "", ""),
        ("ipsec-dummy", "dummy packet: tells", "a dummy packet: tells", "", ""),
        ("icmp-error", "ICMP: host unreachable", "ICMP: host unreachable", "", ""),
        ("", "IKE main mode 3", "IKE main mode 3", "", ""),
    ],
)
def test_a_message_is_explained_by_what_it_is_and_not_by_what_it_is_called(
    message, purpose, what, why, spec
):
    found = tell(packet(message, purpose))
    assert found[0] == what
    assert why in found[1]
    assert bool(why) is bool(found[1])
    assert found[2] == spec


def test_a_fragment_is_not_explained():
    record = packet("ike-main-mode-5", "fragment of: IKE main mode 5")
    assert tell(record, fragment=True) == ("a fragment of: IKE main mode 5", "", "")
    assert is_fragment((Layer("ipv4", "ipsec", 20), Layer("fragment", "ipsec", 8)))
    assert not is_fragment((Layer("ipv4", "ipsec", 20), Layer("udp", "ipsec", 8)))


def test_what_is_around_a_message():
    esp = Layer("esp", "ipsec", 24, 12, "k")
    assert wrapping((Layer("udp", "signalling", 8),)) == ""
    assert wrapping((Layer("ipv4", "ipsec", 20), esp)) == ", sealed by IPsec"
    assert "internal Mobile IP" in wrapping((Layer("ipv4", "internal-mip", 20),))


def test_repetitions_of_a_message_are_the_same_sort():
    assert sort_of(packet("registration-request", "try 2")) == sort_of(
        packet("registration-request", "try 3")
    )
    assert sort_of(packet("echo-request", "echo")) != sort_of(packet("echo-reply", "echo"))
    assert sort_of(packet("", "forged, number 1", fault="forged")) == sort_of(
        packet("", "forged, number 2", fault="forged")
    )
    assert sort_of(packet("", "data 1", flow="a > b")) == sort_of(
        packet("", "data 2", flow="a > b")
    )


RUNS = (
    ("1.1", "handover-outside", {}),
    ("1.1", "behind-nat", {"mip_keepalive_s": 10, "packets_per_second": 0}),
    ("1.1", "pseudo-nat-attack", {}),
    ("1.1", "return-inside", {}),
    ("1.1", "big-packets", {"dont_fragment": True, "packets_per_second": 2}),
    ("1.3", "leave-colocated", {}),
    ("4", "leave-colocated", {}),
    ("5", "handover-outside", {}),
    ("7", "leave-foreign-agent", {}),
    ("3", "rekey", {}),
    ("3", "behind-nat", {"dpd_s": 3, "packets_per_second": 0}),
    ("6", "rekey", {}),
    ("6", "behind-nat", {"dpd_s": 3, "packets_per_second": 0}),
    ("wg", "handover-outside", {}),
)


@pytest.fixture(scope="module")
def messages():
    """Return the kinds of message that the packets of these runs are.

    No scenario asks for another pair beside the first, so two endpoints do.
    """
    wire, node, _gateway = pair(node=client(version=2), gateway=server(), until=10 * SECOND)
    node.add_child(node.session, None, None, wire.now)
    wire.run(12 * SECOND)
    return {datagram.message for _, _, datagram in wire.sent} | {
        record.message
        for option, preset, settings in RUNS
        for record in play(option, preset, **settings).trace.packets
    }


@pytest.mark.parametrize("message", sorted({*TOLD, *SILENT, *REPEATED, *WHOLE}))
def test_every_message_that_has_words_is_sent_by_somebody(messages, message):
    """A message that nobody sends needs no words."""
    assert message in messages


def test_every_message_that_is_sent_has_an_id_in_the_table(messages):
    assert messages - {""} <= MESSAGES
