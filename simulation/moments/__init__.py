"""Moments of a run named by what happens: a small documented grammar of phrases over a trace."""

from simulation.moments.error import MomentError, NoMomentError
from simulation.moments.finding import Moments, find
from simulation.moments.happenings import HAPPENINGS
from simulation.moments.phrase import check
from simulation.moments.table import describe

__all__ = [
    "HAPPENINGS",
    "MomentError",
    "Moments",
    "NoMomentError",
    "check",
    "describe",
    "find",
]
