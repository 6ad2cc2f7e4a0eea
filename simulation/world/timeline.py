"""The scenario's timeline: what happens to nodes from outside the protocols."""

from collections.abc import Callable, Mapping
from typing import Any

from simulation.kernel.schedule import later
from simulation.trace import Acted
from simulation.tunnels.tunnel import TunnelEnds
from simulation.world import machines
from simulation.world.world import Mobile, World


def schedule(world: World) -> None:
    """Arrange for every action of the scenario to happen at its time."""
    for action in world.scenario.actions:
        later(world.recorder, action["at_ns"], None, _act, world, action)


def _act(world: World, action: Mapping[str, Any]) -> None:
    node, what = action["node"], action["do"]
    world.recorder.record(Acted(node, dict(action)))
    mobile = world.mobiles.get(node)
    actor = world.actors.get((what, node))
    if mobile is None and node in world.nodes and _is_down(world, node, what):
        world.in_vain(node, what, "it is down")
    elif actor is not None:
        actor(dict(action))
    elif mobile is not None and what in _ON_MOBILES:
        _ON_MOBILES[what](world, mobile, action)
    elif node in world.nodes and what in _ON_NODES:
        _ON_NODES[what](world, node, action)
    else:
        missing = f"{node} has nothing to {what}" if node in world.nodes else f"there is no {node}"
        world.in_vain(node, what, f"under this option {missing}")


def _is_down(world: World, node: str, what: str) -> bool:
    """Return whether a node is off, and what is to happen needs it to be on."""
    return not world.nodes[node].alive and what not in _ON_NODES


def _switch_on(world: World, mobile: Mobile, action: Mapping[str, Any]) -> None:
    if mobile.on:
        world.in_vain(mobile.name, action["do"], "it is on already")
        return
    assert mobile.build is not None
    mobile.on = True
    mobile.node.power_on()
    mobile.role = mobile.build()
    mobile.interface.attach(world.links[mobile.link])
    mobile.role.link_up()
    for application in world.applications[mobile.name]:
        application.start()


def _attach(world: World, mobile: Mobile, action: Mapping[str, Any]) -> None:
    mobile.link = action["link"]
    if mobile.on:
        if mobile.interface.link is not None:
            _detach(world, mobile, action)
            mobile.link = action["link"]
        mobile.interface.attach(world.links[mobile.link])
        mobile.role.link_up()


def _detach(world: World, mobile: Mobile, action: Mapping[str, Any]) -> None:
    if not mobile.on:
        world.in_vain(mobile.name, action["do"], "it is off")
    elif mobile.interface.link is None:
        world.in_vain(mobile.name, action["do"], "it is on no link")
    else:
        mobile.interface.detach()
        mobile.role.link_down()


def _crash(world: World, mobile: Mobile, action: Mapping[str, Any]) -> None:
    """Switch the node off with no word to anybody; what it held in memory is gone."""
    if not mobile.on:
        world.in_vain(mobile.name, action["do"], "it is off already")
        return
    mobile.on = False
    for application in world.applications[mobile.name]:
        application.stop()
    mobile.node.power_off()
    world.ends[mobile.name] = TunnelEnds(mobile.node)
    mobile.role = None


def _restart(world: World, mobile: Mobile, action: Mapping[str, Any]) -> None:
    if not mobile.on:
        mobile.link = action["link"]
    _switch_on(world, mobile, action)


_ON_MOBILES = {
    "switch-on": _switch_on,
    "attach": _attach,
    "detach": _detach,
    "crash": _crash,
    "restart": _restart,
}

_ON_NODES: Mapping[str, Callable[[World, str, Mapping[str, Any]], None]] = {
    "crash": lambda world, node, _: machines.crash(world, node),
    "restart": lambda world, node, _: machines.restart(world, node),
    "cut": machines.cut,
    "restore": machines.cut,
    "lose": machines.lose,
    "degrade": machines.degrade,
    "set-mtu": machines.set_mtu,
    "forget-bindings": machines.forget_bindings,
    "switch-rule": machines.switch_rule,
}
