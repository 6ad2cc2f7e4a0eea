import subprocess
from pathlib import Path

import pytest

from simulation.filters import parse
from simulation.filters.names import FIELDS, PROTOCOLS, SHORT
from simulation.filters.terms import COMMON, TERMS
from simulation.trace import KINDS
from simulation.wire.registry import HEADERS

ROOT = Path(__file__).parents[3]


def test_every_name_of_wiresharks_reads_fields_that_there_are():
    for name, sources in FIELDS.items():
        assert TERMS[name].headers == tuple(tuple(each.split(".")) for each in sources)
        for key, field in TERMS[name].headers:
            assert field in {row.name for row in HEADERS[key].table}


def test_short_names_are_messages_of_the_protocol_they_begin_with():
    for name, keys in SHORT.items():
        assert name.partition(".")[0] in PROTOCOLS
        assert set(keys) <= set(HEADERS)


@pytest.mark.tshark
def test_wireshark_knows_every_protocol_and_field_by_our_name(tshark):
    listed = subprocess.run([tshark, "-G", "fields"], capture_output=True, text=True, check=True)
    rows = [line.split("\t") for line in listed.stdout.splitlines()]
    protocols = {row[2] for row in rows if row[0] == "P"}
    fields = {row[2] for row in rows if row[0] == "F"}
    assert set(PROTOCOLS) <= protocols
    assert set(FIELDS) <= fields
    assert not set(SHORT) & fields, "Wireshark has these names; they belong to FIELDS"


def test_the_documentation_lists_every_name_with_what_it_reads():
    page = (ROOT / "docs/filters.md").read_text()
    for name, sources in [*FIELDS.items(), *PROTOCOLS.items(), *SHORT.items()]:
        assert f"| `{name}` | {', '.join(f'`{each}`' for each in sources)} |" in page
    for term in COMMON:
        assert f"| `{term.name}` | {term.meaning} |" in page
    for kind in KINDS:
        fields = ", ".join(f"`{each.name}`" for each in kind.fields)
        assert f"| `{kind.kind}` | {kind.meaning} | {fields} |" in page


def test_every_example_of_the_documentation_is_a_filter():
    page = (ROOT / "docs/filters.md").read_text()
    examples = page.split("```")[1].strip().splitlines()
    assert len(examples) > 5
    for each in examples:
        parse(each)
