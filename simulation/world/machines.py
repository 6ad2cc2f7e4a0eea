"""Hosts and routers that crash and start again: what they are told to be outlives it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.roles.firewall import Firewall
from simulation.time import MILLISECOND
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


@runtime_checkable
class Forgetful(Protocol):
    """A role that keeps where mobile nodes are."""

    node: Node

    def forget_mobiles(self) -> int:
        """Lose all of it, telling nobody; return how many entries there were."""


def forget_bindings(world: World, name: str, action: Mapping[str, Any]) -> None:
    """Have a node lose what it knows of where mobile nodes are, and go on running."""
    keepers = [
        role
        for role in world.roles.values()
        if isinstance(role, Forgetful) and role.node is world.nodes[name]
    ]
    lost = sum([keeper.forget_mobiles() for keeper in keepers])
    if not lost:
        state = "it knows of no mobile node" if keepers else "it never knows where mobile nodes are"
        world.in_vain(name, action["do"], state)


def lose(world: World, name: str, action: Mapping[str, Any]) -> None:
    """Lose the next frames that a node sends on a link."""
    for station in _stations(world, name, action):
        world.links[action["link"]].lose_next(station.mac, action["frames"])


def degrade(world: World, name: str, action: Mapping[str, Any]) -> None:
    """Make the link that a node is on slower and lossier for everybody on it."""
    if _stations(world, name, action):
        delay_ns = int(action["delay_ms"] * MILLISECOND)
        world.links[action["link"]].degrade(delay_ns, action["loss"])


def set_mtu(world: World, name: str, action: Mapping[str, Any]) -> None:
    """Have everybody on the link that a node is on send packets of so many octets at most."""
    if _stations(world, name, action):
        world.links[action["link"]].mtu = action["octets"]


def switch_rule(world: World, name: str, action: Mapping[str, Any]) -> None:
    """Switch the rules of a firewall that bear a name on or off."""
    firewall = world.roles.get(name)
    if not isinstance(firewall, Firewall):
        world.in_vain(name, action["do"], "it filters nothing")
    elif action["rule"] not in (names := dict.fromkeys(rule.name for rule in firewall.rules)):
        because = f"it has no rule {action['rule']!r}; it has {', '.join(names)}"
        world.in_vain(name, action["do"], because)
    elif not firewall.switch(action["rule"], on=action["on"]):
        world.in_vain(name, action["do"], f"the rule is {'on' if action['on'] else 'off'} already")


def _stations(world: World, name: str, action: Mapping[str, Any]) -> list[Interface]:
    """Return the node's stations on the link that *action* names; record where it has none."""
    link = world.links[action["link"]]
    found = [each for each in world.nodes[name].interfaces.values() if each.link is link]
    if not found:
        world.in_vain(name, action["do"], "it is on no such link")
    return found


_DONE: Mapping[str, str] = {"cut": "cut already", "restore": "whole"}
