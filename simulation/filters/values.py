"""Reads what a term is compared with, by the term's sort, into a test of one value."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Any, Final, NoReturn

from simulation.errors import WireError
from simulation.filters.fault import FilterError, Wanted
from simulation.wire.address import Address, Prefix

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from simulation.filters.terms import Term
    from simulation.filters.tokens import Token

    Accepted = Callable[[Any], bool]
    """Whether one value of a term will do."""

_NUMBER: Final = re.compile(r"(?P<number>0x[0-9a-fA-F]+|\d+(?:\.\d+)?)(?P<unit>[a-z]*)")
_TIMES: Final = {"ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "": 1_000_000_000}
_UNITS: Final[Mapping[str, Mapping[str, int]]] = {
    "number": {"": 1, "octets": 1, "octet": 1},
    "seconds": {"": 1, "s": 1, "min": 60},
    "time": _TIMES,
    "any": {"": 1, "octets": 1, "s": 1},
}
"""What one of each unit counts, for each sort that is a number."""
_FLAGS: Final = {"true": True, "1": True, "set": True, "false": False, "0": False, "unset": False}
_ORDERS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def accept(term: Term, sign: Token, value: Token) -> Accepted:
    """Return the test that *sign* and *value* make of a value of *term*.

    `!=` gives the test for `==`, which whoever evaluates turns round: a term may have several
    values, and none of them may be equal.
    """
    if sign.text in _ORDERS:
        return _ordered(term, sign, value)
    if sign.text == "contains":
        return _containing(term, sign, value)
    return _equal(term, value)


def accept_any(members: Sequence[Accepted]) -> Accepted:
    """Return the test that one of *members* accepts."""
    return lambda value: any(member(value) for member in members)


def accept_range(term: Term, low: Token, high: Token) -> Accepted:
    """Return the test for what is neither below *low* nor above *high*."""
    first, last = _ordinal(term, low), _ordinal(term, high)
    return lambda value: _is_number(value) and first <= value <= last


def _equal(term: Term, value: Token) -> Accepted:
    match term.sort:
        case "flag":
            wanted = _FLAGS.get(value.text.lower())
            if wanted is None:
                _wrong(term, value)
            return lambda found: bool(found) is wanted
        case "address":
            return _within(term, value)
        case "mac" | "octets":
            octets = _octets(term, value)
            return lambda found: bytes(found) == octets
        case "number" | "seconds" | "time":
            number = _ordinal(term, value)
            return lambda found: _is_number(found) and found == number
        case "text" | "any":
            return _same_text(value.text)
    return _wrong(term, value)


def _within(term: Term, value: Token) -> Accepted:
    """Return the test for an address, alone or in a list, that is *value* or lies within it."""
    try:
        prefix = Prefix.parse(value.text if "/" in value.text else f"{value.text}/32")
    except WireError:
        _wrong(term, value)
    return lambda found: any(each in prefix for each in getattr(found, "addresses", (found,)))


def _same_text(text: str) -> Accepted:
    wanted = text.casefold()
    return lambda found: _shown(found).casefold() == wanted


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.hex() if type(value) is bytes else str(value)


def _ordered(term: Term, sign: Token, value: Token) -> Accepted:
    if term.sort not in _UNITS and term.sort != "address":
        raise FilterError(
            f"{term.name} has no order", position=sign.position, length=sign.length,
            expected="==, !=, in or contains" if term.sort != "flag" else "==, != or in",
        )  # fmt: skip
    limit, compare = _ordinal(term, value), _ORDERS[sign.text]
    return lambda found: _is_number(found) and compare(found, limit)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _containing(term: Term, sign: Token, value: Token) -> Accepted:
    if term.sort in {"mac", "octets"}:
        octets = _octets(term, value)
        return lambda found: octets in bytes(found)
    if term.sort not in {"text", "any"}:
        raise FilterError(
            f"{term.name} is no text", position=sign.position, length=sign.length,
            expected="==, != or in",
        )  # fmt: skip
    part = value.text.casefold()
    return lambda found: part in _shown(found).casefold()


def _ordinal(term: Term, value: Token) -> float:
    """Return *value* in the unit in which the term's values are kept."""
    if term.sort == "address":
        try:
            return int(Address.parse(value.text))
        except WireError:
            _wrong(term, value)
    by_name = [
        number for number, label in term.labels.items() if label.casefold() == value.text.casefold()
    ]
    if by_name:
        return by_name[0]
    match = _NUMBER.fullmatch(value.text)
    scale = _UNITS.get(term.sort, {}).get(match["unit"]) if match else None
    if match is None or scale is None:
        _wrong(term, value)
    text = match["number"]
    return int(text, 16) * scale if text.startswith("0x") else _decimal(text, scale)


def _decimal(text: str, scale: int) -> float:
    """Return the number exactly where it is whole, as nanoseconds are."""
    whole, _, part = text.partition(".")
    if not part:
        return int(whole) * scale
    numerator = int(whole + part) * scale
    denominator = int("1" + "0" * len(part))
    return numerator // denominator if numerator % denominator == 0 else numerator / denominator


def _octets(term: Term, value: Token) -> bytes:
    try:
        return bytes.fromhex(value.text.removeprefix("0x").replace(":", ""))
    except ValueError:
        _wrong(term, value)


def _wrong(term: Term, value: Token) -> NoReturn:
    codes = ", ".join(f"{label} ({number})" for number, label in list(term.labels.items())[:8])
    expected = f"{term.expects}, or the name of a code: {codes}" if codes else term.expects
    raise FilterError(
        f"{value.text!r} is no value of {term.name}",
        position=value.position,
        length=max(1, value.length),
        expected=expected,
        wanted=Wanted("value", term),
    )
