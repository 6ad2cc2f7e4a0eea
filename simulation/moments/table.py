"""The grammar as tables, for documentation and for whoever completes phrases."""

from __future__ import annotations

from typing import Any

from simulation.moments.happening import PREPOSITIONS
from simulation.moments.happenings import HAPPENINGS


def describe() -> list[dict[str, Any]]:
    """Return every kind of happening: its words, what may be said of it, and its meaning."""
    return [
        {
            "words": list(each.words),
            "takes": [f"{word} {PREPOSITIONS[word]}" for word in each.takes],
            "form": each.form,
            "meaning": each.meaning,
        }
        for each in HAPPENINGS
    ]
