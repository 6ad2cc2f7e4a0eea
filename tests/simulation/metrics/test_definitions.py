"""Definitions say what, in which unit, and over what."""

import re

from simulation.metrics.definitions import DEFINITIONS, GROUPS, describe


def test_every_definition_is_a_sentence_with_a_unit():
    for each in DEFINITIONS:
        assert each.text.endswith((".", "?")), each.key
        assert each.title
        assert re.fullmatch(r"[a-z_]+", each.key)
        if each.key.endswith("_ratio"):
            assert each.unit == "1"


def test_what_the_browser_gets_is_the_whole_table():
    told = describe()
    assert told["groups"] == GROUPS
    assert len(told["definitions"]) == len(DEFINITIONS)
    assert set(told["definitions"][0]) == {"group", "key", "title", "unit", "text"}
