"""Reads a filter by binding powers (Pratt): `or` binds least, then `and`, then `not`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn

from simulation.filters.expression import Both, Condition, Either, Expression, Not
from simulation.filters.fault import FilterError, Wanted
from simulation.filters.lookup import find
from simulation.filters.tokens import Token, tokens
from simulation.filters.values import accept, accept_any, accept_range

if TYPE_CHECKING:
    from simulation.filters.terms import Term
    from simulation.filters.values import Accepted

_BINDING: Final = {"or": 10, "and": 20}
_NOT_BINDS: Final = 30
_DEEPEST: Final = 50
"""Brackets and negations within one another; reading goes as deep."""
_CHANGED: Final = ("state", "row")
"""Kinds of event after which the word `changed` may stand, as people say it."""


def parse(text: str) -> Expression:
    """Return what *text* says; raise `FilterError` with the place where it stops making sense."""
    return _Parser(text).whole()


def wanted_after(text: str) -> Wanted | None:
    """Return what may follow *text*, or nothing where it already is wrong further in front."""
    parser = _Parser(text)
    try:
        parser.whole()
    except FilterError as error:
        return error.wanted
    return Wanted("joiner", parser.bare)


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._place = 0
        self._deep = 0
        self.bare: Term | None = None
        """The term with which the text ended, where no comparison followed it yet."""

    def whole(self) -> Expression:
        expression = self._expression(0)
        if self._next.kind != "end":
            self._wrong("and, or, or the end of the filter")
        return expression

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        token = self._next
        if token.kind != "end":
            self._place += 1
        return token

    def _expression(self, power: int) -> Expression:
        self._deep += 1
        if self._deep > _DEEPEST:
            self._wrong("fewer brackets and negations within one another")
        left = self._first()
        while _BINDING.get(self._next.kind, 0) > power:
            joiner = self._take().kind
            right = self._expression(_BINDING[joiner])
            left = Both(left, right) if joiner == "and" else Either(left, right)
        self._deep -= 1
        return left

    def _first(self) -> Expression:
        token = self._next
        if token.kind == "not":
            self._take()
            return Not(self._expression(_NOT_BINDS))
        if token.kind == "sign" and token.text == "(":
            self._take()
            inside = self._expression(0)
            if self._next.text != ")" or self._next.kind != "sign":
                self._wrong("and, or, or )", Wanted("joiner", self.bare))
            self._take()
            self.bare = None
            return inside
        if token.kind != "word":
            self._wrong("a name such as mip.request, node or dropped", Wanted("name"))
        return self._test(self._take())

    def _test(self, name: Token) -> Condition:
        term = find(name)
        self.bare = None
        if self._next.kind == "word" and self._next.text == "changed" and name.text in _CHANGED:
            self._take()
            return Condition(term)
        if self._next.kind == "comparison":
            return self._compared(term)
        if self._next.kind == "in":
            self._take()
            return Condition(term, self._set(term))
        if not term.stands_alone:
            self._wrong(f"a comparison such as {name.text} ==", Wanted("operator", term))
        self.bare = term
        return Condition(term)

    def _compared(self, term: Term) -> Condition:
        sign = self._take()
        accepted = accept(term, sign, self._value(term))
        return Condition(term, accepted, differs=sign.text == "!=")

    def _value(self, term: Term) -> Token:
        if self._next.kind not in {"word", "quoted"}:
            self._wrong(term.expects, Wanted("value", term))
        return self._take()

    def _set(self, term: Term) -> Accepted:
        if self._next.text != "{":
            self._wrong("{ and values with commas between")
        self._take()
        members: list[Accepted] = []
        while True:
            low = self._value(term)
            if self._next.text == "..":
                self._take()
                members.append(accept_range(term, low, self._value(term)))
            else:
                members.append(accept(term, Token("comparison", "==", 0, 0), low))
            if self._next.text == ",":
                self._take()
                continue
            if self._next.text != "}":
                self._wrong(", or .. or }")
            self._take()
            return accept_any(members)

    def _wrong(self, expected: str, wanted: Wanted | None = None) -> NoReturn:
        token = self._next
        at_end = token.kind == "end"
        raise FilterError(
            "the filter ends too early" if at_end else f"{token.text!r} does not fit here",
            position=token.position,
            length=max(1, token.length),
            expected=expected,
            wanted=wanted if at_end else None,
        )
