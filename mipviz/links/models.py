"""What the database keeps: saved links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

if TYPE_CHECKING:
    from datetime import datetime


class Link(models.Model):
    """A picture that was saved: what was simulated, what was looked at, and what came out.

    A link is never changed.  Its id is made from its content (see `links`), so saving the same
    picture twice gives the same link.
    """

    id: models.CharField[str, str] = models.CharField(primary_key=True, max_length=52)
    scheme: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField()
    """How the id was made and what the documents mean; raised when either changes."""
    scenario: models.JSONField[Any, Any] = models.JSONField()
    view: models.JSONField[Any, Any] = models.JSONField()
    engine: models.CharField[str, str] = models.CharField(max_length=32)
    digest: models.CharField[str, str] = models.CharField(max_length=64)
    fingerprint: models.CharField[str, str] = models.CharField(max_length=64)
    created: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created"])]

    def __str__(self) -> str:
        return self.id
