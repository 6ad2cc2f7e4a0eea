"""From claims to rows of the ledger."""

from functools import partial

from simulation.claims import judging
from simulation.claims.claim import Claim, judged
from simulation.claims.measures import data
from simulation.claims.scenes import outside_only

DELIVERY = partial(data.delivery, flow="mn > cn", since_s=5)


def row(*, expects: float, why: str = "", declared: bool = False) -> dict:
    claim = Claim(
        id="1.1-pro-5",
        text="A sentence.",
        settled_by="run",
        asks={"share": (outside_only("1.1"), DELIVERY)},
        judge=lambda got: judged(
            got["share"].value == expects, shown=got["share"], unit="share", against="nothing"
        ),
        unchallenged=why,
        declared=declared,
    )
    return judging.ledger([claim], jobs=1)[0]


def test_a_row_has_the_published_shape():
    found = row(expects=1)
    assert set(found) == {
        "id", "option", "section", "kind", "text", "settled_by", "verdict", "figure", "evidence",
    }  # fmt: skip
    assert found["figure"] == {
        "value": 1, "unit": "share", "compared_with": "nothing; measured with packets_per_second=5",
    }  # fmt: skip
    assert found["evidence"]["scenario"] == outside_only("1.1"), "called as the claim calls it"


def test_the_verdict_follows_the_number():
    assert row(expects=1)["verdict"] == "supported"
    assert row(expects=0)["verdict"] == "contradicted"


def test_a_claim_that_no_setting_can_break_says_why():
    told = row(expects=1, why="It is so everywhere.")["figure"]["compared_with"]
    assert told.endswith("; tried in no other setting: It is so everywhere.")


def test_a_claim_that_reads_a_declaration_says_so():
    told = row(expects=1, declared=True)["figure"]["compared_with"]
    assert "; read also from what the option declares to change" in told
