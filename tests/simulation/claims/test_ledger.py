"""The ledger as a list: ids, totals, kinds, and the shape of what is judged."""

import json
from collections import Counter

import pytest

from simulation import read_scenario, simulate
from simulation.claims import CLAIMS, judge
from simulation.claims.claim import SECTIONS

VERDICTS = {"supported", "contradicted", "depends"}
BULLETS = {
    "1.1": {"pro": (6, 0), "con": (7, 4)},
    "SEC": {"sec": (5, 2), "prose": (3, 0)},
    "1.2": {"pro": (4, 4), "con": (9, 14), "prose": (1, 0)},
    "1.3": {"pro": (1, 0), "con": (2, 0)},
    "2": {"pro": (2, 3), "con": (6, 11)},
    "3": {"pro": (5, 0), "con": (3, 1), "open": (4, 0)},
    "4": {"pro": (2, 0), "con": (4, 0)},
    "5": {"pro": (2, 0), "con": (5, 0), "prose": (1, 0)},
    "6": {"open": (3, 0)},
    "7": {"pro": (2, 0), "con": (2, 0), "prose": (2, 0)},
}
"""Top-level and nested bullets that the draft has in each part, and remarks in prose."""
SETTLED = {
    "1.1": (5, 5, 7),
    "SEC": (6, 2, 2),
    "1.2": (16, 9, 7),
    "1.3": (1, 1, 1),
    "2": (8, 8, 6),
    "3": (6, 3, 4),
    "4": (4, 1, 1),
    "5": (3, 2, 3),
    "6": (1, 0, 2),
    "7": (2, 3, 1),
}
"""How many of them runs, structure, and judgement settle."""


def marker(claim):
    """Return the word of a claim's id, prose for what is no bullet."""
    rest = claim.id.removeprefix(claim.part + "-")
    word, _, number = rest.rpartition("-")
    if word == "desc" or number.startswith("X"):
        return "prose"
    return word or "sec"


@pytest.fixture(scope="module")
def rows():
    """The rows of three short sections, judged."""
    return judge(["1.3", "4", "6"])


def test_there_are_120_with_ids_of_their_own():
    assert len(CLAIMS) == len({claim.id for claim in CLAIMS}) == 120


@pytest.mark.parametrize("part", SECTIONS)
def test_each_section_has_the_bullets_of_the_draft(part):
    found = Counter((marker(each), each.nested) for each in CLAIMS if each.part == part)
    expected = {
        (word, nested): count
        for word, counts in BULLETS[part].items()
        for nested, count in zip((False, True), counts, strict=True)
        if count
    }
    assert found == expected


@pytest.mark.parametrize("part", SECTIONS)
def test_each_section_is_settled_as_it_can_be(part):
    found = Counter(each.settled_by for each in CLAIMS if each.part == part)
    ways = ("run", "structure", "judgement")
    assert tuple(found[way] for way in ways) == SETTLED[part]


def test_kinds_follow_the_ids():
    kinds = Counter(each.kind for each in CLAIMS)
    assert kinds == {"pro": 31, "con": 64, "open": 7, "security": 7, "comment": 11}


def test_concerns_of_the_common_section_are_about_both_options():
    assert {each.options for each in CLAIMS if each.part == "SEC"} == {("1.1", "1.2")}


def test_what_nobody_settles_says_why_and_asks_for_nothing():
    for claim in CLAIMS:
        alone = claim.settled_by == "judgement"
        assert (
            alone
            == (claim.judge is None)
            == (not claim.questions)
            == ("Not settled:" in claim.text)
        )


def test_texts_are_sentences():
    for claim in CLAIMS:
        assert claim.text.endswith(".")
        assert len(claim.text) < 320


def test_every_scenario_is_read_back_as_it_is():
    for claim in CLAIMS:
        for document, _ in claim.questions.values():
            assert read_scenario(document).document() == document


def test_rows_have_the_published_shape(rows):
    assert [row["id"].split("-")[0] for row in rows] == ["1.3"] * 3 + ["4"] * 6 + ["6"] * 3
    for row in rows:
        assert list(row) == [
            *("id", "option", "section", "kind", "text"),
            *("settled_by", "verdict", "figure", "evidence"),
        ]  # fmt: skip
        if row["settled_by"] == "judgement":
            assert (row["verdict"], row["figure"], row["evidence"]) == ("not-settled", None, None)
        else:
            assert row["verdict"] in VERDICTS
            assert set(row["figure"]) == {"value", "unit", "compared_with"}
            assert set(row["evidence"]) == {"scenario", "at_ns", "event", "packet", "row"}
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows


def test_evidence_can_be_opened(rows):
    traces = {}
    for row in rows:
        if row["evidence"] is not None:
            found = row["evidence"]
            key = json.dumps(found["scenario"], sort_keys=True)
            if key not in traces:
                traces[key] = simulate(read_scenario(found["scenario"]))
            shown(traces[key], found)


def shown(trace, evidence):
    """Check that the event of *evidence* is there, and is about its packet or row."""
    event = trace.events[evidence["event"]]
    assert event.at_ns == evidence["at_ns"] <= trace.head["duration_ns"]
    if evidence["row"] is None:
        assert event.packet == evidence["packet"] < len(trace.packets)
    else:
        assert evidence["packet"] is None
        assert event.kind == "row"
        assert (event.node, event.table, event.key) == tuple(evidence["row"].values())


def test_one_process_finds_what_several_find(rows):
    assert judge(["6"], jobs=1) == [row for row in rows if row["option"] == ["6"]]


def test_options_without_claims_have_none():
    assert judge(["5265"]) == []


@pytest.mark.full
def test_the_whole_ledger_is_judged_and_its_evidence_opens():
    rows = judge()
    assert len(rows) == 120
    judged = [row for row in rows if row["settled_by"] != "judgement"]
    assert len(judged) == 86
    test_evidence_can_be_opened(rows)
