"""Scenario documents by the names that a command line has for them."""

import json

import pytest

from simulation import PRESETS, LimitError, ScenarioError
from simulation.command.documents import FILE_LIMIT_OCTETS, load, option_id


def test_options_have_two_names():
    assert option_id("1.1") == option_id("dual-ha") == "1.1"
    with pytest.raises(ScenarioError, match="dual-ha"):
        option_id("none")


def test_a_preset_becomes_a_full_document():
    document = load("0", "leave-colocated", ["suite=aes-gcm", "link.hotel.loss=0.1"], "9")
    assert document["option"] == "0"
    assert document["suite"] == "aes-gcm"
    assert document["link"] == {"hotel": {"loss": 0.1}}
    assert document["seed"] == 9
    assert "payload_octets" not in document  # it has its default


def test_a_file_says_the_rest_and_the_command_line_the_option(tmp_path):
    file = tmp_path / "own.json"
    file.write_text(json.dumps({**PRESETS["behind-nat"].document("0"), "seed": 5}))
    document = load("1.2", str(file))
    assert (document["option"], document["seed"], document["slug"]) == ("1.2", 5, "behind-nat")


def test_a_file_is_read_no_further_than_the_limit(tmp_path):
    file = tmp_path / "long.json"
    file.write_bytes(b" " * (FILE_LIMIT_OCTETS + 1))
    with pytest.raises(LimitError, match="too long"):
        load("0", str(file))


@pytest.mark.parametrize("octets", [b"\xff\xfe", b"{", b"[1]", b"[" * 100_000, b""])
def test_what_is_no_document_is_refused(tmp_path, octets):
    file = tmp_path / "x.json"
    file.write_bytes(octets)
    with pytest.raises(ScenarioError, match="accepted"):
        load("0", str(file))


def test_a_number_of_thousands_of_digits_in_a_file_is_told_as_that(tmp_path):
    path = tmp_path / "long.json"
    path.write_text(f'{{"seed": {"9" * 5000}}}')
    with pytest.raises(ScenarioError, match="a number of 5000 digits"):
        load("1.1", str(path))
