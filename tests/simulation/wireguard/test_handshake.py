import pytest

from simulation.crypto.dh import Curve25519Key
from simulation.errors import CheckError
from simulation.wire.wireguard import parse
from simulation.wireguard.handshake import Answer, Initiation, check_mac1, timestamp

INITIATOR, RESPONDER = Curve25519Key(b"\x11" * 32), Curve25519Key(b"\x22" * 32)
PRESHARED = b"\x33" * 32


def begun(responder=RESPONDER, now_ns=5):
    ephemeral = Curve25519Key(b"\x44" * 32)
    return Initiation(
        INITIATOR, responder.public, PRESHARED, ephemeral=ephemeral, index=b"abcd", now_ns=now_ns
    )


def answered(initiation, preshared=PRESHARED):
    answer = Answer(RESPONDER, parse(initiation.octets), initiation.octets)
    return answer, answer.respond(preshared, Curve25519Key(b"\x55" * 32), b"efgh")


def test_both_sides_end_with_the_same_keys():
    initiation = begun()
    answer, (response, keys) = answered(initiation)
    assert answer.peer == INITIATOR.public
    assert answer.timestamp == timestamp(5)
    assert initiation.finish(parse(response), response) == keys
    assert keys.initiator != keys.responder


def test_another_pre_shared_key_fails_and_leaves_the_handshake_as_it_was():
    initiation = begun()
    _, (wrong, _) = answered(initiation, bytes(32))
    with pytest.raises(CheckError):
        initiation.finish(parse(wrong), wrong)
    _, (right, keys) = answered(initiation)
    assert initiation.finish(parse(right), right) == keys


def test_an_initiation_to_somebody_else_fails_at_its_first_mac():
    octets = begun(responder=INITIATOR).octets
    with pytest.raises(CheckError, match="MAC 1"):
        Answer(RESPONDER, parse(octets), octets)
    check_mac1(octets, INITIATOR.public)


def test_timestamps_grow_with_time():
    # TAI64N: 2003-01-13T00:00:00Z is 1042416000 seconds after 1970
    assert timestamp(0).hex() == f"{0x4000000000000000 + 10 + 1042416000:016x}" + "00000000"
    moments = [timestamp(now) for now in (0, 1, 999_999_999, 1_000_000_000, 10**12)]
    assert moments == sorted(moments)
