"""The story that is told of a real run, and of events made by hand."""

import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.narration import Narrator, lines
from simulation.trace import (
    Acted,
    ConnectionLost,
    Dropped,
    Ineffective,
    Layer,
    PacketRecord,
    Prompted,
    RowChanged,
    Sent,
    Trace,
    TransferFinished,
)

SECOND = 1_000_000_000


@pytest.fixture(scope="module")
def trace():
    return simulate(read_scenario(PRESETS["leave-colocated"].document("1.1")))


@pytest.fixture(scope="module")
def story(trace):
    return lines(trace, 0, len(trace.events))


def test_milestones_come_in_the_order_in_which_layers_are_built(story):
    phases = [line["text"] for line in story if line["phase"]]
    after = phases[next(at for at, text in enumerate(phases) if "arrives in" in text) :]
    marks = [
        next(at for at, text in enumerate(after) if words in text)
        for words in (
            "has an address",
            "external registration",
            "outside",
            "VPN of the mobile node is up",
            "internal registration of",
            "handover is done",
        )
    ]
    assert marks == sorted(marks)


def test_data_are_told_as_few_times_as_they_change(trace, story):
    data = [line for line in story if "data" in line["text"]]
    assert len(data) < 20
    assert len(story) < len(trace.events) // 100


def test_every_line_stands_at_an_event_and_is_a_sentence(trace, story):
    numbers = [line["event"] for line in story]
    assert numbers == sorted(set(numbers))
    assert 0 <= numbers[0] <= numbers[-1] < len(trace.events)
    for line in story:
        assert line["text"][0].isupper() or line["text"].startswith(("i-", "x-"))
        assert line["text"][-1] in ".?!"


def test_pieces_make_the_same_story_as_the_whole(trace, story):
    narrator = Narrator(trace)
    pieces = []
    for first in range(0, len(trace.events), 1000):
        pieces += narrator.lines(first, min(first + 1000, len(trace.events)))
    assert pieces == story
    assert lines(trace, 5000, 6000) == [line for line in story if 5000 <= line["event"] < 6000]


def test_sections_of_rfcs_go_with_what_they_ask_for(story):
    request = next(line for line in story if "Registration Request" in line["text"])
    assert request["spec"] == "RFC 3344 3.3"
    assert any(line["spec"].startswith("RFC 2409") for line in story)


def made(*events, packets=(), stacks=()):
    head = {"nodes": [{"name": "fw", "label": "outer firewall", "kind": "firewall"}]}
    return Trace(head, list(events), list(packets), list(stacks))


def drop(at_ns, packet, reason="filtered"):
    return Dropped("fw", packet, reason, "no rule admits it", "", "").at(at_ns)


def action(at_ns):
    return Acted("mn", {"do": "attach", "link": "hotel"}).at(at_ns)


PLAIN = (Layer("ipv4", "data", 20),)


def data():
    return PacketRecord(0, 20, "data cn > mn number 1", "cn > mn", None, "")


def texts(trace):
    return [line["text"] for line in lines(trace, 0, len(trace.events))]


def test_a_drop_is_told_once_until_something_happens():
    events = [drop(1, 0), drop(2, 0), action(3), drop(4, 0)]
    told = texts(made(*events, packets=[data()], stacks=[PLAIN]))
    assert [("drops data" in text) for text in told] == [True, False, True]


def test_drops_for_different_reasons_are_different():
    events = [drop(1, 0), drop(2, 0, "too-big")]
    assert len(texts(made(*events, packets=[data()], stacks=[PLAIN]))) == 2


def test_a_renewed_binding_is_not_told_and_a_moved_one_is():
    old = {"care_of": "203.0.113.1", "expires_ns": 1}
    events = [
        RowChanged("fw", "bindings", "10.1.0.100", None, old).at(1),
        RowChanged("fw", "bindings", "10.1.0.100", old, {**old, "expires_ns": 2}).at(2),
        RowChanged("fw", "bindings", "10.1.0.100", old, {**old, "care_of": "203.0.113.9"}).at(3),
        RowChanged("fw", "bindings", "10.1.0.100", old, None).at(4),
    ]
    told = texts(made(*events))
    assert len(told) == 3
    assert "from now on sends packets for 10.1.0.100 to 203.0.113.9" in told[1]
    assert "forgets" in told[2]


def test_a_prompt_is_a_milestone():
    (line,) = lines(made(Prompted("fw", "password").at(1)), 0, 1)
    assert line["phase"]
    assert "password" in line["text"]


def sent(message, purpose, *, flow="", fault="", stack=PLAIN, relayed=False):
    record = PacketRecord(0, 20, purpose, flow, None, fault, message, relayed)
    event = Sent("fw", 0, "dmz", "dmz", 0, 2, ["mn"]).at(1)
    return made(event, packets=[record], stacks=[stack])


@pytest.mark.parametrize(
    ("message", "purpose", "words"),
    [
        (
            "registration-request",
            "Registration Request for a to b",
            "The outer firewall sends a Registration Request",
        ),
        ("echo-request", "the attacker pings its router", "The attacker pings its router."),
        ("echo-reply", "echo reply", "sends an echo reply."),
        ("gratuitous-arp", "gratuitous ARP (a is at b)", "sends a gratuitous ARP (a is at b):"),
    ],
)
def test_messages_are_told_in_grammar(message, purpose, words):
    (text,) = texts(sent(message, purpose))
    assert words in text


def test_what_another_said_is_relayed_and_not_sent():
    purpose = "Path Setup for a, relayed by fw"
    assert "relays a Path Setup for a:" in texts(sent("path-setup", purpose, relayed=True))[0]
    assert "sends a Path Setup for a, rel" in texts(sent("path-setup", purpose))[0]


def test_frequent_messages_and_data_are_not_told_as_they_are_sent():
    assert texts(sent("arp", "ARP: who has a?")) == []
    assert texts(sent("router-advertisement", "router advertisement")) == []
    assert texts(sent("", "data cn > mn number 1", flow="cn > mn")) == []


def test_what_is_around_a_message_and_what_is_wrong_with_it_are_told():
    stack = (Layer("ipv4", "external-mip", 20), Layer("esp", "ipsec", 8, 12, "k"))
    (text,) = texts(sent("echo-reply", "echo reply", stack=stack, fault="the source is forged"))
    assert "sealed by IPsec inside the external Mobile IP tunnel" in text
    assert "(the source is forged)" in text


@pytest.mark.parametrize(
    ("node", "do", "words"),
    [
        ("vpn-gw", "fail", "loses its first interface to the inside"),
        ("core-router", "broadcast", "sends a broadcast on the home link"),
    ],
)
def test_what_is_done_to_others_than_mobile_nodes_is_told(node, do, words):
    event = Acted(node, {"at_ns": 1, "node": node, "do": do}).at(1)
    (text,) = texts(made(event))
    assert words in text


@pytest.fixture(scope="module")
def attack():
    return simulate(read_scenario(PRESETS["pseudo-nat-attack"].document("1.1")))


def test_data_that_cease_for_good_are_chapters_from_the_first_loss_to_the_end(attack):
    story = lines(attack, 0, len(attack.events))
    chapters = [
        (attack.events[line["event"]].at_ns, line["text"]) for line in story if line["phase"]
    ]
    late = [text for at, text in chapters if at > 25 * SECOND]
    assert "led astray to it" in late[0]
    assert "no tunnel" in late[1]
    assert any("have come since 25.0 s" in text for text in late)
    assert late[-1].startswith("The run ends.")
    assert late[-1].count("and did not come back") == 2
    assert not any("handover is done" in text for text in late)


def test_the_attackers_first_rewriting_is_a_chapter(attack):
    story = lines(attack, 0, len(attack.events))
    rewriting = [line["phase"] for line in story if "attacker rewrites" in line["text"]]
    assert rewriting[0]
    assert not any(rewriting[1:])


def test_the_end_is_told_of_a_finished_run_alone(attack):
    whole = lines(attack, 0, len(attack.events))
    growing = Trace(attack.head, attack.events, attack.packets, attack.stacks, finished=False)
    assert lines(growing, 0, len(attack.events)) == whole[:-1]


def test_an_access_router_gives_addresses_not_the_internet(attack):
    story = lines(attack, 0, len(attack.events))
    offers = [line["text"] for line in story if "sends a DHCP OFFER" in line["text"]]
    assert "access router of the cellular network" in offers[0]
    assert "access router of the hotspot" in offers[1]


def test_the_first_packet_that_is_cut_is_a_chapter_of_its_flow():
    trace = simulate(read_scenario(PRESETS["big-packets"].document("1.1")))
    story = lines(trace, 0, len(trace.events))
    cuts = [line["phase"] for line in story if "fragments" in line["text"]]
    assert cuts.count(True) == 2


def test_what_is_found_out_after_the_data_flow_again_is_no_chapter():
    trace = simulate(read_scenario(PRESETS["handover-outside"].document("3")))
    story = lines(trace, 0, len(trace.events))
    late = [line for line in story if "take itself to be outside" in line["text"]]
    assert len(late) == 2
    assert all(line["text"].startswith("Only now, while its data flow") for line in late)
    assert not any(line["phase"] for line in late)


def test_what_came_to_nothing_says_why():
    (text,) = texts(made(Ineffective("fw", "crash", "it has nothing to crash", "").at(1)))
    assert text.endswith("nothing happens: it has nothing to crash.")


def test_a_finished_transfer_says_how_fast_it_was():
    event = TransferFinished("fw", "tcp cn > mn", 500_000, 4_000_000_000).at(1)
    (text,) = texts(made(event))
    assert "tcp cn > mn: 500000 octets in 4.000 s, 1000 kb/s" in text


def test_a_lost_connection_says_why():
    (text,) = texts(made(ConnectionLost("fw", "tcp cn > mn", "no answer for 5 s").at(1)))
    assert "tcp cn > mn: the connection is lost: no answer for 5 s" in text


def test_a_message_that_says_who_does_what_is_told_as_it_is(attack):
    story = [line["text"] for line in lines(attack, 0, len(attack.events))]
    assert "The attacker pings its router." in story
    assert not any("sends the attacker" in text for text in story)
