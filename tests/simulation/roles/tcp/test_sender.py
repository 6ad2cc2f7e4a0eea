from simulation.roles.tcp.sender import BUFFER, Sender
from simulation.time import MILLISECOND, SECOND
from tests.simulation.roles.tcp.transferring import pattern

SEGMENT = 1000


def established(octets=0, *, window=65535, congestion=10 * SEGMENT):
    sender = Sender(SEGMENT)
    sender.syn_sent(0)
    sender.acknowledged(1, 100 * MILLISECOND)
    sender.window = window
    sender.congestion.window = congestion
    sender.write(pattern(octets))
    return sender


def pieces(sender, now=SECOND):
    found = []
    while (piece := sender.next_piece(now)) is not None:
        found.append((piece.place, len(piece.data)))
    return found


def test_the_syn_is_timed():
    assert established().timeout.smoothed == 100 * MILLISECOND


def test_the_smaller_of_both_windows_counts():
    assert len(pieces(established(20_000, congestion=4000))) == 4
    assert len(pieces(established(20_000, window=3000))) == 3


def test_a_small_segment_waits_while_others_are_outstanding():
    sender = established(2500)
    assert pieces(sender) == [(1, 1000), (1001, 1000)]
    sender.acknowledged(2001, SECOND)
    assert pieces(sender) == [(2001, 500)]


def test_the_last_segment_does_not_wait_and_brings_the_fin():
    sender = established(2500)
    sender.close()
    found = [sender.next_piece(SECOND) for _ in range(3)]
    assert [each.fin for each in found] == [False, False, True]
    assert found[-1].end == 2502
    assert sender.next_piece(SECOND) is None
    sender.acknowledged(2501, SECOND)
    assert not sender.everything_acknowledged
    sender.acknowledged(2502, SECOND)
    assert sender.everything_acknowledged


def test_a_stream_without_data_ends_with_a_bare_fin():
    sender = established(0)
    assert sender.next_piece(SECOND) is None
    sender.close()
    piece = sender.next_piece(SECOND)
    assert (piece.data, piece.fin) == (b"", True)
    assert sender.next_piece(SECOND) is None


def test_room_is_what_the_buffer_has_left():
    sender = established(1500)
    assert sender.room == BUFFER - 1500
    pieces(sender)
    assert sender.room == BUFFER - 1500, "until it is acknowledged"
    sender.acknowledged(1001, SECOND)
    assert sender.room == BUFFER - 500
    sender.close()
    assert sender.room == 0


def test_after_a_timeout_it_goes_back_to_the_first_octet():
    sender = established(5000)
    pieces(sender)
    sender.timed_out(again=False)
    assert sender.timeout.value == 2 * SECOND
    again = sender.next_piece(2 * SECOND)
    assert (again.place, again.again) == (1, True)
    assert sender.next_piece(2 * SECOND) is None, "the window holds one segment"
    assert sender.retransmissions == 1


def test_an_acknowledgement_skips_what_had_arrived_all_the_same():
    sender = established(5000)
    pieces(sender)
    sender.timed_out(again=False)
    sender.next_piece(SECOND)
    sender.acknowledged(4001, 2 * SECOND)
    assert pieces(sender) == [(4001, 1000)]


def test_a_segment_that_was_sent_twice_is_not_timed():
    sender = established(1000)
    pieces(sender, now=SECOND)
    before = sender.timeout.smoothed
    sender.timed_out(again=False)
    sender.next_piece(3 * SECOND)
    sender.acknowledged(1001, 4 * SECOND)
    assert sender.timeout.smoothed == before, "Karn"
    sender.write(pattern(1000))
    pieces(sender, now=5 * SECOND)
    sender.acknowledged(2001, 5 * SECOND + 900 * MILLISECOND)
    assert sender.timeout.smoothed == 200 * MILLISECOND, "7/8 of 100 ms and 1/8 of 900 ms"


def test_smaller_segments_carry_what_was_too_long():
    sender = established(2000)
    pieces(sender)
    sender.shrink(400)
    assert pieces(sender) == [(1, 400), (401, 400), (801, 400), (1201, 400), (1601, 400)]
