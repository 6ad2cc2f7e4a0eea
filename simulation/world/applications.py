"""The users' traffic: what runs between the nodes of each of the scenario's flows.

Applications belong to nodes: they survive moves and die in a crash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.kernel.traffic_class import ECT_0, NOT_ECT
from simulation.roles.broadcast import Broadcaster, BroadcastListener
from simulation.roles.flow import Flow, Treatment
from simulation.roles.ping import Ping
from simulation.roles.tcp.discovery import Probing
from simulation.roles.tcp.stack import TcpStack
from simulation.roles.tcp.states import TcpConfig
from simulation.roles.transfer import TransferClient, TransferConfig, TransferServer
from simulation.time import SECOND, seconds
from simulation.wire import application
from simulation.world import site

if TYPE_CHECKING:
    from simulation.wire.address import Address
    from simulation.world.world import Application, World

_FIRST_IDENTIFIER = 7


def add_applications(world: World) -> None:
    """Add both ends of every flow of the scenario; those of nodes without a switch begin now."""
    kinds = world.scenario["traffic"].split("+")
    stacks: dict[str, TcpStack] = {}
    _add_broadcasts(world)
    if "tcp" in kinds:
        for name in sorted({name for pair in world.scenario.flows for name in pair}):
            stacks[name] = TcpStack(world.nodes[name], _tcp(world))
            _run(world, name, stacks[name])
    for number, (left, right) in enumerate(world.scenario.flows):
        if "flow" in kinds:
            _add_flow(world, number, left, right)
        if "tcp" in kinds:
            _add_transfer(world, number, stacks[left], stacks[right])
        if "ping" in kinds:
            _add_ping(world, number, left, right)


def _run(world: World, name: str, runs: Application) -> None:
    """Start *runs* whenever its node is switched on, or now if it is on already."""
    world.applications[name].append(runs)
    if name not in world.mobiles:
        runs.start()


def _add_broadcasts(world: World) -> None:
    """Let the home link's router broadcast when the timeline says so, and mobile nodes hear it."""
    if not any(each["do"] == "broadcast" for each in world.scenario.actions):
        return
    router, everybody = world.nodes["core-router"], site.HOME_PREFIX.broadcast
    octets = world.scenario["payload_octets"]
    broadcaster = Broadcaster(router, site.HOME_ROUTER, everybody, octets)
    world.actors["broadcast", router.name] = lambda _: broadcaster.send()
    for name, mobile in world.mobiles.items():
        _run(world, name, BroadcastListener(mobile.node, everybody))


def _address(world: World, name: str) -> Address:
    return world.mobiles[name].home if name in world.mobiles else site.CORRESPONDENT


def _add_flow(world: World, number: int, left: str, right: str) -> None:
    scenario = world.scenario
    for here, there, direction in (
        (left, right, application.UPLINK),
        (right, left, application.DOWNLINK),
    ):
        silent = {application.UPLINK: "down", application.DOWNLINK: "up"}[direction]
        flow = Flow(
            world.nodes[here],
            f"{here} > {there}",
            _address(world, here),
            _address(world, there),
            number=number,
            direction=direction,
            payload_octets=scenario["payload_octets"],
            packets_per_second=(
                0 if scenario["flow_direction"] == silent else scenario["packets_per_second"]
            ),
            treatment=_treatment(world),
        )
        _run(world, here, flow)


def _treatment(world: World) -> Treatment:
    scenario = world.scenario
    ecn = ECT_0 if scenario["ecn"] else NOT_ECT
    return Treatment(scenario["dont_fragment"], scenario["dscp"] << 2 | ecn)


def _tcp(world: World) -> TcpConfig:
    return TcpConfig(
        window=world.scenario["tcp_window_octets"],
        segment=world.scenario["tcp_segment_octets"],
        user_timeout_ns=seconds(world.scenario["tcp_user_timeout_s"]),
        probing=Probing(world.scenario["plpmtud"]),
    )


def _add_transfer(world: World, number: int, left: TcpStack, right: TcpStack) -> None:
    """Add a TCP transfer: the left node connects, and the scenario says who sends."""
    scenario = world.scenario
    up = scenario["tcp_direction"] == "up"
    near, far = left.node.name, right.node.name
    config = TransferConfig(
        name=f"{near} > {far}" if up else f"{far} > {near}",
        number=number,
        direction=application.UPLINK if up else application.DOWNLINK,
        octets=scenario["tcp_octets"],
        rate_bps=scenario["tcp_rate_kbps"] * 1000,
        start_ns=round(scenario["tcp_start_s"] * SECOND),
    )
    client = TransferClient(left, _address(world, near), _address(world, far), config, sends=up)
    _run(world, near, client)
    _run(world, far, TransferServer(right, config, sends=not up))


def _add_ping(world: World, number: int, left: str, right: str) -> None:
    scenario = world.scenario
    ping = Ping(
        world.nodes[left],
        f"ping {left} > {right}",
        _address(world, left),
        _address(world, right),
        identifier=_FIRST_IDENTIFIER + number,
        octets=scenario["ping_octets"],
        dont_fragment=scenario["dont_fragment"],
    )
    _run(world, left, ping)
