"""Questions made from a trace and graded from it: predict, then see whether it comes so."""

from simulation.predictions.asking import FIRST_SEED, KINDS, Examiner, ask
from simulation.predictions.grading import Grade, Part, grade
from simulation.predictions.practice import Draw, drawn
from simulation.predictions.prediction import (
    Choice,
    Evidence,
    NoPredictionError,
    Prediction,
    Quantity,
)
from simulation.predictions.service import describe, graded, predictions

__all__ = [
    "FIRST_SEED",
    "KINDS",
    "Choice",
    "Draw",
    "Evidence",
    "Examiner",
    "Grade",
    "NoPredictionError",
    "Part",
    "Prediction",
    "Quantity",
    "ask",
    "describe",
    "drawn",
    "grade",
    "graded",
    "predictions",
]
