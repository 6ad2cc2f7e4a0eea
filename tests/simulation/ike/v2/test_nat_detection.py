import hashlib

from simulation.ike.association import Path
from simulation.ike.v2.nat_detection import location, nats, no_nats, own_view, translated
from tests.simulation.ike.playbook import GATEWAY, MN, NAT_INSIDE, NAT_OUTSIDE

SPIS = bytes(range(16))


def told(parts):
    found = {}
    for (payload,) in parts:
        found.setdefault(payload.type, []).append(payload.data)
    return found


def test_the_hash_of_rfc_7296():
    # RFC 7296 section 2.23
    expected = hashlib.sha1(SPIS + MN.octets + b"\x01\xf4").digest()
    assert location(SPIS, MN, 500) == expected


def test_nats_are_seen_from_both_ends():
    from_inside = told(own_view(SPIS, Path(NAT_INSIDE, 4500, GATEWAY, 4500)))
    seen = Path(GATEWAY, 4500, NAT_OUTSIDE, 44500)
    assert nats(SPIS, seen, from_inside) == (False, True)
    back = told(own_view(SPIS, seen))
    assert nats(SPIS, Path(NAT_INSIDE, 4500, GATEWAY, 4500), back) == (True, False)
    assert nats(SPIS, Path(NAT_OUTSIDE, 44500, GATEWAY, 4500), back) == (False, False)
    assert nats(SPIS, seen, {}) is None


def test_a_declared_path():
    declared = told(no_nats(Path(MN, 500, GATEWAY, 500)))
    assert not translated(Path(GATEWAY, 500, MN, 500), declared)
    assert translated(Path(GATEWAY, 500, NAT_OUTSIDE, 500), declared)
    assert translated(Path(GATEWAY, 500, MN, 40500), declared)
    assert not translated(Path(GATEWAY, 500, NAT_OUTSIDE, 500), {})
