from simulation.filters.expression import conditions_of
from simulation.filters.parser import parse


def test_the_tests_of_an_expression_come_from_left_to_right():
    expression = parse("not (esp or mip.request) and node == mn")
    assert [test.term.name for test in conditions_of(expression)] == ["esp", "mip.request", "node"]
