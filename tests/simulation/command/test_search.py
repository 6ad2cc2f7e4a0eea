import json

import pytest

from simulation.command.cli import main
from simulation.command.output import InputError
from simulation.command.search import found, read, text

SHORT = ("--set", "duration_ns=12000000000")


def test_a_search_is_a_table_of_moments(capsys):
    assert main(["search", "1.1", "leave-colocated", "mip.request and node == x-ha", *SHORT]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "Registration Request" in lines[2]
    assert lines[-1] == f"{len(lines) - 4} matches"


def test_json_tells_every_match(capsys):
    assert main(["search", "1.1", "leave-colocated", "state changed", *SHORT, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["kind"] for row in rows} == {"state"}
    assert rows == sorted(rows, key=lambda row: row["event"])


def test_a_wrong_filter_is_refused_before_anything_is_simulated(capsys):
    assert main(["search", "1.1", "leave-colocated", "node = mn"]) == 2
    assert "accepted: ==; at: node >>>=<<< mn" in capsys.readouterr().err


def test_what_a_match_is_about_is_told_in_words(leaving):
    rows = found(leaving, read("dropped or row.table == bindings or action or state"))
    told = {row["kind"]: row["what"] for row in rows}
    assert set(told) == {"dropped", "row", "action", "state"}
    assert told["row"].startswith("bindings: ")
    assert " to " in told["state"]


def test_no_match_is_said():
    assert text([]) == "no event matches"


def test_a_filter_that_says_nothing_is_bad_input():
    with pytest.raises(InputError):
        read("")
