from simulation.lessons import LessonError, Problem


def test_a_problem_is_told_with_its_file_and_line_as_sentences():
    told = Problem(7, "the step tells nothing", "a text").told("mine.md")
    assert told == "mine.md:7: The step tells nothing. Accepted: a text."


def test_an_error_keeps_all_problems_in_the_order_of_their_lines():
    error = LessonError([Problem(9, "b", "y"), Problem(2, "a", "x")])
    assert [each.line for each in error.problems] == [2, 9]
