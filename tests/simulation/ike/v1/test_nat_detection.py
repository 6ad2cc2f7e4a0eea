import hashlib

from simulation.crypto.suites import SUITES
from simulation.ike.association import Path
from simulation.ike.v1.nat_detection import location, nats, own_view
from tests.simulation.ike.playbook import GATEWAY, MN, NAT_INSIDE, NAT_OUTSIDE

SUITE = SUITES["aes-cbc-sha1"].ike
COOKIES = bytes(range(16))
GATEWAY_SEES = Path(GATEWAY, 500, NAT_OUTSIDE, 40500)


def view(path):
    return [parts[0].value for parts in own_view(SUITE, COOKIES, path)]


def test_the_hash_of_rfc_3947():
    # RFC 3947 section 3.2: HASH(CKY-I | CKY-R | IP | Port)
    expected = hashlib.sha1(COOKIES + MN.octets + b"\x01\xf4").digest()
    assert location(SUITE, COOKIES, MN, 500) == expected


def test_no_nat():
    told = view(Path(MN, 500, GATEWAY, 500))
    assert nats(SUITE, COOKIES, Path(GATEWAY, 500, MN, 500), told) == (False, False)


def test_a_nat_is_seen_from_both_ends():
    from_inside = view(Path(NAT_INSIDE, 500, GATEWAY, 500))
    assert nats(SUITE, COOKIES, GATEWAY_SEES, from_inside) == (False, True)
    from_gateway = view(GATEWAY_SEES)
    assert nats(SUITE, COOKIES, Path(NAT_INSIDE, 500, GATEWAY, 500), from_gateway) == (True, False)


def test_a_port_that_changed_is_a_nat_too():
    told = view(Path(MN, 500, GATEWAY, 500))
    assert nats(SUITE, COOKIES, Path(GATEWAY, 500, MN, 1024), told) == (False, True)


def test_nothing_told_is_nothing_known():
    assert nats(SUITE, COOKIES, GATEWAY_SEES, []) == (False, False)
