"""A comparison: the same scenario, one row per option."""

from simulation import PRESETS, read_scenario
from simulation.experiments.compare import compare


def document(option):
    short = {**PRESETS["power-up-inside"].document(option), "duration_ns": 2_000_000_000}
    return read_scenario(short).document()


def test_rows_differ_in_their_option_alone():
    found = compare([document("0"), document("1.1")], jobs=1)
    assert [row["option"] for row in found["rows"]] == ["0", "1.1"]
    assert set(found["rows"][0]) == {"option", "fingerprint", "outcome", "metrics"}
    shared = {key: value for key, value in document("0").items() if key != "option"}
    assert found["scenario"] == shared


def test_an_option_alone_gives_the_same_as_in_company():
    (alone,) = compare([document("1.1")], jobs=1)["rows"]
    assert alone == compare([document("0"), document("1.1")], jobs=1)["rows"][1]
