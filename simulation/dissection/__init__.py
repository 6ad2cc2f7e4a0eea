"""Reading frames: layers, fields and sentences, as far as the keys at hand reach."""

from simulation.dissection.clues import ClueReader, Clues
from simulation.dissection.frames import DissectedLayer, Dissection, KeyRing, dissect, to_json

__all__ = [
    "ClueReader",
    "Clues",
    "DissectedLayer",
    "Dissection",
    "KeyRing",
    "dissect",
    "to_json",
]
