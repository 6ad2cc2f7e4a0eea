"""Finds the term that a word of a filter names."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from simulation.filters.fault import FilterError
from simulation.filters.terms import TERMS, Term

if TYPE_CHECKING:
    from simulation.filters.tokens import Token


def find(token: Token) -> Term:
    """Return the term that *token* names; raise `FilterError` where nothing is called so."""
    name = token.text
    if name in TERMS:
        return TERMS[name]
    owner, _, member = name.rpartition(".")
    if owner in TERMS and TERMS[owner].sort == "any" and not TERMS[owner].member:
        known = TERMS[owner]
        meaning = f"{member}: a column of {known.meaning}"
        return Term(name, meaning, "any", kinds=known.kinds, field=known.field, member=member)
    begun = [each for each in TERMS if each.startswith(name)]
    close = begun[:3] or difflib.get_close_matches(name, TERMS, n=3)
    raise FilterError(
        f"nothing is called {name[:60]!r}",
        position=token.position,
        length=token.length,
        expected=" or ".join(close) if close else "a name such as mip.request, node or dropped",
    )
