import pytest

from simulation.errors import WireError
from simulation.wire import route_optimization as ro
from simulation.wire.address import Address

HOME, CARE_OF, GATEWAY = map(Address.parse, ("10.1.0.100", "203.0.113.137", "192.0.2.10"))
WHEN = 0xC1CB7C8000000001
BY_HAND = [
    (ro.BindingWarning(home_address=HOME, target=GATEWAY), "10000000 0a010064 c000020a"),
    (
        ro.BindingRequest(home_address=HOME, identification=WHEN),
        "11000000 0a010064 c1cb7c8000000001",
    ),
    (
        ro.BindingUpdate(
            acknowledge=True,
            lifetime=300,
            home_address=HOME,
            care_of_address=CARE_OF,
            identification=WHEN,
        ),
        "12c0012c 0a010064 cb007189 c1cb7c8000000001",
    ),
    (
        ro.BindingUpdate(
            identified=False,
            minimal=True,
            gre=True,
            lifetime=0,
            home_address=HOME,
            care_of_address=CARE_OF,
        ),
        "12300000 0a010064 cb007189",
    ),
    (
        ro.BindingAcknowledge(status=131, home_address=HOME, identification=WHEN),
        "13000083 0a010064 c1cb7c8000000001",
    ),
    (
        ro.EspRouteRequest(
            lifetime=60,
            inner_address=HOME,
            gateway=GATEWAY,
            care_of_address=CARE_OF,
            identification=WHEN,
            spi=0xC0DE0001,
        ),
        "c800003c 0a010064 c000020a cb007189 c1cb7c8000000001 c0de0001",
    ),
    (
        ro.EspRouteReply(
            code=65,
            lifetime=0,
            inner_address=HOME,
            gateway=GATEWAY,
            identification=WHEN,
            spi=0xC0DE0001,
        ),
        "c9410000 0a010064 c000020a c1cb7c8000000001 c0de0001",
    ),
    (
        ro.PathSetup(lifetime=90, home_address=HOME, access_router=CARE_OF, identification=WHEN),
        "ca00005a 0a010064 cb007189 c1cb7c8000000001",
    ),
    (
        ro.PathAcknowledge(
            status=0, lifetime=90, home_address=HOME, crossover=GATEWAY, identification=WHEN
        ),
        "cb00005a 0a010064 c000020a c1cb7c8000000001",
    ),
]


@pytest.mark.parametrize(("header", "octets"), BY_HAND, ids=lambda each: getattr(each, "key", ""))
def test_octets_made_by_hand(header, octets):
    made = bytes.fromhex(octets)
    assert header.encode() == made
    assert type(header).decode(made) == (header, len(made))


def test_an_update_that_promises_an_identification_must_have_one():
    update = ro.BindingUpdate(lifetime=1, home_address=HOME, care_of_address=CARE_OF)
    with pytest.raises(WireError):
        update.encode()
