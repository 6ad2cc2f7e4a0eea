"""The command line takes whatever is written: it does what was asked, or says why not in a line."""

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

from simulation.command import main
from simulation.errors import ScenarioError
from simulation.options import NAMES
from simulation.scenario import Scenario
from tests.hostile import DIGITS, DOCUMENTS, FLOATS, TEXTS, VALUES

EXAMPLES = settings(max_examples=80, deadline=None)
LONG = "9" * 5_000


def run(*arguments):
    """Return exit code and what was said on standard error."""
    errors = io.StringIO()
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
        code = main(list(arguments))
    return code, errors.getvalue()


def refused(*arguments):
    code, said = run(*arguments)
    assert code == 2, said
    assert said.count("\n") == 1
    assert len(said) < 4_000
    assert "accepted: " in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "1.1", "power-up-inside", "--seed", LONG),
        ("run", "1.1", "power-up-inside", "--set", f"seed={LONG}"),
        ("run", "1.1", "power-up-inside", "--set", f"duration_ns={LONG}"),
        ("run", "1.1", "power-up-inside", "--set", f"payload_octets={LONG}"),
        ("run", "1.1", "power-up-inside", "--set", f"link.hotspot.mtu={LONG}"),
        ("run", LONG, "power-up-inside"),
        ("run", "1.1", LONG),
        ("run", "1.1", "a\x00b"),
        ("compare", "1.1", "--scenario", "power-up-inside", "--jobs", LONG),
        ("compare", "1.1", "--scenario", "power-up-inside", "--jobs", "0"),
        ("sweep", "1.1", "--scenario", "power-up-inside", "--seeds", LONG),
        ("sweep", "1.1", "--scenario", "power-up-inside", "--seeds", "9" * 12),
        ("sweep", "1.1", "--scenario", "power-up-inside", "--part", f"{LONG}/{LONG}"),
        ("sweep", "1.1", "--scenario", "power-up-inside", "--part", f"1/{LONG}"),
        ("sweep", "1.1", "--scenario", "power-up-inside", "--over", f"seed={LONG}"),
        ("claims", LONG),
        ("claims", "--jobs", LONG),
        ("bench", "--option", LONG),
    ],
    ids=lambda arguments: " ".join(arguments)[:60].replace("\x00", "0"),
)
def test_a_number_beyond_every_bound_is_refused_in_one_line(arguments):
    refused(*arguments)


@EXAMPLES
@given(TEXTS)
def test_a_setting_is_refused_or_read(text):
    for setting in (f"wings={text}", f"suite={text}x", text.replace("=", ":")):
        refused("run", "1.1", "power-up-inside", "--set", setting)


@EXAMPLES
@given(DOCUMENTS)
def test_a_file_that_is_no_scenario_is_refused(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("scenario") / "it.json"
    more = ',"wings":1}' if len(text) > 2 else '"wings":1}'
    path.write_bytes((text[:-1] + more).encode("utf-8", "surrogatepass"))
    refused("run", "1.1", str(path))


@EXAMPLES
@given(VALUES)
def test_a_document_of_any_json_is_read_or_refused(text):
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    for document in ({"seed": value}, {"link": {"hotspot": {"mtu": value}}}, {"start": value}):
        with contextlib.suppress(ScenarioError):
            Scenario.from_document(document, NAMES)
    for key in ("duration_ns", "actions", "flows", "suite", "user_seconds", "title", "slug"):
        with contextlib.suppress(ScenarioError):
            Scenario.from_document({key: value}, NAMES)


@EXAMPLES
@given(DIGITS | FLOATS)
def test_a_seed_is_a_number_or_refused(text):
    code, said = run("sweep", "1.1", "--scenario", "power-up-inside", "--seed", text, "--part", "x")
    assert code == 2, said


def output(arguments, stdout, **more):
    """Run the command line with its output going to *stdout*; return exit code and errors."""
    done = subprocess.run(
        [sys.executable, "-m", "simulation", *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        **more,
    )
    return done.returncode, done.stderr


PRINTED = [("options",), ("--help",), ("--version",), ("scenarios", "--keys", "--json")]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", PRINTED, ids=" ".join)
def test_an_output_that_is_full_is_told_in_one_line(arguments):
    with Path("/dev/full").open("w") as full:
        code, errors = output(arguments, full)
    assert (code, errors.count("\n")) == (3, 1), errors
    assert "No space left on device; accepted: " in errors


@pytest.mark.parametrize("arguments", PRINTED, ids=" ".join)
def test_an_output_that_is_closed_is_told_in_one_line(arguments):
    code, errors = output(arguments, None, preexec_fn=lambda: os.close(1))
    assert (code, errors.count("\n")) == (3, 1), errors


def test_a_reader_who_has_seen_enough_is_no_fault():
    reading, writing = os.pipe()
    os.close(reading)
    assert output(("scenarios", "--keys", "--json"), writing) == (0, "")
    os.close(writing)


def test_the_version_names_program_and_engine():
    told = subprocess.run(
        [sys.executable, "-m", "simulation", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.fullmatch(r"mipviz \d+\.\d+\.\d+, engine \S+\n", told.stdout)
