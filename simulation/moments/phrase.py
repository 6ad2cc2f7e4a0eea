"""The grammar of phrases that name moments: read from words, without any run.

::

    phrase = clause [side phrase] {"and" side phrase}
    side   = "after" | "before"
    clause = TIME | [ordinal] happening {preposition NAME}

Articles and capitals mean nothing.  "A after B after C" is read as "A after (B after C)"; what
follows "and" is said of A again.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.moments.error import MomentError
from simulation.moments.happening import PREPOSITIONS
from simulation.moments.happenings import BY_WORDS, COMMON
from simulation.time import SECOND

if TYPE_CHECKING:
    from simulation.moments.happening import Happening

LONGEST: Final = 300
"""Characters of a phrase."""
DEEPEST: Final = 8
"""Clauses of a phrase."""
ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
LAST: Final = -1
_ARTICLES: Final = frozenset({"the", "a", "an"})
_SIDES: Final = frozenset({"after", "before"})
_TIME: Final = re.compile(r"(\d{1,6}(?:\.\d{1,9})?) ?(s|ms)")
_NUMBERED: Final = re.compile(r"(\d{1,6})(?:st|nd|rd|th)")


class Clause(NamedTuple):
    """One thing that happens: which one of its kind, and what is said of it, as it was written.

    A *happening* of nothing is the time *at_ns*.
    """

    text: str
    happening: Happening | None
    place: int = 0
    said: tuple[tuple[str, str], ...] = ()
    at_ns: int = 0


class Phrase(NamedTuple):
    """A clause, and the phrases that it comes after or before."""

    clause: Clause
    sides: tuple[tuple[str, Phrase], ...] = ()


def check(text: str) -> None:
    """Raise `MomentError` unless *text* is a phrase; names are looked for in a run alone."""
    read(text)


def read(text: str) -> Phrase:
    """Return the phrase that *text* is, or raise `MomentError`."""
    if len(text) > LONGEST:
        raise MomentError(
            "the phrase is too long", where=text[:40], accepted=f"{LONGEST} characters at most"
        )
    words = [each for each in text.lower().split() if each not in _ARTICLES]
    if sum(each in _SIDES for each in words) >= DEEPEST:
        raise MomentError(
            "too much comes after and before", where=text[:40], accepted=f"{DEEPEST} clauses"
        )
    return _phrase(words)


def _phrase(words: list[str]) -> Phrase:
    parts = _parts(words)
    head = _chain(parts[0])
    more = tuple((part[0], _chain(part[1:])) for part in parts[1:])
    return head._replace(sides=head.sides + more)


def _parts(words: list[str]) -> list[list[str]]:
    """Return what stands between each "and" that a side follows."""
    parts: list[list[str]] = [[]]
    for place, word in enumerate(words):
        if word == "and" and place + 1 < len(words) and words[place + 1] in _SIDES:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _chain(words: list[str]) -> Phrase:
    for place, word in enumerate(words):
        if word in _SIDES:
            return Phrase(_clause(words[:place]), ((word, _chain(words[place + 1 :])),))
    return Phrase(_clause(words))


def _clause(words: list[str]) -> Clause:
    text = " ".join(words)
    if not words:
        raise MomentError("something is missing", where="the phrase", accepted=_happenings())
    if (time := _TIME.fullmatch(text)) is not None:
        return Clause(text, None, at_ns=_nanoseconds(*time.groups()))
    place, rest = _ordinal(words)
    for length in range(len(rest), 0, -1):
        happening = BY_WORDS.get(" ".join(rest[:length]))
        if happening is not None:
            return Clause(text, happening, place, _said(happening, rest[length:]))
    raise MomentError(
        "this is nothing that a phrase can name",
        where=" ".join(rest),
        accepted=_happenings(" ".join(rest)),
    )


def _nanoseconds(number: str, unit: str) -> int:
    whole, _, part = number.partition(".")
    digits = 9 if unit == "s" else 6
    return int(whole) * (SECOND if unit == "s" else SECOND // 1000) + int(
        part[:digits].ljust(digits, "0")
    )


def _ordinal(words: list[str]) -> tuple[int, list[str]]:
    """Return the place that the first word names, counted from 0, and the words after it."""
    word = words[0]
    if word in ORDINALS:
        return ORDINALS.index(word), words[1:]
    if word == "last":
        return LAST, words[1:]
    if (numbered := _NUMBERED.fullmatch(word)) is not None and int(numbered[1]) > 0:
        return int(numbered[1]) - 1, words[1:]
    return 0, words


def _said(happening: Happening, words: list[str]) -> tuple[tuple[str, str], ...]:
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for word in words:
        if word in PREPOSITIONS and word in happening.takes and word not in found:
            current = found.setdefault(word, [])
        elif current is None:
            raise _unexpected(happening, " ".join(words))
        else:
            current.append(word)
    for word, named in found.items():
        if not named:
            raise MomentError(
                f"a name is missing after {word!r}",
                where=" ".join(words),
                accepted=f"{word} {PREPOSITIONS[word]}",
            )
    return tuple((word, " ".join(named)) for word, named in found.items())


def _unexpected(happening: Happening, rest: str) -> MomentError:
    takes = [f"{word} {PREPOSITIONS[word]}" for word in happening.takes]
    return MomentError(
        f"this says nothing of {happening.words[0]!r}",
        where=rest,
        accepted=", ".join([*takes, "after …", "before …"]),
    )


def _happenings(written: str = "") -> str:
    """Return what comes close to what was written; without anything close, the common ones."""
    close = get_close_matches(written, BY_WORDS, n=3, cutoff=0.6)
    return ", ".join(close) if close else f"a time such as 12.5 s, {', '.join(COMMON)}"
