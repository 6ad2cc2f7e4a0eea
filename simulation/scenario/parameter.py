"""One parameter of a scenario: its key, kind, default, range and meaning."""

from dataclasses import dataclass
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


def integer(
    key: str, default: int, meaning: str, minimum: int, maximum: int, unit: str = ""
) -> Parameter:
    """Return a whole number from *minimum* to *maximum*, both included."""
    return Parameter(
        key=key,
        kind="integer",
        default=default,
        meaning=meaning,
        minimum=minimum,
        maximum=maximum,
        unit=unit,
    )


def number(
    key: str, default: float, meaning: str, minimum: float, maximum: float, unit: str = ""
) -> Parameter:
    """Return a number from *minimum* to *maximum*, both included."""
    return Parameter(
        key=key,
        kind="number",
        default=default,
        meaning=meaning,
        minimum=minimum,
        maximum=maximum,
        unit=unit,
    )
