"""Settings: single values of a scenario by dotted keys, as ``--set`` and addresses have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulation.errors import ScenarioError
from simulation.scenario import reading
from simulation.scenario.document import read_links
from simulation.scenario.parameters import BY_KEY
from simulation.scenario.places import LINK_DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.scenario.document import Scenario

_WHOLE = ("seed", "duration_ns")


def with_settings(document: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return *document* with dotted keys set; an empty text sets the default again.

    Raise `ScenarioError` for a key that is none; values are judged when the document is read.
    """
    changed = dict(document)
    links = {name: dict(knobs) for name, knobs in read_links(document.get("link", {})).items()}
    for key, value in settings.items():
        parts = key.split(".")
        if parts[0] == "link" and len(parts) == 3:
            links.setdefault(parts[1], {})[parts[2]] = _figure(parts[1], parts[2], value)
        elif key in BY_KEY:
            changed[key] = BY_KEY[key].default if value == "" else value
        elif key in _WHOLE and value == "":
            changed.pop(key, None)
        elif key in _WHOLE:
            changed[key] = reading.settled(value)
        else:
            raise ScenarioError(
                "this key is not known",
                where=key[:80],
                accepted=", ".join([*BY_KEY, *_WHOLE, "link.NAME.KEY"]),
            )
    return {**changed, "link": links} if links or "link" in changed else changed


def _figure(link: str, key: str, value: object) -> object:
    return LINK_DEFAULTS.get(link, {}).get(key, value) if value == "" else value


def settings_of(scenario: Scenario) -> dict[str, str]:
    """Return the parameters that *scenario* sets and its preset does not, by dotted keys."""
    preset = scenario.preset()
    usual = preset.settings if preset else {}
    values = {key: value for key, value in scenario.values.items() if usual.get(key) != value}
    links = {
        f"link.{name}.{key}": value
        for name, knobs in sorted(scenario.link.items())
        for key, value in sorted(knobs.items())
    }
    return {key: spelled(value) for key, value in (values | links).items()}


def spelled(value: object) -> str:
    """Return *value* as ``--set`` reads it back, in as few letters as possible."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
