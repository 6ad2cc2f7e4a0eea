"""Phrases that name no moment: what is wrong with them, where, and what is accepted."""

from __future__ import annotations

from simulation.errors import AbsentError, AskingError


class MomentError(AskingError):
    """A phrase that cannot be understood; *where* is the part of it at which it went wrong."""


class NoMomentError(MomentError, AbsentError):
    """A phrase that makes sense, and names nothing that happens in this run."""
