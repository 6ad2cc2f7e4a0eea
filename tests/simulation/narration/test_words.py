"""The words for numbers, spans and tunnels."""

import pytest

from simulation.narration.words import counted, span, tunnels_of
from simulation.trace import Layer


@pytest.mark.parametrize(
    ("ns", "words"),
    [
        (208_000_000, "208 milliseconds"),
        (1_568_618_000, "1.6 seconds"),
        (27_600_000_000, "28 seconds"),
    ],
)
def test_a_span_is_told_as_one_would_say_it(ns, words):
    assert span(ns) == words


def test_small_numbers_are_words():
    assert counted(1, "packet") == "one packet"
    assert counted(57, "packet") == "57 packets"


def test_a_tunnel_of_several_layers_is_one():
    stack = (Layer("ipv4", "ipsec", 20), Layer("esp", "ipsec", 24), Layer("ipv4", "data", 20))
    assert tunnels_of(stack) == ("ipsec",)


def test_what_is_sealed_without_a_header_of_its_own_is_no_tunnel():
    stack = (Layer("ipv4", "data", 20), Layer("esp", "ipsec", 24), Layer("udp", "data", 8))
    assert tunnels_of(stack) == ()
