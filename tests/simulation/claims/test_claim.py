"""Claims and judgements as data."""

import pytest

from simulation.claims.claim import CONTRADICTED, DEPENDS, SUPPORTED, Claim, judged, tried
from simulation.claims.reading import Reading

READING = Reading(value=20.0, scenario={"option": "1.1"}, at_ns=5, event=3, packet=7)


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ((True,), SUPPORTED),
        ((True, True), SUPPORTED),
        ((False,), CONTRADICTED),
        ((False, False), CONTRADICTED),
        ((True, False), DEPENDS),
    ],
)
def test_all_some_or_none_of_the_parts_hold(parts, verdict):
    assert judged(*parts, shown=READING, unit="octets", against="0").verdict == verdict


HARSH = Reading(
    value=7.0, scenario={"option": "1.1", "title": "A long day", "dpd_s": 5.0},
    at_ns=5, event=3, packet=7,
)  # fmt: skip


def test_a_setting_that_breaks_a_claim_makes_it_depend_and_is_named():
    found = judged(
        True, tried(False, HARSH, "7 octets"), tried(True, READING, "none"),
        shown=READING, unit="octets", against="16",
    )  # fmt: skip
    assert found.verdict == DEPENDS
    assert found.figure["compared_with"] == (
        "16; broken by “A long day” under option 1.1 with dpd_s=5: 7 octets"
    )


def test_evidence_is_the_run_that_broke_a_claim_and_else_the_one_of_its_figure():
    def evidence(holds):
        parts = (True, tried(True, READING, "none"), tried(holds, HARSH, "7 octets"))
        return judged(*parts, shown=READING, unit="octets", against="16").evidence["scenario"]

    assert evidence(holds=False) == HARSH.scenario
    assert evidence(holds=True) == READING.scenario


def test_settings_that_could_not_break_a_claim_are_all_named():
    found = judged(
        True, tried(True, HARSH, "7 octets"), tried(True, READING, "none"),
        shown=READING, unit="octets", against="16",
    )  # fmt: skip
    assert found.verdict == SUPPORTED
    assert found.figure["compared_with"] == (
        "16; not broken by “A long day” under option 1.1 with dpd_s=5: 7 octets; "
        "“” under option 1.1: none"
    )


def test_no_claim_is_supported_by_settings_that_were_to_break_it_alone():
    found = judged(
        False, tried(True, HARSH, "7 octets"), shown=READING, unit="octets", against="16"
    )
    assert found.verdict == DEPENDS


def test_a_whole_number_is_shown_as_one():
    found = judged(True, shown=READING, unit="octets", against="16")
    assert found.figure == {"value": 20, "unit": "octets", "compared_with": "16"}
    assert isinstance(found.figure["value"], int)


def test_the_figure_says_under_which_parameters_it_was_measured():
    reading = Reading(value=1, scenario={"dpd_s": 5.0}, at_ns=0, event=0, packet=1)
    found = judged(True, shown=reading, unit="s", against="2 without")
    assert found.figure["compared_with"] == "2 without; measured with dpd_s=5"


def test_evidence_may_be_elsewhere_than_the_number():
    row = Reading(value=1, scenario={}, at_ns=9, event=4, row=("vpn-gw", "sad", "0x1 out"))
    found = judged(True, shown=READING, unit="octets", against="0", at=row)
    assert found.evidence == {
        "scenario": {},
        "at_ns": 9,
        "event": 4,
        "packet": None,
        "row": {"node": "vpn-gw", "table": "sad", "key": "0x1 out"},
    }


@pytest.mark.parametrize(
    ("name", "part", "kind", "nested", "section"),
    [
        ("1.1-pro-1", "1.1", "pro", False, "2.2.2"),
        ("1.1-con-1N2", "1.1", "comment", True, "2.2.2"),
        ("SEC-2a", "SEC", "security", True, "2.2.3"),
        ("SEC-X3", "SEC", "comment", False, "2.2.3"),
        ("1.2-sec-X1", "1.2", "comment", False, "2.3.2"),
        ("3-open-2", "3", "open", False, "2.6.2"),
        ("5-X1", "5", "comment", False, "2.8.2"),
        ("7-desc-1", "7", "comment", False, "2.10.1"),
        ("7-con-2", "7", "con", False, "2.10.2"),
    ],
)
def test_what_an_id_tells(name, part, kind, nested, section):
    claim = Claim(id=name, text="", settled_by="judgement")
    assert (claim.part, claim.kind, claim.nested, claim.section) == (part, kind, nested, section)
