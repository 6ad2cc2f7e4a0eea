"""Families of messages, whose they are, and which exchange each belongs to."""

import pytest

from simulation.metrics.facts import Facts
from simulation.metrics.signalling import Signalling, family
from simulation.trace import Layer

IP = Layer("ipv4", "signalling", 20)
UDP = Layer("udp", "signalling", 8)


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ((IP, UDP, Layer("registration-request", "signalling", 46)), "mobile-ip"),
        ((IP, UDP, Layer("binding-update", "signalling", 46)), "mobile-ip"),
        ((IP, UDP, Layer("isakmp", "signalling", 28), Layer("data", "signalling", 9)), "ike"),
        ((Layer("ipv4", "access", 20), Layer("bootp", "access", 300)), "access"),
        ((Layer("arp", "access", 28),), "access"),
        ((Layer("ipv4", "access", 20), Layer("icmp-unreachable", "access", 36)), "error"),
        ((Layer("ipv4", "data", 20), Layer("tcp", "data", 20)), "data"),
        ((IP, UDP, Layer("nat-keepalive", "nat-traversal", 1)), "other"),
        (
            (Layer("ipv4", "ipsec", 20), Layer("esp", "ipsec", 24, 12, "k"), IP, UDP,
             Layer("registration-reply", "signalling", 42)),
            "mobile-ip",
        ),
    ],
)  # fmt: skip
def test_families(stack, expected):
    assert family(stack) == expected


def ike(made, at, *, version, flags, message, cookie=b"A" * 8, wrapped=False):
    header = (
        cookie + b"B" * 8 + bytes([1, version, 34, flags]) + message.to_bytes(4, "big") + bytes(4)
    )
    outside = (Layer("ipv4", "external-mip", 20),) if wrapped else ()
    stack = (*outside, IP, UDP, Layer("isakmp", "signalling", 28))
    packet = made.packet(stack, 56)
    frame = bytes(14 + 28 + 20 * wrapped) + header
    made.sent(at, "mn", packet, "left", "r1", frame=frame)


def exchanges(made):
    signalling = Signalling(Facts(made.finished()))
    return len(signalling.exchanges(signalling.messages))


def test_request_and_response_of_ikev2_are_one_exchange(made):
    ike(made, 1, version=0x20, flags=0x08, message=0)
    ike(made, 2, version=0x20, flags=0x20, message=0)
    assert exchanges(made) == 1


def test_each_side_of_ikev2_numbers_its_own_requests(made):
    ike(made, 1, version=0x20, flags=0x08, message=2)
    ike(made, 2, version=0x20, flags=0x00, message=2)
    assert exchanges(made) == 2


def test_the_header_is_found_inside_a_tunnel(made):
    ike(made, 1, version=0x10, flags=0, message=7)
    ike(made, 2, version=0x10, flags=0, message=7, wrapped=True)
    ike(made, 3, version=0x10, flags=0, message=7, cookie=b"C" * 8)
    assert exchanges(made) == 2


def test_what_a_relay_makes_of_a_message_concerns_whom_the_message_concerned(made):
    request = made.packet((IP, UDP, Layer("registration-request", "signalling", 46)), 74)
    made.sent(1, "mn", request, "left", "fa")
    question = made.packet((Layer("arp", "access", 28),), 28)
    made.sent(2, "fa", question, "middle", "ha", cause=request)
    answer = made.packet((Layer("arp", "access", 28),), 28)
    made.sent(3, "ha", answer, "middle", "fa", cause=question)
    relayed = made.packet((IP, UDP, Layer("registration-request", "signalling", 46)), 74)
    made.sent(4, "fa", relayed, "middle", "ha", cause=answer)
    stranger = made.packet((IP, UDP, Layer("registration-request", "signalling", 46)), 74)
    made.sent(5, "other", stranger, "middle", "ha")
    found = Signalling(Facts(made.finished())).within("mn", 0, 10)
    assert [each.root for each in found] == [request, question, answer, relayed]


def test_a_message_is_counted_once_however_many_links_it_crosses(made):
    packet = made.packet((IP, UDP, Layer("registration-request", "signalling", 46)), 74)
    for at, (node, link) in enumerate((("mn", "left"), ("r1", "middle"), ("r2", "right"))):
        made.sent(at, node, packet, link, "next")
    outer = made.packet((IP, IP, UDP), 94, inner=packet)
    made.sent(9, "ha", outer, "right", "cn")
    (message,) = Signalling(Facts(made.finished())).messages
    assert message.octets == 74
