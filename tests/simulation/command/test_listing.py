"""What the lists of the command line say."""

import json

from simulation import OPTIONS, PARAMETERS, PRESETS

SHORT = ("--set", "duration_ns=12000000000")


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
