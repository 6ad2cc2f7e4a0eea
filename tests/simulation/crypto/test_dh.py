"""The groups against their own formulas, exchanges against plain arithmetic and RFC 7748."""

import warnings

import pytest

from simulation.crypto.dh import GROUPS, Curve25519Key
from simulation.errors import CheckError, WireError


def pi_times_two_to_the(bits):
    """Return floor(pi * 2**bits) by Machin's formula, in integers."""
    one = 1 << bits + 64

    def arctan_of_inverse(x):
        term = total = one // x
        n, sign = 1, 1
        while term:
            term //= x * x
            n += 2
            sign = -sign
            total += sign * (term // n)
        return total

    return 4 * (4 * arctan_of_inverse(5) - arctan_of_inverse(239)) >> 64


@pytest.mark.parametrize(
    ("number", "bits", "offset"),
    [
        (2, 1024, 129093),  # RFC 2409 section 6.2
        (5, 1536, 741804),  # RFC 3526 section 2
        (14, 2048, 124476),  # RFC 3526 section 3
    ],
)
def test_primes_follow_their_formula(number, bits, offset):
    middle = pi_times_two_to_the(bits - 130) + offset
    assert GROUPS[number].prime == 2**bits - 2 ** (bits - 64) - 1 + 2**64 * middle


@pytest.mark.parametrize("group", GROUPS.values(), ids=lambda group: group.name)
def test_both_sides_share_what_arithmetic_says(group):
    seeds = (b"\x91" * group.exponent_octets, b"\x17" * group.exponent_octets)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        left, right = (group.key(seed) for seed in seeds)
        shared = left.shared(right.public)
        assert right.shared(left.public) == shared
    assert len(shared) == len(left.public) == group.octets
    exponent = int.from_bytes(seeds[0], "big")
    expected = pow(int.from_bytes(right.public, "big"), exponent, group.prime)
    assert int.from_bytes(shared, "big") == expected
    assert group.key(seeds[0]).public == left.public


def test_other_warnings_are_still_heard():
    GROUPS[2].key(bytes(32))
    with pytest.warns(UserWarning, match="something else"):
        warnings.warn("something else", UserWarning, stacklevel=1)


@pytest.mark.parametrize("value", [0, 1, GROUPS[2].prime - 1, GROUPS[2].prime])
def test_refuses_public_values_that_give_the_secret_away(value):
    with pytest.raises(CheckError):
        GROUPS[2].key(bytes(32)).shared(value.to_bytes(128, "big"))


def test_refuses_lengths_that_do_not_fit():
    with pytest.raises(WireError):
        GROUPS[2].key(bytes(32)).shared(bytes(127))
    with pytest.raises(WireError):
        GROUPS[2].key(bytes(31))


def test_curve25519():
    # RFC 7748 section 6.1
    alice = Curve25519Key(
        bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    )
    bob = Curve25519Key(
        bytes.fromhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
    )
    assert alice.public.hex() == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
    assert bob.public.hex() == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"
    shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
    assert alice.shared(bob.public).hex() == bob.shared(alice.public).hex() == shared


def test_curve25519_refuses_points_that_give_zero():
    with pytest.raises(CheckError):
        Curve25519Key(b"\x11" * 32).shared(bytes(32))
