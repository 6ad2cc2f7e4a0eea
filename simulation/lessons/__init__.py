"""Lessons: Markdown files whose steps name moments of runs, and whose figures are asked of them."""

from simulation.lessons.checking import check, documents
from simulation.lessons.evaluating import evaluate, evaluated
from simulation.lessons.lesson import Lesson, Step
from simulation.lessons.library import Entry, entries, read_file, shipped
from simulation.lessons.problem import LessonError, Problem
from simulation.lessons.queries import QUERIES
from simulation.lessons.reading import read

__all__ = [
    "QUERIES",
    "Entry",
    "Lesson",
    "LessonError",
    "Problem",
    "Step",
    "check",
    "documents",
    "entries",
    "evaluate",
    "evaluated",
    "read",
    "read_file",
    "shipped",
]
