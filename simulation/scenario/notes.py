"""What settings do nothing, told of one scenario or of the same one under several options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.scenario.document import Note

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulation.scenario.document import Scenario


def gathered(scenarios: Iterable[Scenario]) -> list[Note]:
    """Return the notes of *scenarios*, one for each setting and where it would do something."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for scenario in scenarios:
        for note in scenario.notes():
            told = found.setdefault((note.where, note.accepted), [])
            told.append((scenario.option, note.what))
    return [
        Note(where, told[0][1] if len(told) == 1 else _under(told), accepted)
        for (where, accepted), told in found.items()
    ]


def _under(told: list[tuple[str, str]]) -> str:
    return f"does nothing under options {', '.join(dict.fromkeys(option for option, _ in told))}"
