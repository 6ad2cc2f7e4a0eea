"""The collector is quiet while it should be, and afterwards as it was."""

import gc

import pytest

from simulation.kernel.collector import quiet


@pytest.mark.parametrize("was_enabled", [True, False])
def test_the_collector_is_as_it_was(was_enabled):
    before = gc.isenabled()
    try:
        (gc.enable if was_enabled else gc.disable)()
        with quiet():
            assert not gc.isenabled()
        assert gc.isenabled() is was_enabled
        with pytest.raises(ZeroDivisionError), quiet():
            raise ZeroDivisionError
        assert gc.isenabled() is was_enabled
    finally:
        (gc.enable if before else gc.disable)()


def test_between_two_steps_of_a_run_everything_is_as_usual():
    from simulation import PRESETS, read_scenario
    from simulation.simulate import simulate_in_steps

    short = {**PRESETS["power-up-inside"].document("1.1"), "duration_ns": 1_500_000_000}
    assert all(gc.isenabled() for _ in simulate_in_steps(read_scenario(short), 50))
