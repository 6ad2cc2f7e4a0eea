from simulation.filters.terms import COMMON, EXPECTS, TERMS
from simulation.trace import KINDS
from simulation.wire.fields import Bits
from simulation.wire.registry import HEADERS

HIDDEN = {"flow"}
"""Keys of headers whose name asks for more: data of a flow have that header, and a flow's name."""


def test_every_header_and_each_of_its_fields_is_a_name():
    for key, header in HEADERS.items():
        if key not in HIDDEN:
            assert (TERMS[key].headers, TERMS[key].meaning) == (((key, ""),), header.title)
        for row in header.table:
            term = TERMS[f"{key}.{row.name}"]
            assert (key, row.name) in term.headers
            if isinstance(row.field, Bits) and row.field.values:
                assert set(row.field.values) <= set(term.labels)


def test_every_kind_of_event_and_each_of_its_fields_is_a_name():
    for kind in KINDS:
        assert TERMS[kind.kind].kinds == (kind.kind,)
        for field in kind.fields:
            assert TERMS[f"{kind.kind}.{field.name}"].field == field.name


def test_no_name_hides_another():
    names = [
        *(set(HEADERS) - HIDDEN),
        *(kind.kind for kind in KINDS),
        *(term.name for term in COMMON),
    ]
    assert len(names) == len(set(names))


def test_every_name_can_be_written_and_says_what_it_means():
    for name, term in TERMS.items():
        assert term.name == name
        assert term.meaning.strip()
        assert EXPECTS[term.sort] == term.expects


def test_times_and_seconds_are_told_apart_by_the_tables():
    assert TERMS["flow.sent_ns"].sort == "time"
    assert TERMS["mip.life"].sort == "seconds"
    assert TERMS["tcp.rst"].sort == "flag"
    assert TERMS["ip.src"].sort == "address"
