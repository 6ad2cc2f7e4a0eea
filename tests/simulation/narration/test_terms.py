"""Explanations of terms."""

import re
from pathlib import Path

from simulation.narration.terms import NODES, TERMS, describe

SOURCES = Path(__file__).parents[3] / "simulation" / "narration"


def test_every_term_is_explained_in_whole_sentences():
    assert all(each.text.endswith(".") and each.text[0].isupper() for each in TERMS.values())


def test_every_term_that_prose_names_is_explained():
    named = {
        found
        for path in SOURCES.glob("*.py")
        for found in re.findall(r"term\(\s*\"[^\"]+\",\s*\"([a-z-]+)\"\s*\)", path.read_text())
    }
    assert named
    assert named <= set(TERMS)


def test_every_kind_of_node_of_a_run_is_introduced(run):
    kinds = {each["kind"] for each in run("1.1", "pseudo-nat-attack").head["nodes"]}
    assert kinds <= set(NODES)


def test_the_catalogue_carries_both():
    assert set(describe()) == {"terms", "kinds_of_node"}
