"""The gateway's relay for clients without an address: replies go back by their Identification."""

import pytest

from simulation.roles.home_address_relay import HomeAddressRelay
from simulation.wire import mobile_ip, udp
from simulation.wire.address import ANY, EVERYWHERE, Prefix
from tests.simulation.roles.remote import SERVER, Remote
from tests.simulation.small_world import address

PRIVATE = address("10.3.0.1")
PORT = 1026
KEY = bytes(16)


@pytest.fixture
def world():
    made = Remote(
        client={"request_address": False, "local_selector": EVERYWHERE},
        server={"pool": {}, "accepted_selectors": (EVERYWHERE,)},
    )
    HomeAddressRelay(made.gateway, PRIVATE)
    made.client.home = ANY
    made.connect()
    made.c.hold(PRIVATE, "borrowed from the gateway")
    made.c.route(None, made.client.device, source=Prefix.host(PRIVATE))
    return made


def ask(world, identification=7):
    """Send a request for an address; return what reached the home agent."""
    heard = world.hears(world.s, udp.MOBILE_IP)
    request = mobile_ip.RegistrationRequest(
        lifetime=600,
        home_address=address("0.0.0.0"),
        home_agent=SERVER,
        care_of_address=PRIVATE,
        identification=identification,
    )
    octets = mobile_ip.signed(request, spi=300, key=KEY)
    world.say(world.c, str(PRIVATE), str(SERVER), octets, port=udp.MOBILE_IP, source_port=PORT)
    world.run(world.env.now / 1e9 + 1)
    return heard


def answer(world, identification=7):
    """Have the home agent reply; return what reached the client."""
    heard = world.hears(world.c, PORT)
    reply = mobile_ip.RegistrationReply(
        code=0,
        lifetime=600,
        home_address=address("10.1.0.100"),
        home_agent=SERVER,
        identification=identification,
    )
    octets = mobile_ip.signed(reply, spi=300, key=KEY)
    world.say(world.s, str(SERVER), str(PRIVATE), octets, port=PORT, source_port=udp.MOBILE_IP)
    world.run(world.env.now / 1e9 + 1)
    return heard


def test_request_and_reply_pass_and_nothing_is_left_pending(world):
    assert len(ask(world)) == 1
    assert list(world.rows("g", "pending")) == ["00000007"]
    assert len(answer(world)) == 1
    assert world.rows("g", "pending") == {}


def test_a_reply_that_nobody_waits_for_ends_at_the_gateway(world):
    ask(world)
    assert answer(world, 8) == []
    assert world.drops("g") == ["unexpected"]


def test_one_reply_answers_one_request(world):
    ask(world)
    answer(world)
    assert answer(world) == []


def test_octets_that_are_no_reply_are_refused(world):
    ask(world)
    world.say(world.s, str(SERVER), str(PRIVATE), b"\x03", port=PORT)
    world.run(world.env.now / 1e9 + 1)
    assert world.drops("g") == ["malformed"]


def test_an_association_for_any_address_attracts_nothing(world):
    assert "0.0.0.0/0" not in {
        key for key, row in world.rows("g", "routes").items() if row["device"] == "ipsec0"
    }
