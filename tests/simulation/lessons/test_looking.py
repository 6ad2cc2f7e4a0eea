import pytest

from simulation.lessons import Problem
from simulation.lessons.lesson import Said
from simulation.lessons.looking import FOCUS, LENSES, VIEW, focus, lens, tables, view


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("packet", {"kind": "packet", "name": ""}),
        ("node x-ha", {"kind": "node", "name": "x-ha"}),
        ("pipe external", {"kind": "pipe", "name": "external-mip"}),
        ("layer ipsec", {"kind": "layer", "name": "ipsec"}),
    ],
)
def test_what_is_pointed_at_has_a_kind_and_a_name(text, found):
    assert focus(Said(text, 3)) == found


@pytest.mark.parametrize("text", ["pipe", "node nobody", "elephant", "layer x", "packet 7"])
def test_what_cannot_be_pointed_at_is_a_problem_of_its_line(text):
    assert isinstance(focus(Said(text, 3)), Problem)
    assert focus(Said(text, 3)).line == 3


def test_a_lens_is_nobody_everybody_or_a_node():
    assert lens(Said("anyone", 1)) == LENSES["anyone"]
    assert lens(Said("vpn-gw", 1)) == "vpn-gw"
    assert isinstance(lens(Said("nobody", 1)), Problem)


def test_a_view_sets_known_fields_to_what_they_can_be():
    assert view(Said("depth=lab, tab=state", 1)) == ({"depth": "lab", "tab": "state"}, [])
    _, problems = view(Said("depth=deep, colour=red, tab", 1))
    assert len(problems) == 3


def test_the_tables_name_all_of_it():
    assert set(tables()["view"]) == set(VIEW)
    assert set(tables()["focus"]) == set(FOCUS)
