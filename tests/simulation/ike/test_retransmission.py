from simulation.ike.happenings import Datagram
from simulation.ike.retransmission import Backoff, Retransmitter
from tests.simulation.ike.playbook import GATEWAY, MN

DATAGRAM = Datagram(b"x", MN, 500, GATEWAY, 500, "test", "", "", b"x")


def test_waits_grow_until_the_tries_are_used_up():
    timer = Retransmitter()
    timer.start(DATAGRAM, Backoff(first_ns=10, factor=3, tries=4), 100)
    dues, now = [], 100
    while timer.due_ns is not None:
        now = timer.due_ns
        dues.append((now, timer.again(now) is DATAGRAM))
    assert dues == [(110, True), (140, True), (230, True), (500, False)]


def test_stopping():
    timer = Retransmitter()
    timer.start(DATAGRAM, Backoff(), 0)
    timer.stop()
    assert timer.due_ns is None
