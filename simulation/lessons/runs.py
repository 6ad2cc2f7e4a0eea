"""Which runs a lesson and its steps want, read and looked over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulation.errors import ScenarioError
from simulation.lessons.lesson import Wanted
from simulation.lessons.problem import Problem
from simulation.options import NAMES, OPTIONS
from simulation.scenario import PRESETS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.lessons.lesson import Said


class Runs:
    """Reads what runs are wanted, and gathers what is wrong with them."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems

    def first(self, front: Mapping[str, Any], lines: Mapping[str, int]) -> Wanted:
        """Return the run that the front matter wants."""
        option = self._option(str(front.get("option", "1.1")), lines.get("option", 1))
        scenario = self._preset(
            str(front.get("scenario", "leave-colocated")), lines.get("scenario", 1)
        )
        settings = front.get("settings") or {}
        line = lines.get("settings", 1)
        if not isinstance(settings, dict):
            self._problems.append(Problem(line, "settings are no table", "settings: {KEY: VALUE}"))
            settings = {}
        texts = {str(key): _text(value) for key, value in settings.items()}
        return self.looked_over(Wanted(option=option, scenario=scenario, settings=texts), line)

    def of_step(self, usual: Wanted, said: Mapping[str, Said], line: int) -> tuple[Wanted, int]:
        """Return the run of a step, which differs from the *usual* one where it says so."""
        changes = [said[word].line for word in ("option", "scenario", "settings") if word in said]
        if not changes:
            return usual, line
        option, scenario, settings = usual.option, usual.scenario, dict(usual.settings)
        if (found := said.get("option")) is not None:
            option = self._option(found.text, found.line)
        if (found := said.get("scenario")) is not None:
            scenario, settings = self._preset(found.text, found.line), {}
        if (found := said.get("settings")) is not None:
            settings |= self._pairs(found)
        wanted = Wanted(option=option, scenario=scenario, settings=settings)
        return self.looked_over(wanted, changes[0]), changes[0]

    def other(self, run: Wanted, said: Said) -> Wanted:
        """Return the run that a step is held against: another option, or other settings."""
        words = said.text.split()
        option, settings = run.option, dict(run.settings)
        if words and "=" not in words[0]:
            option = self._option(words.pop(0), said.line)
        settings |= self._pairs(said._replace(text=",".join(words)))
        wanted = Wanted(option=option, scenario=run.scenario, settings=settings)
        return self.looked_over(wanted, said.line)

    def looked_over(self, wanted: Wanted, line: int) -> Wanted:
        """Return *wanted*, and remember why it cannot be run if it cannot."""
        try:
            wanted.document()
        except ScenarioError as error:
            self._problems.append(Problem(line, f"{error.where}: {error.what}", error.accepted))
            return Wanted(option=wanted.option, scenario=wanted.scenario)
        return wanted

    def _option(self, written: str, line: int) -> str:
        name = written.strip("\"'")  # as the front matter, which is YAML, has it
        if name in NAMES:
            return NAMES[name]
        self._problems.append(
            Problem(line, f"there is no option {name[:40]!r}", ", ".join(OPTIONS))
        )
        return "1.1"

    def _preset(self, slug: str, line: int) -> str:
        if slug in PRESETS:
            return slug
        known = ", ".join(PRESETS)
        self._problems.append(Problem(line, f"there is no scenario {slug[:60]!r}", known))
        return "leave-colocated"

    def _pairs(self, said: Said) -> dict[str, str]:
        found = {}
        for each in filter(None, (part.strip() for part in said.text.split(","))):
            key, equals, value = (part.strip() for part in each.partition("="))
            if equals and key:
                found[key] = value
            else:
                self._problems.append(
                    Problem(said.line, f"{each[:60]!r} sets nothing", "KEY=VALUE, KEY=VALUE")
                )
        return found


def _text(value: object) -> str:
    """Return a setting as an address has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
