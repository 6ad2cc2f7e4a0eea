"""The head of a trace: what is known before anything happens."""

from typing import get_type_hints

from simulation.trace import Head
from tests.simulation.options.playing import play


def test_the_head_of_a_run_says_what_it_promises_and_no_more():
    head = play("1.1", "leave-colocated").trace.head
    assert set(head) == set(get_type_hints(Head))


def test_a_head_names_every_node_and_link_once():
    head = play("1.1", "leave-colocated").trace.head
    for part, name in (("nodes", "name"), ("links", "id")):
        names = [each[name] for each in head[part]]
        assert names
        assert len(set(names)) == len(names)
