"""Search and completion as plain data, for whoever asks by text that came from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulation.errors import AskingError
from simulation.filters.completion import complete
from simulation.filters.fault import FilterError
from simulation.filters.index import Index
from simulation.filters.matching import match
from simulation.filters.parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simulation.trace import Trace


class Searcher:
    """Answers about the trace that was asked about last, whose index it keeps."""

    def __init__(self) -> None:
        self._index: Index | None = None

    def search(self, traces: Sequence[Trace], arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return the matches of `filter` in the first of *traces*, or its `fault`.

        A filter that is being typed is wrong most of the time: its fault is an answer, too.
        `events` are runs of numbers that follow one another, each its first and how many.
        """
        try:
            expression = parse(_text(arguments))
        except FilterError as error:
            return {"fault": error.as_json(), "count": 0, "events": []}
        found = match(self._of(traces[0]), expression).events
        return {"fault": None, "count": len(found), "events": runs(found)}

    def complete(self, traces: Sequence[Trace], arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return what could stand at character `at` of `filter`."""
        text = _text(arguments)
        at = arguments.get("at", len(text))
        if not isinstance(at, int) or not 0 <= at <= len(text):
            raise AskingError(f"{at!r:.40}", where="at", accepted=f"0 to {len(text)}")
        return complete(self._of(traces[0]), text, at).as_json()

    def _of(self, trace: Trace) -> Index:
        if self._index is None or self._index.trace is not trace:
            self._index = Index(trace)
        return self._index


def _text(arguments: Mapping[str, Any]) -> str:
    text = arguments.get("filter")
    if not isinstance(text, str):
        raise AskingError("is missing", where="filter", accepted="a text such as mip.request")
    return text


def runs(numbers: Iterable[int]) -> list[list[int]]:
    """Return *numbers*, which rise, as runs without holes: the first, and how many."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == sum(found[-1]):
            found[-1][1] += 1
        else:
            found.append([number, 1])
    return found
