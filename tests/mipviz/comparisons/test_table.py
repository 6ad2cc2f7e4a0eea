import pytest

from mipviz.comparisons.service import Answer
from mipviz.comparisons.table import rows, written
from simulation import PRESETS, read_scenario, simulate
from simulation.metrics import HEADLINES, headline, summary


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (None, "\u2013"),
        (0, "0"),
        (4270.513, "4,270.513"),
        (0.98, "0.98"),
        (1e6, "1,000,000"),
        (0.0704, "0.07"),
    ],
)
def test_a_figure_is_written_for_people(figure, text):
    assert written(figure) == text


def test_every_headline_is_a_row_and_every_answer_a_cell():
    document = {**PRESETS["leave-colocated"].document("1.1"), "duration_ns": 14_000_000_000}
    found = summary(simulate(read_scenario(document)))
    answers = [Answer(document, found), Answer(document, None)]
    made = rows(answers)
    assert [row.title for row in made] == [each.title for each in HEADLINES]
    figures = headline(found["metrics"])
    assert [row.cells for row in made] == [
        [written(figures[each.key]), "\u2013"] for each in HEADLINES
    ]
