"""The version of the engine's behaviour."""

from simulation.trace import ENGINE
from tests.simulation.options.playing import play


def test_a_trace_says_which_engine_made_it():
    assert play("1.1", "leave-colocated").trace.head["engine"] == ENGINE
