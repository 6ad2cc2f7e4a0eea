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
    ("dhcp", "bound"): ("{node} has an address: {because}", True),
}
"""Sentences, and whether they are milestones, by the kind of machine and its new state."""


def tell(node: str, event: StateChanged) -> tuple[str, bool]:
    """Return how a `state` event is told, and whether it is a milestone."""
    machine, old, new, because = event.machine, event.old, event.new, event.because
    words = _WORDS.get((_kind(machine), new))
    if words is None:
        text = "{node}, {machine}: from {old} to {new}, because {because}"
        words = text, False
    told, phase = words
    return told.format(node=node, machine=_plain(machine), old=old, new=new, because=because), phase


def _kind(machine: str) -> str:
    if "registration" in machine:
        return "registration"
    return "dhcp" if machine.startswith("dhcp") else machine


def _plain(machine: str) -> str:
    """Return the machine's name without the number of its session."""
    return "IKE" if machine.startswith("ike ") else machine
