import ast
from pathlib import Path

import mipviz
from mipviz.http.refusal import STATUS, RefusalError
from simulation.errors import LimitError, ScenarioError


def test_a_scenario_error_keeps_what_where_and_accepted():
    error = ScenarioError("9 is no seed", where="seed", accepted="a number")
    assert RefusalError.of_scenario(error).document() == {
        "code": "bad-scenario",
        "message": "seed: 9 is no seed",
        "accepted": "a number",
    }


def test_a_limit_is_told_from_a_mistake():
    error = LimitError("too long", where="duration_ns", accepted="less")
    assert RefusalError.of_scenario(error).code == "limit"


def test_every_code_that_is_used_is_in_the_table():
    used = set()
    for path in Path(mipviz.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "RefusalError":
                used |= {code.value for code in node.args[:1] if isinstance(code, ast.Constant)}
    assert used <= set(STATUS)
    assert len(used) > 10


def test_every_code_has_an_http_status_that_says_whose_fault_it_is():
    assert all(status in range(400, 508) for status in STATUS.values())
    assert STATUS["failed"] == 500
    assert STATUS["bad-scenario"] == 400
