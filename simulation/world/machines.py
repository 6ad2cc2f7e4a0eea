"""Hosts and routers that crash and start again: what they are told to be outlives it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from simulation.tunnels.tunnel import TunnelEnds
from simulation.wire.address import Address
from simulation.world.world import World

if TYPE_CHECKING:
    from simulation.roles.nat import Nat


def crash(world: World, name: str) -> None:
    """Stop a node with no word to anybody: what it held in memory is gone."""
    node = world.nodes[name]
    if not node.alive:
        world.in_vain(name, "crash", "it is down already")
        return
    for application in world.applications[name]:
        application.stop()
    node.power_off()


def restart(world: World, name: str) -> None:
    """Start a node again, as its configuration has it."""
    node = world.nodes[name]
    if node.alive:
        world.in_vain(name, "restart", "it is running")
        return
    node.power_on()
    world.ends[name] = TunnelEnds(node)
    for setup in world.setups[name]:
        setup()
    for application in world.applications[name]:
        application.start()


def renumber_translator(world: World, name: str, address: Address) -> None:
    """Have a translator start anew, with *address* in the place of its public one."""
    node = world.nodes[name]
    translator: Nat = world.roles[name]
    outside = node.interfaces[translator.outside.name]
    if outside.prefix is None or address not in outside.prefix:
        because = f"{address} is no address of the link {outside.name}"
        world.in_vain(name, "renumber", because)
        return
    crash(world, name)
    world.renumber(translator.public, address)
    restart(world, name)


def cut(world: World, name: str, action: Mapping[str, Any]) -> None:
    """Cut the cable of a node to a link, or restore it, as *action* says."""
    node, link = world.nodes[name], world.links[action["link"]]
    stations = [each for each in node.interfaces.values() if each.link is link]
    change = link.cut if action["do"] == "cut" else link.restore
    changed = [each for each in stations if change(each.mac)]
    if not changed:
        state = "it is on no such link" if not stations else f"its cable was {_DONE[action['do']]}"
        world.in_vain(name, action["do"], state)


_DONE: Mapping[str, str] = {"cut": "cut already", "restore": "whole"}
