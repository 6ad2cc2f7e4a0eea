"""Units that read well beside their number."""

import pytest

from simulation.claims.reading import Reading
from simulation.claims.units import Unit, count, counted, percent, share, written


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (1.0, count("new type"), (1, "new type")),
        (0.0, count("new type"), (0, "new types")),
        (9.0, count("address", "at once", many="addresses"), (9, "addresses at once")),
        (1.0, count("address", "at once", many="addresses"), (1, "address at once")),
        (1.0, percent("of moves after which data flowed again"),
         (100, "% of moves after which data flowed again")),
        (0.98765, percent("delivered"), (98.77, "% delivered")),
        (0.01, percent("delivered"), (1, "% delivered")),
        (2.0, Unit("forgery or replay", "forgeries and replays"), (2, "forgeries and replays")),
        (12.3456789, "ms", (12.345679, "ms")),
    ],
)  # fmt: skip
def test_one_thing_is_named_otherwise_than_several(value, unit, shown):
    assert written(value, unit) == shown


def test_a_whole_number_is_an_integer():
    assert isinstance(written(20.0, "octets")[0], int)
    assert isinstance(written(0.5, percent("x"))[0], int)


def test_a_number_in_a_sentence_has_its_unit():
    one = Reading(value=1, scenario={}, at_ns=0, event=0, packet=1)
    assert counted(one, count("SA setup")) == "1 SA setup"


def test_a_share_beside_another_is_in_per_cent_too():
    assert share(Reading(value=0.125, scenario={}, at_ns=0, event=0, packet=1)) == "12.5 %"
