"""Cuts a filter's text into words, quoted texts, comparisons and brackets."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple, TypeAlias

from simulation.filters.fault import FilterError

TokenKind: TypeAlias = Literal[
    "word", "quoted", "comparison", "in", "and", "or", "not", "sign", "end"
]

LONGEST: Final = 500
"""Characters of a filter."""
COMPARISONS: Final = ("==", "!=", "<=", ">=", "<", ">", "contains")
_SPELLINGS: Final = {
    "eq": ("comparison", "=="),
    "ne": ("comparison", "!="),
    "lt": ("comparison", "<"),
    "gt": ("comparison", ">"),
    "le": ("comparison", "<="),
    "ge": ("comparison", ">="),
    "contains": ("comparison", "contains"),
    "in": ("in", "in"),
    "and": ("and", "and"),
    "or": ("or", "or"),
    "not": ("not", "not"),
    "&&": ("and", "and"),
    "||": ("or", "or"),
    "!": ("not", "not"),
}
"""Words and signs that mean something by themselves, as Wireshark spells them."""
_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<quoted>"(?:[^"\\]|\\.)*")
    | (?P<comparison>==|!=|<=|>=|<|>)
    | (?P<sign>\.\.|[(){},])
    | (?P<joining>&&|\|\||!)
    | (?P<word>[\w\-:/*+>]+(?:\.[\w\-:/]+)*)
    )""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """One piece of a filter; *text* is what it means, *position* where it begins."""

    kind: TokenKind
    text: str
    position: int
    length: int


def tokens(text: str) -> list[Token]:
    """Return the pieces of *text* and one of kind `end`; raise `FilterError` for what is none."""
    if len(text) > LONGEST:
        raise FilterError(
            f"a filter of {len(text)} characters", position=LONGEST, length=len(text) - LONGEST,
            expected=f"at most {LONGEST} characters",
        )  # fmt: skip
    found: list[Token] = []
    place = 0
    end = len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            place += len(text[place:]) - len(text[place:].lstrip())
            raise _strange(text, place)
        found.append(_token(match))
        place = match.end()
    return [*found, Token("end", "", len(text), 0)]


def _token(match: re.Match[str]) -> Token:
    kind = str(match.lastgroup)
    raw = match[kind]
    at, length = match.start(kind), len(raw)
    if kind == "quoted":
        return Token("quoted", re.sub(r"\\(.)", r"\1", raw[1:-1]), at, length)
    if kind in {"joining", "word"} and raw.lower() in _SPELLINGS:
        meant, text = _SPELLINGS[raw.lower()]
        return Token(meant, text, at, length)  # type: ignore[arg-type]
    return Token(kind, raw, at, length)  # type: ignore[arg-type]


def _strange(text: str, place: int) -> FilterError:
    if text[place] == '"':
        return FilterError(
            "a text that is not closed", position=place, length=len(text) - place,
            expected='a second "',
        )  # fmt: skip
    hint = "==" if text[place] == "=" else "a name, a value, a comparison or a bracket"
    return FilterError(
        f"{text[place]!r} stands for nothing", position=place, length=1, expected=hint
    )
