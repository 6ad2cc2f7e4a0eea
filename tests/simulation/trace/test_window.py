"""The one form in which a trace tells a TCP sender's windows."""

from simulation.trace import Windows, windows_in


def test_what_is_written_is_read_again():
    told = Windows(16800, 15768)
    assert windows_in(f"acknowledgements come in; {told.words()}") == told


def test_a_reason_that_tells_of_no_window_gives_none():
    assert windows_in("the handshake is done") is None
    assert windows_in("window 12 octets, threshold 24, and more") is None
