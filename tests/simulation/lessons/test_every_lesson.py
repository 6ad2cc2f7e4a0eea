"""Every lesson that comes with mipviz, run: each moment, figure and question is there."""

import functools
import json

import pytest

from simulation import read_scenario, simulate
from simulation.lessons import check, entries, shipped

ENTRIES = {each.slug: each for each in entries(shipped())}
FIRST = 5
"""So many lessons are run with every test, the others with the long ones."""
SLUGS = [
    pytest.param(slug, marks=pytest.mark.full) if place >= FIRST else slug
    for place, slug in enumerate(ENTRIES)
]


@functools.lru_cache(maxsize=6)
def _trace(key):
    return simulate(read_scenario(json.loads(key)))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_lesson_has_every_moment_figure_and_question(slug):
    lesson, problems = check(
        ENTRIES[slug].text, lambda document: _trace(json.dumps(document, sort_keys=True))
    )
    assert [each.told(slug) for each in problems] == []
    assert sum(step.ask is not None for step in lesson.steps) >= 2
    assert 5 <= lesson.minutes <= 8
