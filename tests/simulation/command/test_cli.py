"""The command line as a user meets it: what it prints, what it writes, how it refuses."""

import csv
import io
import json
import re
import subprocess
import sys
import types

import pytest

from simulation import OPTIONS, PARAMETERS, PRESETS
from simulation.command.cli import main

SHORT = ("--set", "duration_ns=12000000000")


@pytest.fixture
def run(capsys):
    """Return a function that runs a command and returns exit code, output and complaint."""

    def command(*arguments):
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def test_options_are_a_table_and_json(run):
    code, out, _ = run("options", "--json")
    assert code == 0
    rows = json.loads(out)
    assert {row["id"] for row in rows} == set(OPTIONS)
    assert all(set(row) == {"id", "slug", "title", "section", "roles"} for row in rows)
    _, words, _ = run("options")
    assert "dual-ha" in words


def test_scenarios_list_and_the_document_that_run_accepts(run, tmp_path):
    rows = json.loads(run("scenarios", "--json")[1])
    assert [row["slug"] for row in rows] == list(PRESETS)
    assert rows[1]["duration_ns"] == 40_000_000_000
    assert rows[1]["actions"][-1]["link"] == "cellular"
    file = tmp_path / "own.json"
    file.write_text(run("scenarios", "leave-colocated", "--json")[1])
    preset = run("run", "dual-ha", "leave-colocated", *SHORT)[1]
    own = run("run", "1.1", str(file), *SHORT)[1]
    assert preset == own


def test_keys_are_every_parameter_with_its_range(run):
    rows = {row["key"]: row for row in json.loads(run("scenarios", "--keys", "--json")[1])}
    assert {each.key for each in PARAMETERS} <= set(rows)
    assert rows["suite"]["choices"] == ["3des-sha1", "aes-cbc-sha1", "aes-gcm"]
    assert rows["link.NAME.loss"]["maximum"] == 1


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


def test_compare_gives_every_option_the_same_scenario(run):
    same = ("compare", "0", "dual-ha", "--scenario", "leave-colocated", *SHORT, "--jobs", "1")
    found = json.loads(run(*same, "--json")[1])
    assert list(found) == ["scenario", "rows"]
    assert [row["option"] for row in found["rows"]] == ["0", "1.1"]
    assert found["rows"][0]["fingerprint"] != found["rows"][1]["fingerprint"]
    assert "option" not in found["scenario"]
    alone = json.loads(run("run", "1.1", "leave-colocated", *SHORT, "--json")[1])
    assert found["rows"][1]["metrics"] == alone["metrics"]
    words = run(*same)[1]
    assert "Longest gap" in words


def test_a_sweep_covers_the_grid_and_parts_of_it_add_up(run):
    same = (
        "sweep", "1.1", "--scenario", "power-up-inside", "--set", "duration_ns=2000000000",
        "--over", "suite=aes-gcm,3des-sha1", "--over", "link.office.delay_ms=1,5", "--seeds", "2",
        "--jobs", "1", "--json",
    )  # fmt: skip
    whole = json.loads(run(*same)[1])
    assert len(whole["rows"]) == 8
    assert len(whole["means"]) == 4
    assert {row["seed"] for row in whole["rows"]} == {1, 2}
    fast, slow = (
        next(row for row in whole["means"] if row["link.office.delay_ms"] == delay)
        for delay in (1, 5)
    )
    assert slow["delay_mean_ms"] > fast["delay_mean_ms"]
    parts = [json.loads(run(*same, "--part", f"{part}/3")[1])["rows"] for part in (1, 2, 3)]
    assert sorted(row["fingerprint"] for rows in parts for row in rows) == sorted(
        row["fingerprint"] for row in whole["rows"]
    )


def test_the_ledger_is_a_table_with_totals_or_json(run, monkeypatch):
    row = {
        "id": "1.1-con-2", "option": ["1.1"], "section": "2.2.2", "kind": "con",
        "text": "20 octets more", "settled_by": "run", "verdict": "depends", "evidence": None,
        "figure": {"value": 19.5, "unit": "octets", "compared_with": "20"},
    }  # fmt: skip
    open_row = {**row, "id": "1.1-pro-4", "verdict": "not-settled", "figure": None}
    asked = []

    def judge(options, jobs):
        asked.append((options, jobs))
        return [row, open_row]

    monkeypatch.setitem(sys.modules, "simulation.claims", types.SimpleNamespace(judge=judge))
    words = run("claims", "dual-ha", "1.1")[1]
    assert asked == [(["1.1"], None)]
    assert "19.5 octets (20)" in words
    assert "2 claims: 1 depends, 1 not-settled" in words
    assert json.loads(run("claims", "--json")[1]) == [row, open_row]
