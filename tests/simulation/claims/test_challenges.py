"""No judge chooses the setting in which its claim holds: each tries settings that may break it."""

import random
from collections.abc import Mapping

import pytest

from simulation import read_scenario
from simulation.claims import CLAIMS
from simulation.claims.claim import RUN, SECTIONS
from simulation.claims.measures import structure
from simulation.claims.reading import Reading

CHALLENGED = [each for each in CLAIMS if each.challenges]
VALUES = (*[0.0] * 4, *[1.0] * 4, 0.5, 2.0, 3.0, 5.0, 10.0, 20.0, 90.0, 400.0, 5_000.0, 100_000.0)
WORDS = (
    "", "10.0.1.10", "10.9.0.5", "10.1.0.100", "192.0.2.30", "home-agent", "esp", "i-ha",
    "home-agent-parameter", "path-setup", "mobile-node, vpn-gateway, IPsec",
)  # fmt: skip
"""What readings may say; enough to satisfy, and to break, every judge that looks at words."""
TRIES = 600


class Watched(Mapping):
    """Readings that note which of them were looked at."""

    def __init__(self, readings):
        self.readings, self.read = readings, set()

    def __getitem__(self, name):
        self.read.add(name)
        return self.readings[name]

    def __iter__(self):
        return iter(self.readings)

    def __len__(self):
        return len(self.readings)


def reading(chance, document) -> Reading:
    return Reading(
        value=chance.choice(VALUES), words=chance.choice(WORDS), scenario=document,
        at_ns=0, event=0, packet=0,
    )  # fmt: skip


def digest(ask) -> str:
    return read_scenario(ask[0]).digest()


@pytest.fixture(params=CHALLENGED, ids=lambda claim: claim.id)
def claim(request):
    return request.param


@pytest.mark.parametrize("part", SECTIONS)
def test_every_claim_that_runs_settle_has_a_challenge(part):
    without = [
        each.id for each in CLAIMS
        if each.part == part and each.settled_by == RUN and not each.challenges
    ]  # fmt: skip
    assert without == []


@pytest.mark.parametrize("part", SECTIONS)
def test_a_claim_by_structure_has_a_challenge_or_says_why_no_setting_matters(part):
    odd = [
        each.id for each in CLAIMS
        if each.part == part and each.judge is not None
        and bool(each.challenges) == each.unchallenged.endswith(".")
    ]  # fmt: skip
    assert odd == []


def test_a_challenge_is_another_run_than_the_ordinary_ones(claim):
    assert not set(claim.challenges) & set(claim.asks)
    ordinary = {digest(each) for each in claim.asks.values()}
    assert not {digest(each) for each in claim.challenges.values()} & ordinary


def test_the_verdict_turns_on_what_each_challenge_brings(claim):
    chance = random.Random(claim.id)
    documents = {name: document for name, (document, _) in claim.questions.items()}
    still = set(claim.challenges)
    for _ in range(TRIES):
        readings = {name: reading(chance, document) for name, document in documents.items()}
        before = claim.judge(readings).parts
        for name in sorted(still):
            other = {**readings, name: reading(chance, documents[name])}
            if claim.judge(other).parts != before:
                still.discard(name)
        if not still:
            break
    assert still == set(), "read or not, these decide nothing"


def test_each_setting_that_a_judge_tries_is_a_challenge_and_everything_asked_for_is_read(claim):
    chance = random.Random(claim.id)
    read = set()
    for _ in range(TRIES):
        readings = Watched(
            {name: reading(chance, document) for name, (document, _) in claim.questions.items()}
        )
        tried = [each.reading for each in claim.judge(readings).trials]
        challenges = [readings.readings[name] for name in claim.challenges]
        assert tried
        assert all(any(each is one for one in challenges) for each in tried)
        read |= readings.read
        if read == set(claim.questions):
            break
    assert read == set(claim.questions)


def test_what_an_option_declares_is_said_to_settle_the_claim_that_reads_it():
    reads = {
        each.id for each in CLAIMS
        if any(measure is structure.changed for _, measure in each.questions.values())
    }  # fmt: skip
    assert reads == {each.id for each in CLAIMS if each.declared} != set()
