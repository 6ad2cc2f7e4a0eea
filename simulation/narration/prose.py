"""Prose for the screen: plain sentences, and which of their words name what the stage shows.

While a sentence is composed, what it names is marked inside it; `prose` takes the marks out
again and says where they were.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.metrics.names import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.narration import shape

_OPEN, _SPLIT, _CLOSE = "\x02", "\x1f", "\x03"
_MARKED: Final = re.compile(f"{_OPEN}([^{_SPLIT}]*){_SPLIT}([^{_CLOSE}]*){_CLOSE}")
_BEGINS: Final = re.compile(r"(?<=[.?!] )[a-z]")

LETTERS_A_SECOND: Final = 22.0
"""How fast a sentence is read that is short and about a moving picture."""
LOOK_SECONDS: Final = 1.2
"""Before one reads, one looks."""
SHORTEST_SECONDS: Final = 3.0


class Mark(NamedTuple):
    """Which letters name what: a `node`, the `role` of a layer or a `term`, and its id."""

    start: int
    end: int
    what: str
    id: str


class Prose(NamedTuple):
    """Whole sentences, and the marks in them, in order."""

    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def reading_s(self) -> float:
        """How long it takes to read, in seconds."""
        return max(SHORTEST_SECONDS, round(LOOK_SECONDS + len(self.text) / LETTERS_A_SECOND, 1))

    def as_json(self) -> shape.Prose:
        """Return it ready for JSON."""
        marks: list[shape.Mark] = [
            {"start": each.start, "end": each.end, "what": each.what, "id": each.id}
            for each in self.marks
        ]
        return {"text": self.text, "marks": marks}


def marked(words: str, what: str, name: str) -> str:
    """Return *words*, marked as the name of something, for a sentence that `prose` is given."""
    return f"{_OPEN}{what}:{name}{_SPLIT}{words}{_CLOSE}"


def prose(*sentences: str) -> Prose:
    """Return *sentences*, each with a capital and a full stop, and where marks were in them."""
    text, marks = "", list[Mark]()
    for each in filter(None, sentences):
        plain, found = _taken_out(each.strip())
        plain = _BEGINS.sub(lambda letter: letter[0].upper(), plain)
        start = len(text) + 1 if text else 0
        text = f"{text} {sentence(plain)}" if text else sentence(plain)
        marks += (mark._replace(start=mark.start + start, end=mark.end + start) for mark in found)
    return Prose(text, tuple(marks))


def _taken_out(text: str) -> tuple[str, list[Mark]]:
    plain, marks = "", list[Mark]()
    for words, about in _pieces(text):
        if about:
            what, _, name = about.partition(":")
            marks.append(Mark(len(plain), len(plain) + len(words), what, name))
        plain += words
    return plain, marks


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    end = 0
    for found in _MARKED.finditer(text):
        yield text[end : found.start()], ""
        yield found[2], found[1]
        end = found.end()
    yield text[end:], ""
