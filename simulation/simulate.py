"""`simulate(scenario) -> Trace`: the only door, pure and total."""

from collections.abc import Iterator

import simpy

from simulation.kernel.collector import quiet
from simulation.kernel.recorder import Recorder
from simulation.options import OPTIONS, changes_of
from simulation.options.option import Option
from simulation.scenario import MOST_EVENTS, Scenario, check_forecast
from simulation.trace import ENGINE, Head, Trace
from simulation.world.applications import add_applications
from simulation.world.attack import add_attacker
from simulation.world.timeline import schedule
from simulation.world.world import World


def simulate(scenario: Scenario) -> Trace:
    """Run *scenario* to its end and return the trace; the same scenario gives the same trace.

    Raise `LimitError` where the run would make more events than one run may.
    """
    *_, trace = simulate_in_steps(scenario, MOST_EVENTS)
    return trace


def simulate_in_steps(scenario: Scenario, events: int = 1000) -> Iterator[Trace]:
    """Yield the growing trace about every *events* events, and once more at the end.

    Raise `LimitError` before the first where too many events are forecast, and where too many come.
    """
    check_forecast(scenario)
    env: simpy.Environment = simpy.Environment(initial_time=0)
    trace = Trace({}, finished=False)
    recorder = Recorder(env, trace, MOST_EVENTS)
    world = World(env, recorder, scenario)
    option = OPTIONS[scenario.option]
    option.build(world)
    add_attacker(world)
    add_applications(world)
    schedule(world)
    trace.head = _head(world, option)
    while _step(env, trace, events, scenario.duration_ns):
        yield trace
    trace.finished = True
    yield trace


def _head(world: World, option: Option) -> Head:
    scenario = world.scenario
    return {
        "engine": ENGINE,
        "scenario": scenario.canonical(),
        "digest": scenario.digest(),
        "duration_ns": scenario.duration_ns,
        **world.head(),
        "structure": [
            {"entity": each.entity, "kind": each.kind, "what": each.what}
            for each in changes_of(option, world)
        ],
    }


def _step(env: simpy.Environment, trace: Trace, events: int, end_ns: int) -> bool:
    """Go on until *trace* has *events* more, or to the end; return whether there is more."""
    enough = len(trace.events) + events
    with quiet():
        while env.peek() <= end_ns:
            env.step()
            if len(trace.events) >= enough:
                return env.peek() <= end_ns
    return False
