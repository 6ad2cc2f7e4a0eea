import pytest

from simulation.lessons import LessonError
from simulation.lessons.source import LONGEST, take_apart


def test_a_step_has_its_lines_and_its_text_with_a_line_for_each_of_the_file(written):
    source = take_apart(written("One.\n\nask: next-hop\n\nTwo."))
    [part] = source.parts
    assert part.said["at"].text == "vpn is up"
    assert part.said["ask"].line == part.line + 5
    assert part.text[part.said["ask"].line - part.line - 1] == ""
    assert "Two." in part.text


def test_what_stands_in_a_code_block_is_text(written):
    source = take_apart(written("```\nask: nothing\n## no heading\n```"))
    [part] = source.parts
    assert "ask" not in part.said
    assert "## no heading" in part.text


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "front matter is missing"),
        ("---\ntitle: x\n", 1, "does not end"),
        ("---\ntitle: x\ngoal: [x\n---\n", 3, "cannot be read"),
        ("---\n- x\n---\n", 2, "names nothing"),
        ("---\nx: !!python/object:os.system {}\n---\n", 2, "cannot be read"),
        ("x" * (LONGEST + 1), 1, "too long"),
    ],
)
def test_a_file_that_is_no_lesson_is_refused_with_its_line(text, line, what):
    with pytest.raises(LessonError) as caught:
        take_apart(text)
    [problem] = caught.value.problems
    assert what in problem.what
    assert problem.line == line


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("text first\n", "before the first step"),
        ("", "no step"),
        ("## a\nfoo: bar\n", "nothing under 'foo'"),
        ("## a\nat: x\nat: y\n", "stands twice"),
        ("## a\nat:\n", "nothing stands after"),
    ],
)
def test_what_is_wrong_with_a_step_is_gathered(body, what):
    problems = take_apart(f"---\ntitle: x\n---\n{body}").problems
    assert any(what in each.what for each in problems)


def test_a_sentence_that_begins_with_a_word_and_a_colon_is_text_after_the_head(written):
    [part] = take_apart(written("Some text.\n\nnote: this is said.")).parts
    assert "note: this is said." in part.text
