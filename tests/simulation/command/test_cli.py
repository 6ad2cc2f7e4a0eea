"""The command line as a user meets it: what it prints, what it writes, how it refuses."""

import csv
import io
import json
import re
import subprocess
import sys

import pytest

from simulation.command.cli import main

SHORT = ("--set", "duration_ns=12000000000")


def test_run_prints_outcome_metrics_and_fingerprint(run):
    code, out, err = run("run", "1.1", "leave-colocated", *SHORT)
    assert code == 0
    assert err == ""
    assert "Outcome: Data flowed again after the move." in out
    assert "mn: office to cellular" in out
    assert re.search(r"^fingerprint: [0-9a-f]{64}$", out, re.MULTILINE)


def test_run_and_compare_say_which_settings_do_nothing(run):
    short = [*SHORT, "--set", "overlapping_home=on"]
    _, out, _ = run("run", "1.1", "power-up-inside", *short)
    told = "Note: overlapping_home does nothing under option 1.1; it would under: option 5."
    assert told in out
    _, out, _ = run("compare", "0", "5", "1.1", "--scenario", "power-up-inside", *short)
    assert "Note: overlapping_home does nothing under options 0, 1.1; it would" in out
    assert "Note: " not in run("run", "5", "power-up-inside", *short)[1]


def test_json_is_all_that_is_printed_and_its_evidence_is_in_it(run, tmp_path):
    _, out, _ = run("run", "1.1", "leave-colocated", *SHORT, "--json")
    found = json.loads(out)
    assert list(found) == [
        "scenario", "notes", "fingerprint", "engine", "outcome", "metrics", "handovers", "drops",
        "events",
    ]  # fmt: skip
    gap = found["handovers"][0]["directions"][0]["gap_ms"]
    last, first = (found["events"][number] for number in gap["evidence"])
    assert last["kind"] == first["kind"] == "delivered"
    assert gap["value"] == (first["at_ns"] - last["at_ns"]) / 1e6
    assert run("run", "1.1", "leave-colocated", *SHORT, "--json", "-")[1] == out
    file = tmp_path / "out.json"
    words = run("run", "1.1", "leave-colocated", *SHORT, "--json", str(file))[1]
    assert json.loads(file.read_text()) == found
    assert f"fingerprint: {found['fingerprint']}" in words


def test_settings_and_seeds_reach_the_scenario(run):
    same = ("run", "1.1", "power-up-inside", "--json", "--set", "duration_ns=2000000000")
    found = json.loads(
        run(*same, "--set", "suite=aes-gcm", "--set", "link.office.loss=0.5", "--seed", "7")[1]
    )
    assert found["scenario"]["suite"] == "aes-gcm"
    assert found["scenario"]["link"] == {"office": {"loss": 0.5}}
    assert found["scenario"]["seed"] == 7
    assert found["fingerprint"] != json.loads(run(*same)[1])["fingerprint"]


def test_files_are_written(run, tmp_path):
    capture, directory, figures = tmp_path / "a.pcapng", tmp_path / "shark", tmp_path / "a.csv"
    code, *_ = run(
        "run", "1.1", "power-up-inside", "--set", "duration_ns=2000000000",
        "--pcapng", str(capture), "--wireshark", str(directory), "--csv", str(figures),
    )  # fmt: skip
    assert code == 0
    assert capture.read_bytes()[:4] == b"\x0a\x0d\x0d\x0a"
    assert (directory / "esp_sa").exists()
    rows = list(csv.DictReader(io.StringIO(figures.read_text())))
    delays = [row for row in rows if row["metric"] == "delay_mean_ms" and row["group"] == "flows"]
    assert delays[0]["unit"] == "ms"
    assert float(delays[0]["value"]) > 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "9", "leave-colocated"), ("option", "dual-ha")),
        (("run", "1.1", "nowhere"), ("nowhere", "leave-colocated")),
        (("run", "1.1", "leave-colocated", "--set", "suite=rot13"), ("suite", "aes-gcm")),
        (("run", "1.1", "leave-colocated", "--set", "suite"), ("--set", "KEY=VALUE")),
        (("run", "1.1", "leave-colocated", "--set", "nonsense=1"), ("nonsense", "encapsulation")),
        (("run", "1.1", "leave-colocated", "--seed", "x"), ("seed", "integer")),
        (
            ("run", "1.1", "leave-colocated", "--set", "duration_ns=1e99"),
            ("duration_ns", "integer"),
        ),
        (("run", "1.1"), ("SCENARIO", "--help")),
        (("run", "1.1", "power-up-inside", *SHORT, "--csv", "/no/such/x"), ("/no/such/x", "path")),
        (("run", "1.1", "power-up-inside", *SHORT, "--csv", "-"), ("-: ", "--json")),
        (("fly",), ("fly", "compare")),
        (("sweep", "1.1", "--scenario", "leave-colocated", "--over", "suite"), ("--over", "KEY=")),
        (("sweep", "1.1", "--scenario", "leave-colocated", "--part", "3/2"), ("--part", "I/N")),
        (
            ("sweep", "1.1", "--scenario", "leave-colocated", "--seeds", "0"),
            ("--seeds", "1 to 999999"),
        ),
        (("claims", "9"), ("option", "dual-ha")),
        (("claims", "--jobs", "0"), ("--jobs", "1 to 999999")),
    ],
)
def test_bad_input_is_told_in_one_line_with_what_would_do(run, arguments, words):
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert "accepted: " in err
    assert all(word in err for word in words)


def test_scenario_files_that_are_none_are_refused(run, tmp_path):
    for name, content in (
        ("a", "{"),
        ("b", "[]"),
        ("c", '{"flies": 1}'),
        ("d", "x" * (1 << 21)),
        ("e", "[" * 200_000),
    ):
        file = tmp_path / name
        file.write_text(content)
        code, _, err = run("run", "1.1", str(file))
        assert code == 2
        assert err.count("\n") == 1


def test_the_fault_of_the_engine_is_not_the_users(monkeypatch, run):
    monkeypatch.delenv("MIPVIZ_TRACEBACK", raising=False)
    monkeypatch.setattr("simulation.command.cli.simulate", lambda scenario: 1 // 0)
    code, out, err = run("run", "1.1", "power-up-inside")
    assert code == 1
    assert out == ""
    assert "ZeroDivisionError" in err
    monkeypatch.setenv("MIPVIZ_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main(["run", "1.1", "power-up-inside"])


def test_the_module_runs_without_django():
    words = "import sys; sys.modules['django'] = None; import runpy; sys.argv[1:] = ['options']; "
    done = subprocess.run(
        [sys.executable, "-c", words + "runpy.run_module('simulation', run_name='__main__')"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "baseline" in done.stdout
