"""The event that a phrase names in a trace."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

from simulation.metrics.facts import Facts
from simulation.moments.error import NoMomentError
from simulation.moments.phrase import LAST, ORDINALS, read
from simulation.moments.saying import Saying

if TYPE_CHECKING:
    from simulation.moments.phrase import Clause, Phrase
    from simulation.trace import Trace


class Moments:
    """Finds moments of one finished trace, whose facts it gathers once."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._facts = Facts(trace)
        self._saying = Saying(self._facts)
        self._found: dict[tuple[object, ...], list[int]] = {}

    def find(self, phrase: str) -> int:
        """Return the number of the event that *phrase* names.

        Raises `MomentError` for a phrase that makes no sense, and its kind `NoMomentError`
        where the run has no such moment.
        """
        return self._event(read(phrase))

    def count(self, phrase: str) -> int:
        """Return how often what *phrase* names happens, whichever of them it names."""
        asked = read(phrase)
        return 1 if asked.clause.happening is None else len(self._all(asked))

    def _event(self, phrase: Phrase) -> int:
        clause = phrase.clause
        if clause.happening is None:
            return self._at(clause)
        found = self._all(phrase)
        if not (clause.place < len(found) and found):
            raise _absent(phrase, len(found))
        return found[LAST] if clause.place == LAST else found[clause.place]

    def _all(self, phrase: Phrase) -> list[int]:
        """Return every event of the phrase's kind that lies where its sides say."""
        first, end = 0, len(self._trace.events)
        for side, anchor in phrase.sides:
            event = self._event(anchor)
            first, end = (
                (max(first, event + 1), end) if side == "after" else (first, min(end, event))
            )
        every = self._every(phrase.clause)
        return every[bisect_left(every, first) : bisect_left(every, end)]

    def _at(self, clause: Clause) -> int:
        """Return the last event that has happened at a time."""
        duration = self._facts.duration_ns
        if clause.at_ns > duration:
            raise NoMomentError(
                "the run is over by then",
                where=clause.text,
                accepted=f"0 s to {duration / 1e9:g} s",
            )
        events = self._trace.events
        return max(bisect_right(events, clause.at_ns, key=attrgetter("at_ns")) - 1, 0)

    def _every(self, clause: Clause) -> list[int]:
        """Return every event of a clause's kind of which it is true, in order."""
        happening = clause.happening
        assert happening is not None
        key = happening.words, clause.said
        if key not in self._found:
            said = self._saying.resolved(clause)
            self._found[key] = sorted(set(happening.find(self._facts, said)))
        return self._found[key]


def find(trace: Trace, phrase: str) -> int:
    """Return the number of the event of *trace* that *phrase* names; see `Moments.find`."""
    return Moments(trace).find(phrase)


def _absent(phrase: Phrase, count: int) -> NoMomentError:
    written = phrase.clause.text
    where = written + "".join(f" {side} {each.clause.text}" for side, each in phrase.sides)
    if count == 0:
        return NoMomentError(
            "this does not happen in this run", where=where, accepted="what happens in this run"
        )
    times = "once" if count == 1 else f"{count} times"
    last = ORDINALS[count - 1] if count <= len(ORDINALS) else f"{count}th"
    accepted = "first" if count == 1 else f"first to {last}, last"
    return NoMomentError(f"this happens only {times} in this run", where=where, accepted=accepted)
