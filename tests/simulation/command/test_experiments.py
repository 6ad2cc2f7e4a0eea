"""Commands of many runs, as a user meets them."""

import json
import sys
import types

SHORT = ("--set", "duration_ns=12000000000")


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
