import ast
import json
from pathlib import Path

import simulation
from simulation import catalogue
from simulation.metrics import PARTS
from simulation.trace import ROLES
from simulation.wire.registry import HEADERS


def literal_arguments(functions: set[str], place: int) -> set[str]:
    """Return every text that the simulation's source hands to *functions* at *place*."""
    found = set()
    for path in Path(simulation.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) <= place:
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            argument = node.args[place]
            if name in functions and isinstance(argument, ast.Constant):
                found.add(argument.value)
    return {each for each in found if isinstance(each, str)}


def test_every_reason_for_a_drop_has_a_label():
    used = literal_arguments({"drop"}, 1) | literal_arguments({"_lose"}, 2)
    used = {code for code in used if " " not in code}
    assert used - set(catalogue.REASONS) == set()


def test_every_part_of_a_gap_has_a_look_of_its_own():
    assert list(catalogue.GAP_PARTS) == [key for key, *_ in PARTS]
    assert len(set(catalogue.GAP_PARTS.values())) == len(PARTS)
    assert {look.role for look in catalogue.GAP_PARTS.values()} <= {"", *ROLES}


def test_every_table_has_a_title():
    assert literal_arguments({"Table"}, 2) - set(catalogue.TABLES) == set()


def test_every_role_of_a_layer_has_a_short_label_and_a_hatch_of_its_own():
    assert set(catalogue.LAYER_ROLES) == set(ROLES)
    assert len({role.short for role in catalogue.LAYER_ROLES.values()}) == len(ROLES)
    assert len({role.hatch for role in catalogue.LAYER_ROLES.values()}) == len(ROLES)


def test_the_catalogue_is_plain_data_with_every_header():
    described = json.loads(json.dumps(catalogue.describe()))
    assert set(described["headers"]) == set(HEADERS)
    assert described["headers"]["ipv4"]["fields"][0]["bits"] == 4
