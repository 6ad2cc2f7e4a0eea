import pytest

from simulation import errors


@pytest.mark.parametrize(
    "kind", [errors.WireError, errors.CheckError, errors.PolicyError, errors.MoveError]
)
def test_every_error_of_ours_is_known_as_such(kind):
    assert issubclass(kind, errors.SimulationError)


def test_a_scenario_error_says_what_where_and_what_would_do():
    error = errors.ScenarioError("no such thing", where="link.dmz", accepted="this | that")
    assert str(error) == "link.dmz: no such thing; accepted: this | that"
    assert (error.what, error.where, error.accepted) == (
        "no such thing",
        "link.dmz",
        "this | that",
    )


def test_a_limit_is_a_kind_of_scenario_error():
    assert issubclass(errors.LimitError, errors.ScenarioError)
    assert issubclass(errors.ScenarioError, ValueError)
