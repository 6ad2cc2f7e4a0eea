"""Where and why packets ended, phase by phase."""

from simulation.metrics.facts import Facts
from simulation.metrics.losses import causes, ceased_ns, merged, phases, plainly, reason
from simulation.metrics.names import Names
from simulation.metrics.silence import silences
from simulation.trace import Acted, Dropped, Sent
from tests.simulation.metrics.conftest import PLAIN

MS = 1_000_000
FLOW = "cn > mn"


def lose(made, at_ms, node, why, detail="", where="left"):
    """Send a datagram that ends at *node*; return its root."""
    number = len(made.trace.packets)
    packet = made.packet(PLAIN, 188, purpose=f"data {FLOW} number {number}", flow=FLOW)
    made.event(at_ms * MS, Sent("cn", packet, "left", "left", 0, at_ms * MS, [node]))
    made.event(at_ms * MS, Dropped(node, packet, why, detail, "", where))
    return packet


def test_the_last_cause_is_what_kept_the_flow_silent_not_the_most_frequent(made):
    lost = [lose(made, at, "gw", "no-sa") for at in range(100)]
    lost += [lose(made, at, "fw", "filtered") for at in range(100, 112)]
    found = causes(Facts(made.finished()), lost)
    assert [(each.event.node, each.packets) for each in found] == [("gw", 100), ("fw", 12)]


def test_waiting_for_an_answer_that_never_comes_is_one_cause(made):
    lost = [lose(made, at, "r", ("arp-queue", "arp-failed")[at % 2]) for at in range(9)]
    (only,) = causes(Facts(made.finished()), lost)
    assert only.packets == 9


def test_the_same_reason_on_another_link_is_another_cause(made):
    lost = [
        lose(made, at, "r", "no-station", "", ("hotspot", "cellular")[at % 2]) for at in range(4)
    ]
    found = causes(Facts(made.finished()), lost)
    assert [(each.event.where, each.packets) for each in found] == [("cellular", 2), ("hotspot", 2)]


def test_causes_of_several_phases_add_up_and_three_are_kept_the_last_always(made):
    lost = [lose(made, at, node, "filtered") for at, node in enumerate("abbcccddddb")]
    facts = Facts(made.finished())
    found = merged([*causes(facts, lost[:3]), *causes(facts, lost[3:])])
    assert {each.event.node: each.packets for each in found[:-1]} == {"b": 3, "c": 3}
    assert (found[-1].event.node, found[-1].packets) == ("d", 4)


def test_words_are_plain_and_say_where_they_vary(made):
    gone = Dropped("r", 0, "no-station", "no station on left has 02:..", "RFC 1", "hotspot").at(0)
    assert reason(gone) == (
        "whoever was meant is no longer in the hotspot: no such station on the link"
    )
    assert plainly(gone).endswith("no such station on the link, RFC 1")
    big = Dropped("r", 0, "too-big", "1488 octets with DF set", "", "dmz").at(0)
    assert reason(big) == "too big to go on, and not to be cut: 1488 octets with DF set"
    lost = [lose(made, at, "gw", "esp-check", f"number {at} is a replay") for at in range(3)]
    (only,) = causes(Facts(made.finished()), lost)
    assert only.words(Names(made.trace)) == "gw (the last: number 2 is a replay)"


def test_a_stay_a_silence_and_another_stay_are_three_phases(made):
    made.stand("mn", "left")
    made.event(1000 * MS, Acted("mn", {"node": "mn", "do": "detach"}))
    made.stand("mn", None, 1000 * MS, "left")
    made.event(1100 * MS, Acted("mn", {"node": "mn", "do": "attach", "link": "right"}))
    made.stand("mn", "right", 1100 * MS)
    for number in range(30):
        came = number not in {3, *range(10, 15), 20, 21}
        at = number * 100 * MS
        made.datagram(number, at, at + 10 * MS if came else None)
    facts = Facts(made.finished())
    flow = facts.flows[FLOW]
    found = phases(facts, flow, list(silences(facts).values()))
    assert [(each.label, len(each.sent), len(each.lost)) for each in found] == [
        ("from 0.0 s in the link left", 9, 1),
        ("around the move at 1.0 s", 5, 5),
        ("from 1.1 s in the link right", 15, 2),
    ]
    assert found[2].row(Names(made.trace))["delivery_ratio"]["value"] == round(13 / 15, 6)


def test_a_flow_has_ceased_where_later_data_were_lost_and_none_came_for_two_seconds(made):
    for number in range(20):
        at = number * 100 * MS
        made.datagram(number, at, at + 10 * MS if number < 10 else None)
    facts = Facts(made.finished())
    assert ceased_ns(facts, facts.flows[FLOW]) == 910 * MS
    facts.duration_ns = 2900 * MS
    assert ceased_ns(facts, facts.flows[FLOW]) is None
