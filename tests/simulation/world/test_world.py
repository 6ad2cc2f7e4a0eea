"""The reference world: links as they are documented, secrets and SPIs from the seed."""

import simpy

from simulation import PRESETS, read_scenario
from simulation.kernel.recorder import Recorder
from simulation.scenario import LINKS
from simulation.trace import Trace
from simulation.world.world import World


def world(seed: int = 1, **changes: object) -> World:
    env = simpy.Environment()
    document = {**PRESETS["leave-colocated"].document("1.1", seed), **changes}
    return World(env, Recorder(env, Trace({}), 1000), read_scenario(document))


def test_links_stand_in_the_order_of_captures():
    assert tuple(world().links) == LINKS


def test_delays_and_rates_are_those_of_the_reference():
    cellular = world().links["cellular"].shape
    assert (cellular.delay_ns, cellular.rate_bps, cellular.mtu) == (60_000_000, 1_000_000, 1500)
    assert (cellular.queue, cellular.loss, cellular.jitter_ns) == (64, 0, 0)


def test_a_scenario_may_change_a_link():
    changed = world(link={"cellular": {"delay_ms": 5, "rate_kbps": 64, "loss": 0.5, "mtu": 576}})
    shape = changed.links["cellular"].shape
    assert (shape.delay_ns, shape.rate_bps, shape.loss, shape.mtu) == (5_000_000, 64_000, 0.5, 576)
    assert changed.links["hotel"].shape == world().links["hotel"].shape


def test_secrets_come_from_seed_and_name_alone():
    assert world().secret("a") == world().secret("a") != world().secret("b")
    assert world(seed=2).secret("a") != world().secret("a")


def test_no_spi_is_given_twice():
    here = world()
    given = [here.allocate_spi() for _ in range(500)]
    assert len(set(given)) == 500
    assert all(spi > 255 for spi in given)


def test_a_stream_goes_on_where_it_stopped():
    here = world()
    assert here.stream("x").octets(4) != here.stream("x").octets(4)
