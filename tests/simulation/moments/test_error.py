import pytest

from simulation.errors import AbsentError
from simulation.moments import MomentError, check


def test_a_phrase_that_makes_no_sense_is_nothing_that_a_run_lacks():
    with pytest.raises(MomentError) as caught:
        check("first elephant")
    assert not isinstance(caught.value, AbsentError)
