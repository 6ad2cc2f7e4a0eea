from simulation.kernel.routes import Route
from simulation.wire.address import Prefix
from tests.simulation.small_world import SmallWorld, address


def table():
    world = SmallWorld()
    world.link("lan", "10.0.0.0/24")
    world.link("wan", "10.1.0.0/24")
    return world, world.node("r", "lan 10.0.0.1", "wan 10.1.0.1")


def test_the_longest_destination_wins():
    _, node = table()
    lan, wan = node.interfaces["lan"], node.interfaces["wan"]
    node.route(None, wan, address("10.1.0.254"))
    node.route(Prefix.parse("10.0.0.64/26"), wan)
    assert node.routes.find(address("10.0.0.70")).device is wan
    assert node.routes.find(address("10.0.0.7")).device is lan
    assert node.routes.find(address("8.8.8.8")).via == address("10.1.0.254")


def test_a_route_that_asks_for_a_source_is_looked_at_before_one_that_does_not():
    _, node = table()
    home = Prefix.host(address("10.9.9.9"))
    node.route(None, None, source=home, refuse="not yet")
    assert node.routes.find(address("10.0.0.7"), address("10.9.9.9")).refuse == "not yet"
    assert node.routes.find(address("10.0.0.7"), address("10.0.0.1")).device is not None


def test_a_route_that_asks_for_the_arriving_interface_is_looked_at_first():
    _, node = table()
    wan = node.interfaces["wan"]
    node.route(None, wan, inbound="lan")
    node.route(None, None, source=Prefix.host(address("10.9.9.9")), refuse="by source")
    assert node.routes.find(address("10.0.0.7"), address("10.9.9.9"), "lan").device is wan
    assert node.routes.find(address("10.0.0.7"), address("10.9.9.9"), "wan").refuse == "by source"


def test_a_route_of_the_same_key_replaces_the_older_and_answers_change_with_it():
    world, node = table()
    lan, wan = node.interfaces["lan"], node.interfaces["wan"]
    node.route(None, lan)
    assert node.routes.find(address("8.8.8.8")).device is lan
    node.route(None, wan)
    assert node.routes.find(address("8.8.8.8")).device is wan
    node.routes.remove("0.0.0.0/0")
    assert node.routes.find(address("8.8.8.8")) is None
    assert "0.0.0.0/0" not in world.rows("r", "routes")


def test_clearing_a_device_removes_its_routes_alone():
    world, node = table()
    node.routes.clear_device(node.interfaces["wan"])
    assert list(world.rows("r", "routes")) == ["10.0.0.0/24"]


def test_the_row_names_source_and_inbound_interface():
    _, _node = table()
    route = Route(
        destination=Prefix.parse("10.0.0.0/8"),
        device=None,
        source=Prefix.host(address("1.2.3.4")),
        inbound="lan",
    )
    assert route.key == "10.0.0.0/8 from 1.2.3.4/32 in by lan"


def test_very_many_destinations_do_not_fill_the_memory():
    _, node = table()
    for number in range(6000):
        node.routes.find(address("10.0.0.0") + number)
    assert len(node.routes._cache) <= 4097


def test_the_routes_of_one_device_are_told():
    _, node = table()
    wan = node.interfaces["wan"]
    node.route(None, wan, address("10.1.0.254"))
    assert {route.key for route in node.routes.by_device(wan)} == {"0.0.0.0/0", "10.1.0.0/24"}
