from pathlib import Path

from simulation.lessons.documentation import tables

DOCUMENT = (Path(__file__).parents[3] / "docs" / "lessons.md").read_text("utf-8")


def test_the_documentation_holds_every_table_as_the_code_has_it():
    for heading, table in tables().items():
        assert f"## {heading}\n\n{table}" in DOCUMENT, f"{heading}: print it anew"
