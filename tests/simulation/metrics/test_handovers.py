"""What a move costs, on traces made by hand."""

import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.metrics import handovers
from simulation.metrics.facts import Facts
from simulation.metrics.signalling import Signalling
from simulation.trace import Acted, Layer, Prompted

MS = 1_000_000
REQUEST = (
    Layer("ipv4", "signalling", 20),
    Layer("udp", "signalling", 8),
    Layer("registration-request", "signalling", 46),
)
IKE = (
    Layer("ipv4", "signalling", 20),
    Layer("udp", "signalling", 8),
    Layer("isakmp", "signalling", 28),
)


def move(made, *, detach_ms=1000, attach_ms=1100):
    made.stand("mn", "left")
    made.stand("cn", "right")
    made.event(detach_ms * MS, Acted("mn", {"at_ns": detach_ms * MS, "node": "mn", "do": "detach"}))
    made.stand("mn", None, detach_ms * MS, "left")
    attach = {"at_ns": attach_ms * MS, "node": "mn", "do": "attach", "link": "right"}
    made.event(attach_ms * MS, Acted("mn", attach))
    made.stand("mn", "right", attach_ms * MS)


def data(made, *came):
    """Send a datagram every 100 ms; those whose numbers are in *came* arrive 10 ms later."""
    for number in range(30):
        at = number * 100 * MS
        made.datagram(number, at, at + 10 * MS if number in came else None)


def row(made):
    facts = Facts(made.finished())
    (found,) = handovers.measure(facts, Signalling(facts))
    return found


def test_the_gap_is_between_the_last_delivery_and_the_first_after_the_move(made):
    move(made)
    data(made, *range(10), *range(15, 30))
    found = row(made)
    (direction,) = found["directions"]
    assert (found["from"], found["to"]) == ("left", "right")
    assert direction["gap_ms"]["value"] == 600
    assert direction["lost_packets"]["value"] == 5
    last, first = direction["gap_ms"]["evidence"]
    assert made.trace.events[last].at_ns == 910 * MS
    assert made.trace.events[first].at_ns == 1510 * MS


def test_loss_long_after_the_move_is_not_its_fault(made):
    move(made)
    data(made, *range(10), *range(15, 20), *range(25, 30))
    (direction,) = row(made)["directions"]
    assert direction["gap_ms"]["value"] == 600
    assert direction["lost_packets"]["value"] == 5


def test_a_gap_without_an_end_lasts_until_the_next_move_or_the_end_and_says_so(made):
    move(made)
    data(made, *range(10))
    (direction,) = row(made)["directions"]
    assert direction["gap_ms"]["value"] == 10_000 - 910
    assert direction["resumed"] is False
    assert direction["lost_packets"]["value"] == 20


def test_a_stay_without_data_is_not_charged_to_the_next_move(made):
    move(made, detach_ms=500, attach_ms=600)
    attach = {"at_ns": 1500 * MS, "node": "mn", "do": "attach", "link": "left"}
    made.event(1500 * MS, Acted("mn", attach))
    data(made, *range(5), *range(18, 30))
    facts = Facts(made.finished())
    first, second = handovers.measure(facts, Signalling(facts))
    assert first["directions"][0]["resumed"] is False
    assert first["directions"][0]["gap_ms"]["value"] == 1500 - 410
    assert first["directions"][0]["lost_packets"]["value"] == 10
    assert second["directions"][0]["gap_ms"]["value"] == 1810 - 1500
    assert second["directions"][0]["lost_packets"]["value"] == 3


def test_signalling_of_the_node_and_what_it_causes_is_counted_and_nothing_else(made):
    move(made)
    mine = made.packet(REQUEST, 74)
    made.sent(1200 * MS, "mn", mine, "right", "r2")
    relayed = made.packet(REQUEST, 74)
    made.sent(1201 * MS, "r2", relayed, "middle", "r1", cause=mine)
    foreign = made.packet(REQUEST, 74)
    made.sent(1202 * MS, "r1", foreign, "middle", "r2")
    early = made.packet(REQUEST, 74)
    made.sent(100 * MS, "mn", early, "left", "r1")
    question = made.packet((Layer("arp", "access", 28),), 28)
    made.sent(1203 * MS, "mn", question, "right", "r2")
    found = row(made)
    assert found["signalling_messages"]["value"] == 2
    assert found["signalling_octets"]["value"] == 148
    assert found["access_messages"]["value"] == 1
    assert found["access_octets"]["value"] == 28


def test_ike_messages_of_one_exchange_count_as_one_exchange(made):
    move(made)
    before = bytes(14 + 28)
    for at, (exchange, message) in enumerate([(2, 0), (2, 0), (32, 7), (32, 7), (32, 8)]):
        header = (
            b"initiato" + b"responde" + bytes([1, 0x10, exchange, 0]) + message.to_bytes(4, "big")
        )
        packet = made.packet(IKE, 56)
        made.sent((1200 + at) * MS, "mn", packet, "right", frame=before + header + bytes(4))
    found = row(made)
    assert found["ike_messages"]["value"] == 5
    assert found["ike_exchanges"]["value"] == 3


def test_prompts_between_two_moves_are_counted(made):
    move(made)
    made.event(900 * MS, Prompted("mn", "password"))
    made.event(1300 * MS, Prompted("mn", "password"))
    assert row(made)["prompts"]["value"] == 1


def first_move_of_mobike(policy):
    document = PRESETS["handover-outside"].document("6") | {"duration_ns": 25_000 * MS}
    facts = Facts(simulate(read_scenario(document | {"return_routability": policy})))
    return handovers.measure(facts, Signalling(facts))[0]


def test_the_check_of_a_new_address_is_told_apart_and_is_what_it_costs():
    """RFC 4555 section 3.7: by default before the update, and it may be left out."""
    checked, trusted = first_move_of_mobike("before"), first_move_of_mobike("off")
    assert checked["routability_messages"]["value"] == 2
    assert trusted["routability_messages"]["value"] == 0
    assert trusted["routability_ms"]["value"] is None
    for key, apart in (
        ("ike_messages", "routability_messages"),
        ("anchor_switched_ms", "routability_ms"),
    ):
        left = checked[key]["value"] - checked[apart]["value"]
        assert left == pytest.approx(trusted[key]["value"], abs=0.1)
