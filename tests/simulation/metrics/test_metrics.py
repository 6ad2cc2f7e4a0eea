"""Every metric of a real run: defined, with evidence that exists, and ready for JSON."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.metrics import DEFINITIONS, GROUPS, measure, summary
from simulation.trace import Delivered


@pytest.fixture(scope="module")
def trace():
    return simulate(read_scenario(PRESETS["leave-colocated"].document("1.1")))


@pytest.fixture(scope="module")
def found(trace):
    return summary(trace)


def figures(value: Any, key: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        if {"value", "evidence"} <= set(value):
            yield key, value
        for name, each in value.items():
            yield from figures(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from figures(each, key)


def test_every_figure_is_defined_and_its_evidence_exists(trace, found):
    known = {(each.group, each.key) for each in DEFINITIONS}
    for group, rows in found["metrics"].items():
        for key, figure in figures(rows):
            assert (group, key) in known
            assert all(0 <= number < len(trace.events) for number in figure["evidence"])


def test_every_definition_stands_in_a_group_that_is_measured(found):
    assert set(GROUPS) == set(found["metrics"])
    assert {each.group for each in DEFINITIONS} <= set(GROUPS)
    assert len({(each.group, each.key) for each in DEFINITIONS}) == len(DEFINITIONS)


def test_definitions_name_the_unit_that_their_key_ends_in():
    for each in DEFINITIONS:
        for unit in ("ms", "octets", "kbps"):
            if each.key.endswith(f"_{unit}"):
                assert each.unit.replace("/", "p") in (unit, "kbps")


def test_three_layers_weigh_what_the_draft_says(found):
    rows = [
        row
        for row in found["metrics"]["overhead"]
        if row["link"] == "cellular" and row["from"] == "mn"
    ]
    (row,) = rows
    # IP-in-IP 20; ESP 20 + 8 + 16 before and padding + 2 + 12 behind; IP-in-IP 20.
    assert row["overhead_max_octets"]["value"] == 20 + 20 + 20 + 24 + 28
    assert sum(each["head_octets"] + each["tail_octets"] for each in row["stack"]) == 300


def test_only_those_with_keys_read_data_on_the_way_outside(found):
    rows = {
        row["label"]: row["clear_packets_ratio"]["value"] for row in found["metrics"]["readable"]
    }
    assert rows["x-ha"] == rows["internet"] == rows["anyone on cellular"] == 0
    assert rows["vpn-gw"] == rows["cn"] == rows["mn"] == 1


def test_the_summary_is_json_and_its_parts_are_those_of_the_metrics(found):
    assert json.loads(json.dumps(found)) == found
    assert found["handovers"] is found["metrics"]["handovers"]
    assert found["handovers"][0]["ike_exchanges"]["value"] == 3


def test_a_planted_loss_changes_the_figures(trace):
    before = measure(trace)["flows"][0]["delivered_packets"]["value"]
    events = list(trace.events)
    last = max(number for number, event in trace.of(Delivered) if event.flow == "cn > mn")
    try:
        del trace.events[last]
        assert measure(trace)["flows"][0]["delivered_packets"]["value"] == before - 1
    finally:
        trace.events[:] = events
