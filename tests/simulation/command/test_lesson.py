import json

import pytest

from simulation.command import main

LESSON = """---
title: Mine
goal: You can.
take_home: Keep it.
minutes: 5
---
## One
at: {at}

Text.
"""


@pytest.fixture
def lesson(tmp_path):
    def write(at):
        path = tmp_path / "mine.md"
        path.write_text(LESSON.format(at=at), "utf-8")
        return path

    return write


def test_a_lesson_without_faults_is_said_to_be_so(lesson, capsys):
    assert main(["lesson", "check", str(lesson("0 s"))]) == 0
    assert "1 steps; nothing is wrong" in capsys.readouterr().out


def test_a_fault_is_told_with_file_line_and_what_would_be_accepted(lesson, capsys):
    path = lesson("frist data")
    assert main(["lesson", "check", str(path)]) == 2
    told = capsys.readouterr()
    assert told.out.startswith(f"{path}:8: Frist data: this is nothing that a phrase can name.")
    assert "Accepted: " in told.out
    assert "1 problems in 1 lessons" in told.err


def test_faults_are_told_as_json_too(lesson, capsys):
    assert main(["lesson", "check", "--json", "-", str(lesson("tenth move"))]) == 2
    [row] = json.loads(capsys.readouterr().out)
    assert (row["line"], "only once" in row["what"]) == (8, True)


def test_a_file_that_is_not_there_is_bad_input(tmp_path, capsys):
    assert main(["lesson", "check", str(tmp_path / "no.md")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_lessons_are_listed_from_any_folder(lesson, capsys):
    folder = lesson("0 s").parent
    assert main(["lesson", "list", str(folder)]) == 0
    assert "mine" in capsys.readouterr().out
    assert main(["lesson", "list"]) == 0
    assert "the-problem" in capsys.readouterr().out
    assert main(["lesson", "list", str(folder / "none")]) == 2
