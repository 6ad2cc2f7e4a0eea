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
    assert sender.resize(400)
    assert pieces(sender) == [(1, 400), (401, 400), (801, 400), (1201, 400), (1601, 400)]


def test_what_is_long_enough_already_is_not_sent_again():
    sender = established(2000)
    pieces(sender)
    assert not sender.resize(1400)
    assert pieces(sender) == []


# -- probes: RFC 4821 section 7.4 --------------------------------------------------------------


def probed(sender, size=1400):
    """Return the next segment where the path is to be probed with *size* octets."""
    return len(sender.next_piece(SECOND, size).data)


def test_a_probe_goes_where_enough_follows_to_show_its_loss():
    assert probed(established(5400)) == 1400
    assert probed(established(5399)) == 1000
    assert probed(established(20_000, window=5399)) == 1000
    assert probed(established(20_000, congestion=5399)) == 1000


def test_a_probe_waits_until_what_is_under_way_makes_room_for_it():
    """RFC 4821 section 7.4 allows to delay what is no probe."""
    sender = established(20_000, congestion=6_000)
    assert pieces(sender) == [(1 + 1000 * number, 1000) for number in range(6)]
    sender.acknowledged(1001, SECOND)
    sender.congestion.window = 6_000
    assert sender.next_piece(SECOND, 1400) is None
    sender.acknowledged(2001, SECOND)
    sender.congestion.window = 6_000
    assert probed(sender) == 1400


def test_only_one_probe_is_under_way_and_none_while_something_is_sent_again():
    sender = established(20_000, congestion=20_000)
    assert [probed(sender) for _ in range(3)] == [1400, 1000, 1000]
    assert sender.end_probe(1400) == 0
    assert sender.end_probe(1401) == 1400
    assert probed(sender) == 1400
    sender.go_back()
    assert probed(sender) == 1000


def test_of_a_lost_probe_the_front_is_sent_again_and_the_window_stays():
    """RFC 4821 section 7.6.2: the loss of a probe alone is no sign of congestion."""
    sender = established(20_000)
    before = sender.congestion.window
    probed(sender)
    pieces(sender)
    assert sender.probe_at_front
    assert [sender.duplicate() for _ in range(3)] == [False, False, True]
    assert len(sender.first_piece(SECOND).data) == 1000
    assert sender.probe is None
    sender.acknowledged(sender.congestion.recover, 2 * SECOND)
    assert sender.congestion.window == before


def test_the_loss_of_what_follows_a_probe_is_congestion():
    sender = established(20_000)
    probed(sender)
    pieces(sender)
    sender.end_probe(1401)
    sender.acknowledged(1401, SECOND)
    assert [sender.duplicate() for _ in range(3)] == [False, False, True]
    assert sender.congestion.threshold < 5_000
