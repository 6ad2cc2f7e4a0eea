"""Changing tables, held against the rows before and after."""


def test_the_tables_that_are_named_differ_afterwards_and_no_other_offered_one_does(examiner):
    one = examiner("1.1", "leave-colocated")
    for at in one.moments("table"):
        asked = one.ask("table", at)
        node, end = asked.evidence.node, asked.at_ns
        last = max(n for n, event in enumerate(one.scene.trace.events) if event.at_ns == end)
        causes = {
            event.table
            for event in one.scene.trace.events[at + 1 : last + 1]
            if event.kind == "row" and event.node == node and event.cause == asked.packet
        }
        assert set(asked.answer) == causes


def test_a_binding_that_moves_is_told_from_where_to_where(examiner):
    one = examiner("1.1", "leave-colocated")
    asked = one.ask("table", 5692)
    feedback = {each.id: each.feedback for each in asked.choices}
    assert set(asked.answer) == {"bindings", "routes", "tunnels"}
    assert "care of goes from 10.2.0.1 to 10.9.0.5" in feedback["bindings"]
    assert "stays as it is" in feedback["interfaces"]
