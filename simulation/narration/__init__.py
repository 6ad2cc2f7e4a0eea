"""Narration: what happens now and why, in plain English, from a trace's events alone."""

from simulation.narration.narrator import Line, Narrator, lines

__all__ = ["Line", "Narrator", "lines"]
