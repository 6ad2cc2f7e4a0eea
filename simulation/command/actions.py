"""Actions as a command line writes them: ``20 nat rebind``, ``20 vpn-gw cut isp``.

A value of several words stands in quotation marks.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any, Final

from simulation.errors import ScenarioError
from simulation.scenario import ACTIONS

if TYPE_CHECKING:
    from simulation.scenario import Action

FORM: Final = "'SECONDS NODE ACTION [VALUE]', such as '20 nat rebind' or '20 vpn-gw cut isp'"
_FLAGS: Final = {"on": True, "true": True, "off": False, "false": False}


def written(text: str) -> dict[str, Any]:
    """Return the action that *text* writes, its fields not looked at yet."""
    parts = _parted(text)
    if len(parts) < 3 or parts[2] not in ACTIONS:
        accepted = f"{FORM}; actions: {', '.join(ACTIONS)}"
        raise ScenarioError(f"{text[:80]!r} is no action", where="--act", accepted=accepted)
    at, node, do, *values = parts
    action = ACTIONS[do]
    fields = (*action.fields, *action.mobile_fields)
    if len(values) > len(fields):
        accepted = f"SECONDS NODE {form(action)}"
        raise ScenarioError(f"{text[:80]!r} says too much", where="--act", accepted=accepted)
    pairs = zip(fields, values, strict=False)
    return {
        "at_ns": _nanoseconds(at),
        "node": node,
        "do": do,
        **{field.key: _FLAGS.get(value, value) for field, value in pairs},
    }


def form(action: Action) -> str:
    """Return how *action* is written behind its time and node."""
    needed = "".join(f" {field.key.upper()}" for field in action.fields)
    optional = "".join(f" [{field.key.upper()}]" for field in action.mobile_fields)
    return f"{action.do}{needed}{optional}"


def _parted(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # a quotation mark without its other half
        return text.split()


def _nanoseconds(text: str) -> int:
    try:
        seconds = float(text[:40])
        return round(seconds * 1_000_000_000)
    except (ValueError, OverflowError) as error:
        what = f"{text[:40]!r} is no time"
        raise ScenarioError(what, where="--act", accepted=f"seconds; {FORM}") from error
