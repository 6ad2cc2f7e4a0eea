"""The same scenario, the same trace: on every machine, in every process, in years to come."""

import os
import subprocess
import sys

import pytest

from simulation import OPTIONS, PRESETS
from tests.write_fingerprints import PATH, combinations, fingerprint, recorded

QUICK = [(option, "power-up-inside") for option in OPTIONS] + [
    ("1.1", "handover-outside"),
    ("1.1", "behind-nat"),
]
CHANGED = "the trace changed; if it was meant to, run `make fingerprints` and raise ENGINE"
PROGRAM = (
    "import sys\n"
    "from tests.write_fingerprints import fingerprint\n"
    "print(fingerprint(*sys.argv[1:3], int(sys.argv[3])))\n"
)


def in_a_process(hash_seed: str, option: str, preset: str, seed: int) -> str:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, option, preset, str(seed)],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        cwd=PATH.parent.parent,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


@pytest.mark.parametrize("option", ["1.1", "6"])
def test_two_processes_with_other_hash_seeds_make_the_same_trace(option):
    prints = {
        in_a_process(hash_seed, option, "leave-foreign-agent", 7) for hash_seed in ("0", "4242")
    }
    assert len(prints) == 1
    assert prints == {fingerprint(option, "leave-foreign-agent", 7)}
    assert len(prints.pop()) == 64


def test_another_seed_makes_another_trace():
    assert fingerprint("1.1", "power-up-inside", 2) != fingerprint("1.1", "power-up-inside", 3)


def test_every_option_and_preset_is_recorded():
    table = recorded()
    assert list(table) == list(OPTIONS)
    assert all(list(row) == list(PRESETS) for row in table.values())


@pytest.mark.parametrize(("option", "preset"), QUICK)
def test_traces_are_those_on_record(option, preset):
    assert fingerprint(option, preset) == recorded()[option][preset], CHANGED


@pytest.mark.full
@pytest.mark.parametrize(
    ("option", "preset"), [each for each in combinations() if each not in QUICK]
)
def test_every_trace_is_the_one_on_record(option, preset):
    assert fingerprint(option, preset) == recorded()[option][preset], CHANGED
