"""Rows that nodes held at once."""

from simulation.metrics import state
from simulation.metrics.facts import Facts
from simulation.trace import RowChanged


def test_most_rows_at_once_with_the_event_that_reached_it(made):
    made.event(0, RowChanged("ha", "bindings", "a", None, {"x": 1}))
    made.event(1, RowChanged("ha", "bindings", "b", None, {"x": 1}))
    top = made.event(2, RowChanged("ha", "bindings", "c", None, {"x": 1}))
    made.event(3, RowChanged("ha", "bindings", "a", {"x": 1}, None))
    made.event(4, RowChanged("ha", "bindings", "b", {"x": 1}, {"x": 2}))
    made.event(0, RowChanged("ha", "routes", "static", None, {"x": 1}))
    (row,) = state.measure(Facts(made.trace))
    assert row["rows_at_start"]["value"] == 1
    assert row["rows_most"] == {"value": 3, "evidence": [top]}
    assert row["row_changes"]["value"] == 4
