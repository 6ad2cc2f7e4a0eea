"""What a node is busy with when, on traces made by hand."""

from simulation.metrics.facts import Facts
from simulation.metrics.procedures import Busy, Procedures, Span, shares
from simulation.metrics.signalling import Signalling
from simulation.trace import Arrived, Dropped, Layer, Prompted, StateChanged

MS = 1_000_000
REQUEST = (
    Layer("ipv4", "signalling", 20),
    Layer("udp", "signalling", 8),
    Layer("registration-request", "signalling", 46),
)
ARP = (Layer("arp", "access", 28),)
IKE = (
    Layer("ipv4", "signalling", 20),
    Layer("udp", "signalling", 8),
    Layer("isakmp", "signalling", 28),
)


def became(made, at_ms, machine, old, new, node="mn", cause=None):
    made.event(at_ms * MS, StateChanged(node, machine, old, new, "", ""), cause=cause)


def spans(made, since_ms=0, until_ms=10_000):
    facts = Facts(made.finished())
    return Procedures(facts, Signalling(facts)).within("mn", since_ms * MS, until_ms * MS)


def told(found):
    return [(each.busy, each.since_ns // MS, each.until_ns // MS, each.attained) for each in found]


def test_a_machine_is_busy_from_the_state_in_which_it_waits_to_its_goal(made):
    became(made, 100, "external registration", "idle", "registering")
    became(made, 250, "external registration", "registering", "registered")
    assert told(spans(made)) == [(Busy.MOBILE_IP, 100, 250, True)]


def test_states_that_await_the_same_are_one_span(made):
    became(made, 100, "ike 1", "idle", "negotiating")
    became(made, 150, "ike 1", "negotiating", "keyed")
    became(made, 200, "ike 1", "keyed", "established")
    assert told(spans(made)) == [(Busy.KEYS, 100, 200, True)]


def test_what_was_given_up_or_is_not_over_was_not_attained(made):
    became(made, 100, "vpn client", "down", "connecting")
    became(made, 900, "vpn client", "connecting", "down")
    became(made, 950, "vpn client", "down", "connecting")
    assert told(spans(made, 0, 1000)) == [
        (Busy.KEYS, 100, 900, False),
        (Busy.KEYS, 950, 1000, False),
    ]


def test_a_state_from_before_the_time_lasts_from_its_beginning(made):
    became(made, 400, "detection", "no link", "detecting")
    assert told(spans(made, 300, 1000))[0] == (Busy.ACCESS, 300, 400, True)


def test_a_message_counts_from_its_first_link_to_where_it_ended(made):
    packet = made.packet(REQUEST, 74)
    made.sent(100 * MS, "mn", packet, "left", "r1")
    made.event(110 * MS, Arrived("r1", packet, "left", "left", 0))
    made.event(150 * MS, Arrived("cn", packet, "right", "right", 0))
    refused = made.packet(REQUEST, 74)
    made.sent(200 * MS, "mn", refused, "left", "r1")
    made.event(210 * MS, Arrived("r1", refused, "left", "left", 0))
    made.event(210 * MS, Dropped("r1", refused, "filtered", "no rule admits it", "", "left"))
    assert told(spans(made)) == [
        (Busy.MOBILE_IP, 100, 150, True),
        (Busy.MOBILE_IP, 200, 210, False),
    ]


def test_an_ike_exchange_lasts_from_its_first_request_to_the_answer(made):
    head = bytes(14 + 28) + b"initiato" + b"responde" + bytes([1, 0x20, 37, 8, 0, 0, 0, 2])
    for at_ms in (100, 600):
        packet = made.packet(IKE, 56)
        made.sent(at_ms * MS, "mn", packet, "left", "r1", frame=head + bytes(4))
    answer = made.packet(IKE, 56)
    reply = head[: 33 + 28] + bytes([0x20]) + head[34 + 28 :]
    made.sent(700 * MS, "cn", answer, "right", "r2", frame=reply + bytes(4), cause=packet)
    made.event(750 * MS, Arrived("mn", answer, "left", "left", 0))
    assert (Busy.KEYS, 100, 750, True) in told(spans(made))


def test_arp_of_the_node_is_part_of_getting_onto_the_link_and_that_of_others_is_not(made):
    mine = made.packet(ARP, 28)
    made.trace.packets[mine] = made.trace.packets[mine]._replace(message="arp")
    made.sent(100 * MS, "mn", mine, "left", "r1")
    made.event(120 * MS, Arrived("r1", mine, "left", "left", 0))
    foreign = made.packet(ARP, 28)
    made.trace.packets[foreign] = made.trace.packets[foreign]._replace(message="arp")
    made.sent(200 * MS, "r1", foreign, "middle", "r2", cause=mine)
    made.event(220 * MS, Arrived("r2", foreign, "middle", "middle", 0))
    assert told(spans(made)) == [(Busy.ACCESS, 100, 120, True)]


def test_a_prompt_lasts_until_what_the_user_typed_is_sent(made):
    made.event(100 * MS, Prompted("mn", "password"))
    packet = made.packet(IKE, 56)
    made.trace.packets[packet] = made.trace.packets[packet]._replace(message="ike-xauth-reply")
    made.sent(900 * MS, "mn", packet, "left", "r1", frame=bytes(80))
    assert (Busy.USER, 100, 900, True) in told(spans(made))


def test_another_machine_counts_where_it_acts_because_of_the_node(made):
    request = made.packet(REQUEST, 74)
    made.sent(10 * MS, "mn", request, "left", "r1")
    became(made, 20, "ike 1", "idle", "negotiating", node="r1", cause=request)
    became(made, 60, "ike 1", "negotiating", "established", node="r1", cause=request)
    became(made, 70, "ike 2", "idle", "negotiating", node="r2")
    assert (Busy.KEYS, 20, 60, True) in told(spans(made))
    assert not [each for each in spans(made) if each.since_ns == 70 * MS]


def test_each_instant_counts_once_for_what_comes_first():
    found = shares(
        [
            Span(Busy.DETECTION, 0, 100, 1, attained=True),
            Span(Busy.KEYS, 10, 40, 2, attained=True),
            Span(Busy.KEYS, 50, 60, 3, attained=False),
            Span(Busy.MOBILE_IP, 30, 50, 4, attained=True),
        ],
        0,
        120,
    )
    assert found == {Busy.DETECTION: 60, Busy.KEYS: 30, Busy.MOBILE_IP: 10, None: 20}


def test_what_nobody_answered_counts_where_nothing_else_does():
    found = shares([Span(Busy.MOBILE_IP, 0, 100, None, attained=False)], 0, 100)
    assert found == {Busy.MOBILE_IP: 100}
