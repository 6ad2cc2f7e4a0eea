"""The anti-replay window, alone and against a plain set."""

from hypothesis import given
from hypothesis import strategies as st

from simulation.ipsec.replay import ReplayWindow


def test_sequence_zero_never_occurs():
    assert not ReplayWindow().admits(0)


def test_the_window_is_sixty_four_wide():
    window = ReplayWindow()
    window.accept(100)
    assert not window.admits(100)
    assert window.admits(37)
    assert not window.admits(36)
    assert window.admits(101)


def test_what_is_refused_is_told_to_be_a_replay_or_too_old():
    """RFC 4303 section 3.4.3: a receiver may keep a window longer than 64."""
    window = ReplayWindow(32)
    window.accept(100)
    assert window.refusal(100) == "is a replay"
    assert "too old for the replay window of 32: 100 came" in window.refusal(68)
    assert not window.admits(68)
    assert window.admits(69)


@given(st.integers(1, 70), st.lists(st.integers(0, 200), max_size=300))
def test_agrees_with_a_set(size, arrivals):
    window, seen, highest = ReplayWindow(size), set(), 0
    for sequence in arrivals:
        fits = sequence > 0 and sequence > highest - size and sequence not in seen
        assert window.admits(sequence) == fits
        if fits:
            window.accept(sequence)
            seen.add(sequence)
            highest = max(highest, sequence)
        assert window.highest == highest
