"""Words for nodes, links and flows."""

from simulation.metrics.names import Names, capital, link, listed, sentence, with_article
from simulation.trace import Trace


def test_nodes_have_their_labels_with_an_article():
    nodes = [
        {"name": "fw", "label": "outer firewall"},
        {"name": "internet", "label": "the Internet"},
        {"name": "attacker", "label": "attacker", "kind": "attacker"},
        {"name": "victim", "label": "a host that asked for nothing"},
    ]
    names = Names(Trace({"nodes": nodes}))
    assert names.node("fw") == "the outer firewall"
    assert names.node("internet") == "the Internet"
    assert names.node("attacker") == "the attacker"
    assert names.kind("attacker") == "attacker"
    assert names.node("victim") == "a host that asked for nothing"
    assert names.node("unheard-of") == "unheard-of"
    assert names.flow("fw > internet") == "from the outer firewall to the Internet"


def test_sentences():
    assert sentence("a thing happens") == "A thing happens."
    assert sentence("is it so?") == "Is it so?"
    assert sentence("  ") == ""
    assert link("office") == "the office network"
    assert link("dmz") == "the link dmz"


def test_a_whole_network_acts_by_its_routers():
    nodes = [{"name": "net", "label": "the Internet"}, {"name": "r", "label": "router"}]
    names = Names(Trace({"nodes": nodes}))
    assert names.at("net", "cellular") == "the access router of the cellular network"
    assert names.at("net", "isp") == "a router of the Internet"
    assert names.at("r", "cellular") == "the router"


def test_lists():
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_words_begin_a_sentence_and_have_their_article():
    assert with_article("access router") == "an access router"
    assert with_article("ESP packet") == "an ESP packet"
    assert with_article("DHCP request") == "a DHCP request"
    assert with_article("user") == "a user"
    assert capital("the node") == "The node"
    assert capital("") == ""
