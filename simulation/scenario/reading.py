"""How single values of a scenario document are read: each as its kind, or refused by name."""

import contextlib
import re
from collections.abc import Iterable

from simulation.errors import ScenarioError

_EXACT = 2**53
"""Floating point numbers below are exact integers where they are integers at all."""
_LONGEST_NUMBER = 40
"""Characters of a text that may spell a number."""
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


def refuse(value: object, where: str, accepted: str) -> ScenarioError:
    """Return the complaint that *value* does not stand for anything at *where*."""
    return ScenarioError(f"{shown(value)} is not accepted", where=where, accepted=accepted)


def shown(value: object) -> str:
    """Return the beginning of *value* as a complaint quotes it, whatever its length."""
    if isinstance(value, int) and value.bit_length() > 128:
        return "a number of more than 38 digits"
    return repr(value if not isinstance(value, str) else value[:40])[:60]


def whole(value: object, where: str, least: int, most: int) -> int:
    """Return the integer *value* within bounds; JSON may spell it ``1.0`` or ``1e9``."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise refuse(value, where, f"an integer from {least} to {most}")
    return value


def number(value: object, where: str, least: float, most: float) -> int | float:
    """Return the number *value* within bounds, an integer where it is one.

    A command line and an address spell it as text.
    """
    value = settled(value)
    if isinstance(value, str) and len(value) <= _LONGEST_NUMBER:
        with contextlib.suppress(ValueError):
            value = float(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise refuse(value, where, f"a number from {least:g} to {most:g}")
    return value


def settled(value: object) -> object:
    """Return the integer that *value* spells on a command line or in an address; else *value*."""
    if not isinstance(value, str) or len(value) > _LONGEST_NUMBER:
        return value
    if value.isdecimal():
        return int(value)
    try:
        number = float(value)
    except ValueError:
        return value
    return int(number) if number.is_integer() and abs(number) < _EXACT else value


def choice(value: object, where: str, accepted: Iterable[str]) -> str:
    """Return the text *value*, which is one of *accepted*."""
    known = tuple(accepted)
    if not isinstance(value, str) or value not in known:
        raise refuse(value, where, ", ".join(known))
    return value


def flag(value: object, where: str) -> bool:
    """Return the truth value *value*."""
    if not isinstance(value, bool):
        raise refuse(value, where, "true | false")
    return value


def text(value: object, where: str, longest: int) -> str:
    """Return the printable text *value*."""
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise refuse(value, where, f"printable text of up to {longest} characters")
    return value


def address(value: object, where: str) -> str:
    """Return the IPv4 address *value* in ASCII digits, whatever script its digits are of.

    A leading zero is refused: some programs read it as octal, so it names no one address.
    """
    accepted = "an IPv4 address in dotted decimal, such as 10.0.1.11"
    if not isinstance(value, str) or not _DOTTED.fullmatch(value):
        raise refuse(value, where, accepted)
    parts = value.split(".")
    if any(int(each) > 255 or len(str(int(each))) != len(each) for each in parts):
        raise refuse(value, where, accepted)
    return ".".join(str(int(each)) for each in parts)
