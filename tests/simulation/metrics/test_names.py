"""Words for nodes, links and what is around a packet."""

from simulation.narration.names import Names, kind_of, link, sentence, wrapping
from simulation.trace import Layer, Trace


def test_nodes_have_their_labels_with_an_article():
    nodes = [
        {"name": "fw", "label": "outer firewall"},
        {"name": "internet", "label": "the Internet"},
        {"name": "attacker", "label": "attacker"},
    ]
    names = Names(Trace({"nodes": nodes}))
    assert names.node("fw") == "the outer firewall"
    assert names.node("internet") == "the Internet"
    assert names.node("attacker") == "the attacker"
    assert names.node("unheard-of") == "unheard-of"
    assert names.flow("fw > internet") == "from the outer firewall to the Internet"


def test_sentences():
    assert sentence("a thing happens") == "A thing happens."
    assert sentence("is it so?") == "Is it so?"
    assert sentence("  ") == ""
    assert link("office") == "the office network"
    assert link("dmz") == "the link dmz"


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
