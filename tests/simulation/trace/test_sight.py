"""Who can read what, from layers, keys and place; the browser's twin reads the same table."""

import json
from pathlib import Path

import pytest

from simulation.trace import Layer, Sent, grades, hidden_octets, passes, shut_at

VECTORS = json.loads(Path(__file__).with_name("sight_vectors.json").read_text())

IP = Layer("ipv4", "data", 20)
ESP = Layer("esp", "ipsec", 16, 14, "esp:0x1")
OTHER = Layer("esp", "ipsec", 24, 12, "esp:0x2")
DATA = Layer("flow", "data", 100)


@pytest.mark.parametrize(
    ("stack", "keys", "place", "hidden"),
    [
        ((IP, DATA), (), None, 0),
        ((IP, ESP, IP, DATA), (), 1, 20 + 100 + 14),
        ((IP, ESP, IP, DATA), ("esp:0x1",), None, 0),
        ((IP, ESP, IP, OTHER, DATA), ("esp:0x1",), 3, 100 + 12),
        ((IP, ESP, IP, OTHER, DATA), ("esp:0x2",), 1, 20 + 24 + 100 + 12 + 14),
    ],
    ids=["clear", "sealed", "opened", "sealed twice, opened once", "the inner key alone"],
)
def test_what_is_behind_the_outermost_key_that_is_not_held_is_hidden(stack, keys, place, hidden):
    assert shut_at(stack, keys) == place
    assert hidden_octets(stack, keys) == hidden


def test_what_is_authenticated_only_hides_nothing():
    """An ICV or a Mobile IP authentication extension proves who sent it, and seals no octet."""
    stack = (IP, Layer("udp", "signalling", 8), Layer("mip-auth", "signalling", 22), DATA)
    assert shut_at(stack) is None
    assert hidden_octets(stack) == 0


@pytest.mark.parametrize("vector", VECTORS["grades"], ids=lambda vector: vector["name"])
def test_each_layer_has_the_grade_of_the_table(vector):
    stack = tuple(Layer(*layer) for layer in vector["stack"])
    guards = {int(place): keys for place, keys in vector.get("guards", {}).items()}
    passed = vector.get("passed", True)
    assert list(grades(stack, vector["keys"], guards=guards, passed=passed)) == vector["grades"]


@pytest.mark.parametrize("vector", VECTORS["passes"], ids=str)
def test_a_frame_comes_by_its_link_its_sender_and_whom_it_reaches(vector):
    sent = Sent(vector["from"], 0, vector["link"], "eth0", 0, 1, vector["to"])
    assert passes(vector["observer"], sent) == vector["passes"]
