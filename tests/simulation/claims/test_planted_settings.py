"""A setting that is planted in the runs of a claim changes its figure: none was written by hand.

The tables in `planted` name, for each claim, settings for the run that its figure is read in,
or a function that returns another document for it.
"""

import importlib
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from simulation import read_scenario, with_settings
from simulation.claims import CLAIMS
from simulation.claims.claim import judged
from simulation.claims.judging import ledger
from simulation.claims.reading import Reading

FOLDER = Path(__file__).parent / "planted"
TABLES = [
    importlib.import_module(f"tests.simulation.claims.planted.{path.stem}").PLANTED
    for path in sorted(FOLDER.glob("*.py"))
]
PLANTED = {claim_id: planted for table in TABLES for claim_id, planted in table.items()}
BY_ID = {claim.id: claim for claim in CLAIMS if claim.judge is not None}
SAMPLE = ("1.1-pro-1", "1.1-con-2", "1.1-con-5")


def shown(claim):
    """Return what the claim's figure is read in, and the figure's unit."""
    names = {
        name: Reading(value=1.0, scenario=document, at_ns=0, event=0, packet=0)
        for name, (document, _) in claim.questions.items()
    }
    found = claim.judge(names)
    name = next(name for name, reading in names.items() if reading is found.shown)
    return claim.questions[name], found.unit


def changed(document, planted):
    """Return *document* with the settings, or as the function makes it."""
    if callable(planted):
        return read_scenario(planted(document)).document()
    settings = dict(each.split("=", 1) for each in planted)
    return read_scenario(with_settings(document, settings)).document()


def _figure_alone(got, unit):
    return judged(True, shown=got["shown"], unit=unit, against="")


def figures(ids, planted):
    """Return the numbers of these claims' figures, with or without what is planted."""
    claims = []
    for claim_id in ids:
        (document, measure), unit = shown(BY_ID[claim_id])
        asked = changed(document, PLANTED[claim_id]) if planted else document
        claims.append(
            replace(
                BY_ID[claim_id],
                asks={"shown": (asked, measure)},
                challenges={},
                judge=partial(_figure_alone, unit=unit),
            )
        )
    return [row["figure"]["value"] for row in ledger(claims)]


def unmoved(ids):
    """Return the claims of *ids* whose figures stay as they are whatever is planted."""
    both = zip(ids, figures(ids, planted=False), figures(ids, planted=True), strict=True)
    return [(claim_id, before) for claim_id, before, after in both if before == after]


def test_planted_settings_move_a_few_figures():
    assert unmoved(SAMPLE) == []


def test_every_claim_that_is_judged_has_a_planted_setting():
    assert set(PLANTED) == set(BY_ID)


@pytest.mark.full
def test_planted_settings_move_every_figure():
    assert unmoved(sorted(PLANTED)) == []
