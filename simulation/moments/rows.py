"""Rows of tables that come, change and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.trace import RowChanged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from simulation.metrics.facts import Facts
    from simulation.moments.happening import Said

    Find = Callable[[Facts, Said], Iterator[int]]


def entered(*tables: str) -> Find:
    """Return what finds rows of *tables* that are entered, or entered anew."""

    def found(facts: Facts, said: Said) -> Iterator[int]:
        for number, event in _of(facts, said, tables):
            if event.new is not None:
                yield number

    return found


def added(*tables: str) -> Find:
    """Return what finds rows that were not there before, of any table where none is named."""

    def found(facts: Facts, said: Said) -> Iterator[int]:
        for number, event in _of(facts, said, tables):
            if event.old is None:
                yield number

    return found


def removed(*tables: str) -> Find:
    """Return what finds rows that are there no longer."""

    def found(facts: Facts, said: Said) -> Iterator[int]:
        for number, event in _of(facts, said, tables):
            if event.new is None:
                yield number

    return found


def changed(facts: Facts, said: Said) -> Iterator[int]:
    """Yield every change of a row."""
    return (number for number, _ in _of(facts, said, ()))


def _of(facts: Facts, said: Said, tables: tuple[str, ...]) -> Iterator[tuple[int, RowChanged]]:
    node = said.get("at") or said.get("by")
    for number, event in facts.of(RowChanged):
        if node not in (None, event.node) or said.get("in", event.table) != event.table:
            continue
        if not tables or event.table in tables:
            yield number, event
