import errno
import json
import sys

import pytest

from simulation.command.output import InputError, OutputError, printed, tell, write, writing


def test_json_is_all_that_standard_output_shows_where_it_is_asked_for(capsys):
    tell("-", {"a": "é"}, lambda: "words")
    assert capsys.readouterr().out == '{"a":"é"}\n'


def test_json_in_a_file_leaves_the_words_on_standard_output(tmp_path, capsys):
    tell(str(tmp_path / "it.json"), {"a": 1}, lambda: "words")
    assert capsys.readouterr().out == "words\n"
    assert json.loads((tmp_path / "it.json").read_text()) == {"a": 1}


@pytest.mark.parametrize("where", ["-", "/nowhere/at/all", "/"])
def test_a_path_that_cannot_be_written_is_bad_input(where):
    with pytest.raises(InputError, match="accepted: a path"):
        write(where, "text")


def test_what_fails_while_a_file_is_written_names_the_file():
    with pytest.raises(InputError, match=r"it\.csv: cannot be written \(full\)"), writing("it.csv"):
        raise OSError(errno.ENOSPC, "full")


def test_an_output_that_fails_is_told_and_nothing_else_is_hidden(monkeypatch):
    with pytest.raises(FileNotFoundError), printed():
        raise FileNotFoundError(errno.ENOENT, "no such file", "it.json")
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(OutputError, match="closed"), printed():
        pass
