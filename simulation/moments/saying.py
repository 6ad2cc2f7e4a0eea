"""Names as phrases write them, and what a run calls the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.catalogue import REASONS
from simulation.moments.error import NoMomentError
from simulation.moments.happening import PREPOSITIONS
from simulation.trace import RowChanged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.metrics.facts import Facts
    from simulation.moments.phrase import Clause


class Saying:
    """The names of one run: a node by its name or its label, the others by their names."""

    def __init__(self, facts: Facts) -> None:
        head = facts.trace.head
        nodes = {each["name"]: str(each.get("label", "")) for each in head.get("nodes", ())}
        labels = {_plain(label): name for name, label in nodes.items() if label}
        links = [each["id"] for each in head.get("links", ())]
        tables = sorted({event.table for _, event in facts.of(RowChanged)})
        reasons = {_plain(label): code for code, label in REASONS.items()}
        self._known: Mapping[str, Mapping[str, str]] = {
            "NODE": labels | {name: name for name in nodes},
            "LINK": {name: name for name in links},
            "TABLE": {name: name for name in tables},
            "REASON": reasons | {code: code for code in REASONS},
        }

    def resolved(self, clause: Clause) -> dict[str, str]:
        """Return what *clause* says with the run's own names; raise `MomentError` for others."""
        return {word: self._name(word, written) for word, written in clause.said}

    def _name(self, word: str, written: str) -> str:
        kind = PREPOSITIONS[word]
        known = self._known[kind]
        if written not in known:
            raise NoMomentError(
                f"this run has no {kind.lower()} {written[:60]!r}",
                where=f"{word} {written[:60]}",
                accepted=", ".join(dict.fromkeys(known.values())),
            )
        return known[written]


def _plain(label: str) -> str:
    """Return *label* as a phrase writes it: small, without its article."""
    words = label.lower().split()
    return " ".join(each for each in words if each not in {"the", "a", "an"})
