"""Entities that need changing, from the head of the trace."""

from simulation.metrics import structure
from simulation.metrics.facts import Facts


def test_changes_are_those_of_the_head(made):
    made.trace.head["structure"] = [{"entity": "VPN gateway", "kind": "modified", "what": "more"}]
    (row,) = structure.measure(Facts(made.trace))
    assert row["label"] == "VPN gateway: modified"
    assert row["what"] == "more"


def test_no_head_no_changes(made):
    assert structure.measure(Facts(made.trace)) == []
