"""Grids of runs, their parts and their means."""

import pytest

from simulation import PRESETS, LimitError, ScenarioError
from simulation.experiments.sweep import axis, grid, means, part, value_of


def test_axes_and_parts_are_read_or_refused():
    assert axis("suite=a,b") == ("suite", ("a", "b"))
    assert part("2/8") == (2, 8)
    for bad in ("suite", "=a", "suite=", "suite=a,,b"):
        with pytest.raises(ScenarioError, match="--over"):
            axis(bad)
    for bad in ("0/2", "3/2", "x", "1/", "1/0"):
        with pytest.raises(ScenarioError, match="--part"):
            part(bad)


def test_the_grid_is_every_combination_with_every_seed():
    document = PRESETS["power-up-inside"].document("1.1", seed=10)
    axes = [("suite", ("aes-gcm", "3des-sha1")), ("link.office.loss", ("0", "0.5"))]
    found = grid([document], axes, seeds=3)
    assert len(found) == 12
    assert {each["seed"] for each in found} == {10, 11, 12}
    assert value_of(found[-1], "link.office.loss") == 0.5
    assert value_of(found[-1], "suite") == "3des-sha1"
    assert value_of(found[-1], "payload_octets") == 160


def test_grids_that_are_too_large_or_wrong_are_refused_before_anything_runs():
    document = PRESETS["power-up-inside"].document("1.1")
    with pytest.raises(LimitError, match="too many"):
        grid([document], [("suite", ("aes-gcm",) * 1000)], seeds=1000)
    with pytest.raises(ScenarioError, match="suite"):
        grid([document], [("suite", ("none",))], seeds=1)
    with pytest.raises(ScenarioError, match="--seeds"):
        grid([document], [("seed", ("1", "2"))], seeds=1)


def test_means_are_over_seeds_of_what_has_a_value():
    rows = [
        {"option": "0", "suite": "a", "seed": 1, "fingerprint": "x", "gap_max_ms": 10.0},
        {"option": "0", "suite": "a", "seed": 2, "fingerprint": "y", "gap_max_ms": 20.0},
        {"option": "0", "suite": "b", "seed": 1, "fingerprint": "z", "gap_max_ms": None},
    ]
    assert means(rows, [("suite", ("a", "b"))]) == [
        {"option": "0", "suite": "a", "runs": 2, "gap_max_ms": 15.0},
        {"option": "0", "suite": "b", "runs": 1, "gap_max_ms": None},
    ]
