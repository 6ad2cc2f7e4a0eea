"""Filters that write nanoseconds and actions for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

if TYPE_CHECKING:
    from collections.abc import Mapping

register = template.Library()


@register.filter
def seconds(nanoseconds: int) -> str:
    """Return *nanoseconds* in seconds, without digits that say nothing."""
    return f"{nanoseconds / 1e9:.9f}".rstrip("0").rstrip(".")


@register.filter
def sentence(action: Mapping[str, Any]) -> str:
    """Return an action of a timeline in a few words."""
    rest = [f"{key} {value}" for key, value in action.items() if key not in {"at_ns", "node", "do"}]
    words = [f"{seconds(action.get('at_ns', 0))} s:", str(action.get("node", ""))]
    return " ".join([*words, str(action.get("do", "")), *rest]).replace("  ", " ")
