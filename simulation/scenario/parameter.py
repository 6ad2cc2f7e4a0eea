"""One parameter of a scenario: its key, kind, default, range, meaning, and where it does something.

A parameter that a scenario sets and that does nothing there is kept in the document, for it may
be meant for other options; the run is the same as without it, and a note says why.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from simulation.scenario import reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One knob of a scenario; *unit* is part of the key where it has one."""

    key: str
    kind: str
    """``choice``, ``integer``, ``number`` or ``boolean``."""
    default: Any
    meaning: str
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    options: tuple[str, ...] = ()
    """Ids of the options under which it does something; all of them if empty."""
    needs: tuple[Mapping[str, tuple[Any, ...]], ...] = ()
    """Values of other parameters, one set of which it needs; nothing if empty."""
    acts: tuple[str, ...] = ()
    """Actions, one of which the timeline must have; nothing if empty."""

    def is_for(self, option: str) -> bool:
        """Return whether it can do something under *option* at all."""
        return not self.options or option in self.options

    def idle(
        self, option: str, value: Callable[[str], Any], actions: Collection[str]
    ) -> tuple[str, str]:
        """Return why it does nothing, and where it would do something; empty where it does.

        *value* says what other parameters are, *actions* what the timeline does.
        """
        if not self.is_for(option):
            return f"does nothing under option {option}", self._options
        if self.needs and not any(
            all(value(key) in wanted for key, wanted in each.items()) for each in self.needs
        ):
            return "does nothing beside what else is set", self._needs
        if self.acts and not any(each in actions for each in self.acts):
            return "does nothing in this timeline", self._acts
        return "", ""

    @property
    def only(self) -> str:
        """Where it does something, in words; empty where it always does."""
        return "; ".join(filter(None, (self._options, self._needs, self._acts)))

    @property
    def _options(self) -> str:
        several = "s" if len(self.options) > 1 else ""
        return f"option{several} {', '.join(self.options)}" if self.options else ""

    @property
    def _needs(self) -> str:
        return " or ".join(map(_spelled, self.needs))

    @property
    def _acts(self) -> str:
        return f"a timeline with {' or '.join(self.acts)}" if self.acts else ""

    @property
    def accepted(self) -> str:
        """What a value may be, in words."""
        if self.kind == "choice":
            return " | ".join(self.choices)
        if self.kind == "boolean":
            return "true | false"
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.kind} from {self.minimum:g} to {self.maximum:g}{unit}"

    def read(self, value: Any, where: str = "") -> Any:
        """Return *value* (JSON, or text from a command line) as this parameter's kind."""
        where = where or self.key
        if self.kind == "choice":
            if value in self.choices:
                return value
        elif self.kind == "boolean":
            flags = {
                True: True,
                False: False,
                "true": True,
                "false": False,
                "on": True,
                "off": False,
            }
            if isinstance(value, bool | str) and value in flags:
                return flags[value]
        else:
            number = self._number(value)
            if number is not None:
                return number
        raise reading.refuse(value, where, self.accepted)

    def _number(self, value: Any) -> int | float | None:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return None
        try:
            number = float(value)
        except (ValueError, OverflowError):
            return None
        assert self.minimum is not None
        assert self.maximum is not None
        if not self.minimum <= number <= self.maximum:
            return None
        if self.kind == "integer":
            return int(number) if number == int(number) else None
        return number + 0.0  # no -0.0: it equals 0.0 and is spelled otherwise


def choice(key: str, default: str, meaning: str, *choices: str) -> Parameter:
    """Return one of several words."""
    return Parameter(key=key, kind="choice", default=default, meaning=meaning, choices=choices)


def flag(key: str, default: bool, meaning: str) -> Parameter:  # noqa: FBT001 a table row
    """Return a switch."""
    return Parameter(key=key, kind="boolean", default=default, meaning=meaning)


def number(
    key: str,
    default: float,
    meaning: str,
    minimum: float,
    maximum: float,
    unit: str = "",
    kind: str = "number",
) -> Parameter:
    """Return a number from *minimum* to *maximum*, both included."""
    return Parameter(
        key=key,
        kind=kind,
        default=default,
        meaning=meaning,
        minimum=minimum,
        maximum=maximum,
        unit=unit,
    )


def integer(
    key: str, default: int, meaning: str, minimum: int, maximum: int, unit: str = ""
) -> Parameter:
    """Return a whole number from *minimum* to *maximum*, both included."""
    return number(key, default, meaning, minimum, maximum, unit, kind="integer")


def limited(
    parameter: Parameter,
    *options: str,
    needs: tuple[Mapping[str, tuple[Any, ...]], ...] = (),
    acts: tuple[str, ...] = (),
) -> Parameter:
    """Return *parameter* as one that does something under these circumstances alone."""
    return replace(parameter, options=options, needs=needs, acts=acts)


def _spelled(needs: Mapping[str, tuple[Any, ...]]) -> str:
    """Return needs as settings are written."""
    return " and ".join(f"{key}={'|'.join(map(_value, each))}" for key, each in needs.items())


def _value(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
