"""The bench measures what it says; how fast a busy machine is, is no matter of a test."""

import pytest

from simulation.experiments import bench
from simulation.trace import Dropped, Sent


@pytest.fixture(scope="module", autouse=True)
def small():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench, "ROUNDS", 1)
        patch.setattr(bench, "PACKETS", 20)
        yield


def test_every_packet_crosses_every_link_of_the_chain():
    env, trace = bench._chain()
    env.run()
    assert sum(1 for _ in trace.of(Sent)) == 20 * bench.ROUTERS
    assert not list(trace.of(Dropped))


def test_a_hop_is_measured_against_a_callback():
    found = bench.hop()
    assert found["ratio"] == pytest.approx(found["hop_us"] / found["callback_us"])
    assert found["ratio"] > 1


@pytest.mark.parametrize("suite", ["aes-cbc-sha1", "aes-gcm"])
def test_five_layers_cost_more_than_their_cryptography(suite):
    found = bench.encapsulation(suite, packets=50)
    assert found["ratio"] == pytest.approx(found["build_us"] / found["raw_us"])
    assert found["ratio"] > 1


def test_a_preset_has_a_run_time_and_compressed_traces_are_smaller():
    found = bench.preset("1.1", "power-up-inside")
    assert found["real_time_ratio"] == pytest.approx(20 / found["processor_s"])
    size = bench.trace_size("1.1")
    assert 0 < size["gzip_octets"] < size["json_octets"]


def test_what_was_missed_is_said_to_be_missed():
    preset = {
        "option": "1.1",
        "preset": "x",
        "events": 1,
        "run_s": 1.0,
        "processor_s": 1.0,
        "real_time_ratio": 20.0,
    }
    figures = {
        "hop": {"hop_us": 9.0, "callback_us": 1.0, "ratio": 9.0, "aim_ratio": 5.0},
        "encapsulation": [],
        "presets": [
            {**preset, "aim_ratio": 50.0},
            {**preset, "real_time_ratio": 99.0, "aim_ratio": 50.0},
        ],
        "trace": {"json_octets": 1.0, "gzip_octets": 1.0, "frames_octets": 1.0},
    }
    words = bench.text(figures)
    assert "at most 5: missed" in words
    assert words.count("at least 50: missed") == 1
    assert words.count("at least 50: met") == 1
