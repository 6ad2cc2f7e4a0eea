from simulation.ike.moves import Machine
from simulation.wireguard.handshake import TransportKeys
from simulation.wireguard.peer import (
    KEEPALIVE_TIMEOUT,
    MOVES,
    REJECT_AFTER_TIME,
    REKEY_AFTER_TIME,
    SECOND,
    Peer,
    PeerConfiguration,
)
from simulation.wireguard.session import Session


def peer(**changes):
    settings = PeerConfiguration(name="gw", public=bytes(32), allowed=(), **changes)
    return Peer(settings, Machine("wireguard gw", MOVES, "idle", lambda _: None))


def session(*, initiator=True):
    return Session(TransportKeys(bytes(32), bytes(32)), b"a", b"b", initiator=initiator, now_ns=0)


def test_keys_have_an_age_at_which_they_are_replaced_and_one_at_which_they_end():
    one = peer()
    one.take_into_use(session())
    assert not one.stale(REKEY_AFTER_TIME - 1, sending=True)
    assert one.stale(REKEY_AFTER_TIME, sending=True)
    assert not one.stale(REKEY_AFTER_TIME, sending=False)
    assert one.stale(165 * SECOND, sending=False)
    assert one.usable(REJECT_AFTER_TIME - 1) is not None
    assert one.usable(REJECT_AFTER_TIME) is None


def test_only_the_initiator_replaces_keys():
    one = peer()
    one.take_into_use(session(initiator=False))
    assert not one.stale(REKEY_AFTER_TIME, sending=True)


def test_the_session_before_the_last_is_forgotten():
    one = peer()
    made = [session() for _ in range(3)]
    for each in made:
        one.take_into_use(each)
    assert one.sessions() == [made[2], made[1]]


def test_timers():
    one = peer(keepalive_ns=25 * SECOND)
    assert one.next_timer() is None
    one.sent(0, data=True)
    assert one.next_timer() == 15 * SECOND
    one.heard(SECOND, data=True)
    assert one.next_timer() == SECOND + KEEPALIVE_TIMEOUT
    one.sent(2 * SECOND, data=False)
    assert one.next_timer() == 27 * SECOND
