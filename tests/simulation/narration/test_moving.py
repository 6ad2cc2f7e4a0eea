"""Where a node is."""

from simulation.narration import moving


def points(reading, option, preset):
    return [each for each in moving.tell(reading(option, preset)) if each.event > 2000]


def test_what_is_sent_to_where_the_node_was_ends_there(reading):
    leaves = points(reading, "1.1", "leave-colocated")[0]
    assert leaves.kind == "leaves"
    assert leaves.focus.nodes == ("mn", "i-fa")


def test_an_address_of_its_own_is_told_with_the_exchange_that_gave_it(reading):
    arrives = points(reading, "1.1", "leave-colocated")[1]
    assert "203.0.113.192" in arrives.more[0]
    assert len(arrives.shown) == 4


def test_a_foreign_agent_that_serves_the_node_is_told(reading):
    arrives = points(reading, "1.1", "leave-foreign-agent")[1]
    assert arrives.focus.nodes == ("mn", "x-fa")


def test_data_that_a_node_may_not_send_are_not_said_to_wait(reading):
    leaves = points(reading, "1.1", "leave-colocated")[0]
    assert "no data may go out" in leaves.more[1]
    assert "waits" not in leaves.more[1]
