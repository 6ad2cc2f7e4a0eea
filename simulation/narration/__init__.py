"""Narration: what happens now and why, in plain English, from a trace's events alone.

`Narrator` tells every event worth a line; `story` tells a finished run to a newcomer.
"""

from simulation.narration.beat import Story
from simulation.narration.narrator import Line, Narrator, lines
from simulation.narration.shape import ToldStory
from simulation.narration.terms import describe
from simulation.narration.told import story

__all__ = ["Line", "Narrator", "Story", "ToldStory", "describe", "lines", "story"]
