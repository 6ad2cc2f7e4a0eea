"""Tables for a terminal, and CSV."""

import csv
import io

from simulation.experiments.table import table, text, to_csv


def test_numbers_stand_to_the_right_and_words_to_the_left():
    lines = table(("name", "count"), [("a", 1), ("longer", 1000), ("b", None)]).splitlines()
    assert lines == [
        "name    count",
        "------  -----",
        "a           1",
        "longer  1,000",
        "b           -",
    ]


def test_a_table_without_rows_is_its_head():
    assert table(("a", "bc"), []) == "a  bc\n-  --"


def test_values_as_text():
    assert text(1234567) == "1,234,567"
    assert text(0.25) == "0.25"
    assert text(2.0) == "2"
    assert text(True) == "yes"
    assert text(None) == "-"
    assert text("two\nlines") == "two lines"


def test_csv_quotes_what_needs_it():
    rows = [{"a": 'say "x", please', "b": 1}, {"a": "", "b": None}]
    assert list(csv.DictReader(io.StringIO(to_csv(rows)))) == [
        {"a": 'say "x", please', "b": "1"},
        {"a": "", "b": ""},
    ]
