"""Finds moments of a trace by what happens in them, in a language close to Wireshark's filters."""

from simulation.filters.completion import Candidate, Completion, complete
from simulation.filters.expression import Expression
from simulation.filters.fault import FilterError
from simulation.filters.index import Index
from simulation.filters.matching import Matches, match
from simulation.filters.parser import parse
from simulation.filters.service import Searcher

__all__ = [
    "Candidate",
    "Completion",
    "Expression",
    "FilterError",
    "Index",
    "Matches",
    "Searcher",
    "complete",
    "match",
    "parse",
]
