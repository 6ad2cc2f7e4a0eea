"""How steps of state machines are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.trace import StateChanged

_WORDS: Final[Mapping[tuple[str, str], tuple[str, bool]]] = {
    ("detection", "detecting"): (
        "{node} asks whether this link is trusted: {because}",
        False,
    ),
    ("detection", "inside"): ("{node} knows that it is inside: {because}", True),
    ("detection", "outside"): ("{node} takes itself to be outside: {because}", True),
    ("detection", "no link"): ("{node} knows nothing of where it is: {because}", False),
    ("registration", "registering"): ("{node} begins its {machine}: {because}", False),
    ("registration", "registered"): ("the {machine} of {node} stands: {because}", True),
    ("registration", "idle"): ("{node} ends its {machine}: {because}", False),
    ("vpn client", "connecting"): ("{node} begins to set up its VPN: {because}", False),
    ("vpn client", "up"): ("the VPN of {node} is up: {because}", True),
    ("vpn client", "down"): ("the VPN of {node} is down: {because}", False),
    ("dhcp", "selecting"): ("{node} looks for an address: {because}", False),
    ("dhcp", "requesting"): ("{node} takes the address that it is offered: {because}", False),
    ("dhcp", "bound"): ("{node} has an address: {because}", True),
    ("dhcp", "init"): ("{node} asks for no address any more: {because}", False),
    ("registration", "deregistering"): ("{node} takes its {machine} back: {because}", False),
    ("surrogate", "registering"): ("{node} registers in the node's name: {because}", False),
    ("surrogate", "registered"): ("{node} stands registered in the node's name: {because}", False),
    ("surrogate", "idle"): ("{node} registers no longer in the node's name: {because}", False),
    ("ike", "negotiating"): ("{node} begins to negotiate keys: {because}", False),
    ("ike", "keyed"): ("{node} can compute the negotiation's keys: {because}", False),
    ("ike", "established"): ("{node} has an IKE association: {because}", False),
    ("ike", "deleting"): ("{node} has its IKE association deleted: {because}", False),
    ("ike", "gone"): ("{node} gives its IKE association up: {because}", False),
    ("wireguard", "handshake"): ("{node} begins a handshake: {because}", False),
    ("wireguard", "up"): ("{node} has a session: {because}", False),
    ("path", "looking for a router"): ("{node} looks for a router: {because}", False),
    ("path", "asking for a path"): ("{node} asks the routers for a path: {because}", False),
    ("path", "reachable"): ("the routers know the way to {node}: {because}", True),
    ("path", "no link"): ("no path leads to {node}: {because}", False),
}
"""Sentences, and whether they are milestones, by the kind of machine and its new state."""

_WHILE_DATA_FLOW: Final[Mapping[tuple[str, str], str]] = {
    ("detection", "outside"): (
        "only now, while its data flow, does {node} take itself to be outside: {because}"
    ),
    ("detection", "inside"): (
        "only now, while its data flow, does {node} know that it is inside: {because}"
    ),
}
"""What reads otherwise where nobody waits for it any more."""


def tell(node: str, event: StateChanged, *, awaited: bool) -> tuple[str, bool]:
    """Return how a `state` event is told, and whether the story turns on it.

    It does where data of the node are *awaited*; what it reaches while they flow is no milestone.
    """
    machine, old, new, because = event.machine, event.old, event.new, event.because
    step = _kind(machine), new
    told, phase = _WORDS.get(step, (_ANY, False))
    if not awaited:
        told = _WHILE_DATA_FLOW.get(step, told)
    text = told.format(node=node, machine=machine, old=old, new=new, because=because)
    return text, phase and awaited


_ANY: Final = "{node}, {machine}: from {old} to {new}, because {because}"
_SESSIONS: Final = ("dhcp", "ike", "surrogate", "wireguard")
"""Machines of which there are several, whose names begin so."""


def _kind(machine: str) -> str:
    if machine.endswith(("registration", "registration in clear")):
        return "registration"
    first = machine.partition(" ")[0]
    return first if first in _SESSIONS else machine
