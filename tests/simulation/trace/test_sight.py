"""Who can read what, from layers and keys alone."""

import pytest

from simulation.trace import Layer, hidden_octets, shut_at

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
