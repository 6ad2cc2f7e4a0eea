"""The attacker on the hotspot, in scenarios whose timeline uses one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.roles.attacker import Attacker, AttackerConfig, Bystander
from simulation.roles.injection import inject
from simulation.roles.pseudo_nat import PseudoNat, PseudoNatConfig
from simulation.scenario import ATTACKER
from simulation.wire.address import Address
from simulation.world import site

if TYPE_CHECKING:
    from simulation.world.world import World

ROUTER = "203.0.113.2"
FIRST = "203.0.113.100"
SECOND = Address.parse("203.0.113.101")
BYSTANDER = "198.51.100.30"


def add_attacker(world: World) -> None:
    """Add the attacker, and the victim that it leads packets to, if the timeline asks for it."""
    if not any(action["node"] == ATTACKER for action in world.scenario.actions):
        return
    scenario = world.scenario
    to_victim = scenario["redirect_to"] == "victim"
    node = world.node(ATTACKER, "attacker", "attacker")
    interface = world.join(node, "hotspot", FIRST)
    world.via(node, None, "hotspot", ROUTER)
    attacker = world.roles[ATTACKER] = Attacker(
        node,
        interface,
        AttackerConfig(
            router=Address.parse(ROUTER),
            second=SECOND,
            nat=PseudoNatConfig(
                target=scenario["attack_target"],
                redirect=Address.parse(BYSTANDER) if to_victim else SECOND,
                limit=scenario["attack_packets"],
            ),
            forgeries=scenario["forgeries"],
            guesses_per_second=scenario["guesses_per_second"],
        ),
    )
    if to_victim:
        _add_bystander(world, attacker.nat)
    world.actors["attack", ATTACKER] = lambda action: attacker.switch(on=action["on"])
    world.actors["replay", ATTACKER] = lambda _: attacker.forger.replay()
    world.actors["forge", ATTACKER] = lambda _: attacker.forger.forge()
    world.actors["dictionary", ATTACKER] = lambda _: attacker.forger.guess()
    world.actors["inject", ATTACKER] = lambda _: inject(attacker.forger, site.CORRESPONDENT)


def _add_bystander(world: World, nat: PseudoNat) -> None:
    node = world.node("victim", "a host that asked for nothing", "host")
    world.join(node, "operator", BYSTANDER)
    world.via(node, None, "operator", "198.51.100.1")
    world.roles["victim"] = Bystander(node, Address.parse(BYSTANDER), nat)
