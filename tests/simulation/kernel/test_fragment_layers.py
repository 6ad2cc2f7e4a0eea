"""Which layers a piece has, and whether it shows what it carries."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from simulation.kernel.fragment_layers import layers_of_piece
from simulation.trace import Layer, hidden_octets, shut_at

KEY = "esp:0x1"
OUTER = Layer("ipv4", "ipsec", 20)
SEALED = (
    OUTER,
    Layer("esp", "ipsec", 24, 20, KEY),
    Layer("ipv4", "data", 20),
    Layer("flow", "data", 1416),
)
CLEAR = (Layer("ipv4", "data", 20), Layer("udp", "data", 8), Layer("flow", "data", 1472))


def octets(stack):
    return sum(each.head + each.tail for each in stack)


def test_the_first_piece_keeps_the_headers_that_are_whole_in_it():
    assert layers_of_piece(SEALED, 20, 0, 1000) == (
        *SEALED[:1], SEALED[1]._replace(tail=0), SEALED[2], Layer("fragment", "ipsec", 956),
    )  # fmt: skip
    assert [each.header for each in layers_of_piece(CLEAR, 20, 0, 1000)] == [
        "ipv4", "udp", "fragment",
    ]  # fmt: skip


def test_a_later_piece_of_a_sealed_packet_is_opaque_behind_its_own_header():
    piece = layers_of_piece(SEALED, 20, 1000, 1480)
    assert piece == (OUTER._replace(sealed=KEY), Layer("fragment", "ipsec", 480))
    assert hidden_octets(piece) == 480


def test_a_later_piece_of_clear_data_is_readable():
    piece = layers_of_piece(CLEAR, 20, 1000, 1480)
    assert piece == (CLEAR[0], Layer("fragment", "data", 480))
    assert shut_at(piece) is None


def test_a_piece_that_is_cut_again_stays_sealed():
    piece = layers_of_piece(SEALED, 20, 1000, 1480)
    for start, end in ((0, 240), (240, 480)):
        assert hidden_octets(layers_of_piece(piece, 20, start, end)) == end - start


def test_the_key_stands_behind_the_octets_that_are_in_clear():
    """Tiny pieces: the headers of a tunnel are in clear, the seal begins amid the second."""
    stack = (Layer("ipv4", "external-mip", 20), *SEALED)
    first, second, third = (layers_of_piece(stack, 20, start, start + 24) for start in (0, 24, 48))
    assert [hidden_octets(each) for each in (first, second, third)] == [0, 4, 24]
    assert all(shut_at(each) is not None for each in (first, second, third)), "no payload shows"


def test_a_seal_within_a_seal_stays_within_it():
    inside = Layer("esp", "ipsec", 24, 12, "esp:0x2")
    stack = (OUTER, SEALED[1], Layer("ipv4", "ipsec", 20), inside, Layer("flow", "data", 400))
    piece = layers_of_piece(stack, 20, 240, 480)
    assert hidden_octets(piece) == hidden_octets(piece, {"esp:0x2"}) == 240
    assert hidden_octets(piece, {KEY}) == 240, "the inner key is still missing"
    assert hidden_octets(piece, {KEY, "esp:0x2"}) == 0


@given(st.sets(st.integers(1, 184), min_size=1, max_size=6).map(sorted))
def test_no_octet_is_lost_and_as_many_are_hidden_as_in_the_whole(cuts):
    ends = [0, *(8 * each for each in cuts), octets(SEALED) - 20]
    pieces = [layers_of_piece(SEALED, 20, start, end) for start, end in itertools.pairwise(ends)]
    assert sum(octets(each) - 20 for each in pieces) == octets(SEALED) - 20
    assert sum(hidden_octets(each) for each in pieces) == hidden_octets(SEALED)
    assert all(shut_at(each) is not None for each in pieces)
