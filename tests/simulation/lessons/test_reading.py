import pytest

from simulation.lessons import LessonError, read


def problems(text):
    with pytest.raises(LessonError) as caught:
        read(text)
    return caught.value.problems


def test_a_lesson_says_what_it_is_for_and_has_steps(written):
    lesson = read(written("Some {octets}.", "at: vpn is up\nask: next-hop\npredict: Who?"))
    assert (lesson.title, lesson.minutes, lesson.steps[0].run.option) == ("A title", 5, "1.1")
    assert lesson.steps[0].predict.text == "Who?"


@pytest.mark.parametrize(
    ("text", "head", "what"),
    [
        ("Some {octetses}.", "at: vpn is up", "this is no query"),
        ("It took 742 ms.", "at: vpn is up", "looks like a figure"),
        ("Text.", "at: frist data", "nothing that a phrase can name"),
        ("Text.", "focus: packet", "names no moment"),
        ("Text.", "at: vpn is up\nfocus: elephant", "nothing to point at"),
        ("Text.", "at: vpn is up\nlens: nobody", "nobody can look"),
        ("Text.", "at: vpn is up\nview: x=y", "the view has no"),
        ("Text.", "at: vpn is up\noption: 77", "no option"),
        ("Text.", "at: vpn is up\nask: riddle", "no kind of question"),
        ("Text.", "at: vpn is up\nask: next-hop at frist data", "nothing that a phrase can name"),
        ("Text.", "at: vpn is up\nsettings: payload_octets=-1", "payload_octets"),
        ("{other.octets}", "at: vpn is up", "about one run"),
        ("", "at: vpn is up", "tells nothing"),
    ],
)
def test_what_is_wrong_with_a_step_is_told_with_a_line_of_it(written, text, head, what):
    lesson = written(text, head)
    first = lesson.split("\n").index("## Only step") + 1
    [problem] = problems(lesson)
    assert what in problem.what
    assert first <= problem.line <= first + 5


def test_a_typed_figure_is_found_in_the_very_line(written):
    lesson = written("First line.\nSecond says 20 octets.")
    [problem] = problems(lesson)
    assert lesson.split("\n")[problem.line - 1] == "Second says 20 octets."


def test_the_front_matter_is_looked_over(written):
    text = written().replace("minutes: 5", "minutes: soon").replace("goal:", "gaol:")
    told = [each.what for each in problems(text)]
    assert told == ["goal is missing", "there is no 'gaol' here", "minutes are no number"]
