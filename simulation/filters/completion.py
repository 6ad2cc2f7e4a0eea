"""What may stand at a place of a filter: names, comparisons and values, each explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from simulation.catalogue import REASONS, TABLES
from simulation.filters.fault import FilterError, Wanted
from simulation.filters.names import FIELDS, PROTOCOLS, SHORT
from simulation.filters.parser import wanted_after
from simulation.filters.terms import COMMON, TERMS
from simulation.filters.tokens import COMPARISONS, tokens
from simulation.trace import KINDS, MESSAGES, ROLES, Delivered, Sent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from simulation.filters.index import Index, Layers
    from simulation.filters.terms import Term

MOST: Final = 40
"""Candidates that are shown at once."""
_READ_AT_MOST: Final = 2_000
"""Frames of a long trace that are read to see which values a field has."""
_LONGEST_VALUE: Final = 40
"""Characters of a value that somebody would type."""
_JOINERS: Final = {
    "and": "both must match",
    "or": "one of both must match",
}
_ORDERS: Final = frozenset({"<", ">", "<=", ">="})
_SIGNS: Final = {
    "==": "one of its values is",
    "!=": "it has values, and none of them is",
    "<=": "at most",
    ">=": "at least",
    "<": "less than",
    ">": "more than",
    "contains": "the text has this in it",
    "in": "one of several, or a range: {1, 5..9}",
}


class Candidate(NamedTuple):
    """Something that could be written, and what it means."""

    text: str
    meaning: str


class Completion(NamedTuple):
    """Candidates for the characters from *start* to *end* of a filter."""

    start: int
    end: int
    candidates: list[Candidate]

    def as_json(self) -> dict[str, Any]:
        """Return the completion as plain data."""
        return {
            "start": self.start,
            "end": self.end,
            "candidates": [each._asdict() for each in self.candidates],
        }


def complete(index: Index, text: str, position: int) -> Completion:
    """Return what could stand where the cursor is, after *position* characters of *text*."""
    before = text[:position]
    start = _word_start(before)
    end = position + len(_word_of(text[position:]))
    word = before[start:].casefold().lstrip('"')
    try:
        wanted = wanted_after(before[:start])
    except FilterError:
        wanted = None
    if wanted is None:
        return Completion(start, end, [])
    found = _candidates(index, wanted, word)
    return Completion(start, end, _ranked(found, word)[:MOST])


def _word_start(before: str) -> int:
    """Return where the word begins in which *before* ends."""
    place = len(before)
    while place and (before[place - 1].isalnum() or before[place - 1] in "_.-:/"):
        place -= 1
    return place - 1 if place and before[place - 1] == '"' else place


def _word_of(after: str) -> str:
    for place, sign in enumerate(after):
        if not (sign.isalnum() or sign in "_.-:/"):
            return after[:place]
    return after


def _ranked(found: Iterable[Candidate], word: str) -> list[Candidate]:
    """Return those that begin with *word*, then those that hold it, in their given order."""
    begins, holds = [], []
    for each in found:
        text = each.text.casefold().lstrip('"')
        if text.startswith(word):
            begins.append(each)
        elif len(word) > 1 and (word in text or word in each.meaning.casefold()):
            holds.append(each)
    return begins + holds


def _candidates(index: Index, wanted: Wanted, word: str) -> Iterator[Candidate]:
    if wanted.what == "name":
        yield from _names(word)
        yield Candidate("not", "what does not match")
    elif wanted.what == "value" and wanted.term is not None:
        yield from _values(index, wanted.term)
    else:
        if wanted.what == "joiner":
            yield from (Candidate(text, meaning) for text, meaning in _JOINERS.items())
        if wanted.term is not None:
            yield from _comparisons(wanted.term)


def _names(word: str) -> Iterator[Candidate]:
    """Yield what can be asked for; fields only once something of a name is written."""
    owners = [term.name for term in COMMON] + [kind.kind for kind in KINDS] + list(PROTOCOLS)
    known = dict.fromkeys((*owners, *SHORT, *FIELDS, *TERMS) if word else owners)
    for name in known:
        if "reserved" not in name:  # sent as zero: nobody looks for it
            yield Candidate(name, TERMS[name].meaning)


def _comparisons(term: Term) -> Iterator[Candidate]:
    if term.sort == "presence":
        return
    ordered = term.sort in {"number", "seconds", "time", "address", "any"}
    texts = term.sort in {"text", "any", "octets", "mac"}
    for sign in (*COMPARISONS, "in"):
        if (sign in _ORDERS and not ordered) or (sign == "contains" and not texts):
            continue
        yield Candidate(sign, _SIGNS[sign])


def _values(index: Index, term: Term) -> Iterator[Candidate]:
    for text, meaning in dict(_known(index, term)).items():
        quoted = '"' + text.replace('"', '\\"') + '"'
        yield Candidate(text if _is_one_word(text) else quoted, meaning)


def _is_one_word(text: str) -> bool:
    """Return whether *text* can stand in a filter without quotation marks."""
    try:
        return [token.kind for token in tokens(text)] == ["word", "end"]
    except FilterError:
        return False


def _known(index: Index, term: Term) -> Iterator[tuple[str, str]]:
    """Yield the values that are known for *term*, each with what it means."""
    named = _NAMED.get(term.name)
    if named is not None:
        yield from named(index).items()
    elif term.sort == "flag":
        yield from {"true": "set", "false": "not set"}.items()
    elif term.headers:
        yield from _seen(index, term)
        yield from ((str(number), label) for number, label in term.labels.items())
    elif term.kinds:
        yield from _told(index, term)


def _seen(index: Index, term: Term) -> Iterator[tuple[str, str]]:
    """Yield the values that stand in frames of this run."""
    keys = frozenset(key for key, _ in term.headers)
    seen: set[str] = set()
    looked_at = 0
    for _, event in index.trace.of(Sent):
        if index.tells(event, keys) is False:
            continue
        for text, label in _written(index.frame(event.frame), term):
            if text not in seen:
                seen.add(text)
                yield text, label or "seen in this run"
        looked_at += 1
        if looked_at >= _READ_AT_MOST or len(seen) >= MOST:
            return


def _written(layers: Layers, term: Term) -> Iterator[tuple[str, str]]:
    """Yield the values of *term* as people write them, each with what its code stands for."""
    for read in layers:
        for span in read.header.spans():
            text, _, label = span.text.partition(" (")
            if (read.header.key, span.row.name) in term.headers and len(text) < _LONGEST_VALUE:
                yield text, label.removesuffix(")")


def _told(index: Index, term: Term) -> Iterator[tuple[str, str]]:
    """Yield the values that events of this run tell."""
    if term.sort != "text":
        return
    for event in index.trace.events:
        if event.kind in term.kinds:
            value = getattr(event, term.field)
            for each in value if isinstance(value, list | tuple) else (value,):
                if each:
                    yield str(each), "told in this run"


def _of_head(part: str, name: str, label: str) -> Callable[[Index], dict[str, str]]:
    return lambda index: {
        each[name]: str(each.get(label) or "") for each in index.trace.head.get(part, ())
    }


def _messages(index: Index) -> dict[str, str]:
    here = {record.message for record in index.trace.packets}
    return {
        each: "in this run" if each in here else "not in this run"
        for each in sorted(MESSAGES, key=lambda each: (each not in here, each))
    }


def _flows(index: Index) -> dict[str, str]:
    return {event.flow: "data of an application" for _, event in index.trace.of(Delivered)}


_NAMED: Final[Mapping[str, Callable[[Index], Mapping[str, str]]]] = {
    "node": _of_head("nodes", "name", "label"),
    "link": _of_head("links", "id", "prefix"),
    "flow": _flows,
    "message": _messages,
    "kind": lambda _index: {kind.kind: kind.meaning for kind in KINDS},
    "role": lambda _index: dict(ROLES),
    "dropped.reason": lambda _index: dict(REASONS),
    "row.table": lambda _index: dict(TABLES),
}
"""Terms whose values have names and explanations of their own."""
