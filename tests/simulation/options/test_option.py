"""Options as data."""

import pytest

from simulation import PRESETS, read_scenario, simulate, with_settings
from simulation.options import NAMES, OPTIONS
from simulation.options.option import PROVES_THE_INSIDE
from simulation.trace import Sent

IDS = ["0", "1.1", "1.2", "1.3", "2", "3", "4", "5", "6", "7", "5265", "5266", "wg"]


def test_the_register_holds_every_option_in_order():
    assert list(OPTIONS) == IDS


@pytest.mark.parametrize("option", OPTIONS.values(), ids=lambda option: option.slug)
def test_an_option_says_what_it_is(option):
    assert NAMES[option.slug] == NAMES[option.id] == option.id
    assert option.title
    assert option.section
    assert option.summary.endswith(".")
    assert "mn" in option.roles
    assert all(reading.endswith(".") for reading in option.readings)
    assert all(change.kind in {"new", "modified"} for change in option.changes)


def test_only_the_baseline_changes_nothing():
    assert [option.id for option in OPTIONS.values() if not option.changes] == ["0"]


@pytest.mark.parametrize("option", IDS)
@pytest.mark.parametrize("tnc", ["auto", "on", "off"])
def test_a_home_agent_that_proves_the_inside_needs_changing_under_whatever_option(option, tnc):
    """Extension 149 (RFC 5265 section 3.4) is looked for in what home agents send."""
    document = PRESETS["power-up-inside"].document(option)
    settings = {"tnc": tnc, "packets_per_second": "0", "duration_ns": "5000000000"}
    trace = simulate(read_scenario(with_settings(document, settings)))
    agents = {each["name"] for each in trace.head["nodes"] if each["kind"] == "home-agent"}
    proves = any(
        b"\x95\x02\x00\x00" in trace.frames[event.frame]
        for _, event in trace.of(Sent) if event.node in agents
    )  # fmt: skip
    declared = [each["what"] for each in trace.head["structure"] if each["entity"] == "home-agent"]
    assert (PROVES_THE_INSIDE.what in declared) == proves
