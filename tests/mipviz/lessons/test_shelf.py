import pytest

from mipviz.http.refusal import RefusalError
from mipviz.lessons import shelf

LESSON = """---
title: {title}
goal: You can.
take_home: Keep it.
minutes: 5
---
## One
at: 0 s

Text.
"""


@pytest.fixture
def own(tmp_path, settings):
    settings.LESSONS = tmp_path
    return tmp_path


def test_those_of_a_folder_of_ones_own_come_first_and_hide_others_of_the_same_name(own):
    (own / "the-problem.md").write_text(LESSON.format(title="Mine"), "utf-8")
    first, *others = shelf.lessons()
    assert first.lesson.title == "Mine"
    assert others
    assert "the-problem" not in {each.slug for each in others}


def test_a_file_that_changes_is_seen_at_once(own):
    path = own / "mine.md"
    path.write_text(LESSON.format(title="One"), "utf-8")
    before = shelf.lesson("mine")
    path.write_text(LESSON.format(title="Two"), "utf-8")
    after = shelf.lesson("mine")
    assert after.lesson.title == "Two"
    assert shelf.version(before) != shelf.version(after)


def test_a_lesson_that_cannot_be_read_says_why(own):
    (own / "bad.md").write_text("nothing", "utf-8")
    row = shelf.row(shelf.lesson("bad"))
    assert row["problems"][0]["line"] == 1
    assert row["steps"] == []


def test_a_lesson_that_there_is_not_is_refused_with_those_that_there_are():
    with pytest.raises(RefusalError) as caught:
        shelf.lesson("nothing")
    assert "the-problem" in caught.value.accepted
