"""Mobile nodes: addresses, registers and policies that every option builds alike."""

from simulation.trace import Prompted
from simulation.wire.address import Prefix
from simulation.world import mobiles
from tests.simulation.options.playing import play
from tests.simulation.world.test_world import world


def test_addresses_are_those_of_the_reference():
    prefix = Prefix.parse("192.0.2.128/26")
    assert str(mobiles.home_address("mn")) == "10.1.0.100"
    assert str(mobiles.home_address("mn2")) == "10.1.0.101"
    assert str(mobiles.inner_address("mn")) == "10.9.0.5"
    assert str(mobiles.external_home("mn", prefix)) == "192.0.2.129"


def test_auto_is_the_options_own_default():
    assert mobiles.care_of(world(), "colocated") == "colocated"
    assert mobiles.care_of(world(care_of="foreign-agent"), "colocated") == "foreign-agent"
    assert mobiles.trusted_networks(world(), default=True)
    assert not mobiles.trusted_networks(world(tnc="off"), default=True)


def test_every_pair_shares_a_key_of_its_own():
    here = world(start={"mn": "office", "mn2": "hotspot"})
    secrets = mobiles.make_secrets(here)
    pairs = [*secrets.internal.values(), *secrets.external.values()]
    assert len({pair.key for pair in pairs}) == len({pair.spi for pair in pairs}) == 4


def test_a_prompt_costs_the_time_that_a_user_takes():
    quick = play("0", "leave-colocated", xauth=True, user_seconds=1)
    slow = play("0", "leave-colocated", xauth=True, user_seconds=6)
    assert [event.node for _, event in quick.trace.of(Prompted)] == ["mn"]
    assert slow.gap_ms("cn > mn", 9, 39) - quick.gap_ms("cn > mn", 9, 39) > 4000


def test_a_node_that_crashed_knows_nothing_any_more():
    run = play("1.1", "crash-restart")
    crash = 20e9
    for table in ("sad", "tunnels", "registration", "routes"):
        ended = [row for row in run.rows("mn", table) if row.at_ns == crash]
        assert all(row.new is None for row in ended)
    assert run.delivered("cn > mn", since_s=26)
