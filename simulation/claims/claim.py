"""What a claim is, what is asked of runs to judge it, and what a judgement says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from simulation.claims.units import written

if TYPE_CHECKING:
    from simulation.claims.evidence import Evidence
    from simulation.claims.reading import Reading
    from simulation.claims.units import Unit

RUN, STRUCTURE, JUDGEMENT = "run", "structure", "judgement"
SUPPORTED, CONTRADICTED, DEPENDS = "supported", "contradicted", "depends"
NOT_SETTLED = "not-settled"

SECTIONS: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "1.1": (("1.1",), "2.2.2"),
    "SEC": (("1.1", "1.2"), "2.2.3"),
    "1.2": (("1.2",), "2.3.2"),
    "1.3": (("1.3",), "2.4.2"),
    "2": (("2",), "2.5.2"),
    "3": (("3",), "2.6.2"),
    "4": (("4",), "2.7.2"),
    "5": (("5",), "2.8.2"),
    "6": (("6",), "2.9.2"),
    "7": (("7",), "2.10.2"),
}
"""First part of an id: the options that the claim is about, and the draft's section."""

_ID = re.compile(r"(?P<part>SEC|[\d.]+)(?:-(?P<word>pro|con|open|sec|desc))?-(?P<rest>\w+)")
_KINDS = {"pro": "pro", "con": "con", "open": "open", "sec": "security", "desc": "comment"}


Measure = Callable[["Evidence"], "Reading"]
"""Reads one number from one run; a function of a module, so that it can travel to a process."""

Ask = tuple[dict[str, Any], Measure]
"""A scenario document, and what to measure in its run."""

Readings = Mapping[str, "Reading"]

_NONE: Final[Mapping[str, Ask]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A setting that was chosen to break a claim, what was read there and what that says."""

    holds: bool
    reading: Reading
    said: str


def tried(holds: bool, reading: Reading, said: str) -> Trial:  # noqa: FBT001 a part, as any other
    """Return whether the claim *holds* in the setting of *reading*; *said* tells what was read."""
    return Trial(holds=holds, reading=reading, said=said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the comparison came to, the number that is shown and where it can be seen."""

    parts: tuple[bool, ...]
    """Each part of the claim, and whether the numbers bear it out; those of trials come last."""
    shown: Reading
    unit: Unit | str
    against: str
    at: Reading | None = None
    """Where it can be seen better than where the number was taken, if nothing broke the claim."""
    trials: tuple[Trial, ...] = ()

    @property
    def verdict(self) -> str:
        """All parts hold: supported.  None: contradicted.  Some: it depends."""
        if all(self.parts):
            return SUPPORTED
        return DEPENDS if any(self.parts) else CONTRADICTED

    @property
    def figure(self) -> dict[str, Any]:
        """The number, its unit, what it is compared with and under which parameters."""
        value, unit = written(self.shown.value, self.unit)
        settings = self.shown.settings
        under = f"; measured with {', '.join(settings)}" if settings else ""
        return {
            "value": value,
            "unit": unit,
            "compared_with": f"{self.against}{under}{self._decided}",
        }

    @property
    def _broken(self) -> list[Trial]:
        """The trials that the claim did not stand."""
        return [each for each in self.trials if not each.holds]

    @property
    def _decided(self) -> str:
        """The settings that broke the claim, or else those that could not."""
        words = "broken by" if self._broken else "not broken by"
        told = [f"{each.reading.setting}: {each.said}" for each in self._broken or self.trials]
        return f"; {words} {'; '.join(told)}" if told else ""

    @property
    def evidence(self) -> dict[str, Any]:
        """Where it can be seen, ready for JSON: what broke the claim, if anything did."""
        broken = self._broken[0].reading if self._broken else None
        return (broken or self.at or self.shown).evidence


def judged(
    *parts: bool | Trial, shown: Reading, unit: Unit | str, against: str, at: Reading | None = None
) -> Judgement:
    """Return the judgement of a claim that consists of *parts*, of which trials are some."""
    trials = tuple(each for each in parts if isinstance(each, Trial))
    ordinary = tuple(each for each in parts if not isinstance(each, Trial))
    return Judgement(
        parts=(*ordinary, *(each.holds for each in trials)),
        shown=shown,
        unit=unit,
        against=against,
        at=at,
        trials=trials,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One bullet or remark of the draft in our words, and how it is settled."""

    id: str
    text: str
    settled_by: str
    asks: Mapping[str, Ask] = field(default_factory=dict)
    judge: Callable[[Readings], Judgement] | None = None
    challenges: Mapping[str, Ask] = field(default_factory=dict)
    """What is asked of settings that were chosen to break the claim; the judge tries each."""
    unchallenged: str = ""
    """Why no setting can matter, where there is no challenge."""
    declared: bool = False
    """Whether its judge also reads what an option declares to change, which no run can check."""

    @property
    def questions(self) -> Mapping[str, Ask]:
        """All that it asks of runs, by the names that its judge knows."""
        return {**self.asks, **self.challenges}

    @property
    def part(self) -> str:
        """The part of the ledger that it stands in, a key of `SECTIONS`."""
        return self._parsed["part"]

    @property
    def _parsed(self) -> dict[str, str]:
        match = _ID.fullmatch(self.id)
        assert match is not None, self.id
        return match.groupdict()

    @property
    def kind(self) -> str:
        """pro, con, open, security, or comment for descriptions, numbered notes and prose."""
        parsed = self._parsed
        rest = parsed["rest"]
        if rest.startswith("X") or re.fullmatch(r"\d+N\d+", rest):
            return "comment"
        return _KINDS[parsed["word"] or "sec"]

    @property
    def nested(self) -> bool:
        """Whether the draft has it below another bullet."""
        return re.fullmatch(r"\d+([a-z]|N\d+)", self._parsed["rest"]) is not None

    @property
    def options(self) -> tuple[str, ...]:
        """The options that it is about."""
        return SECTIONS[self.part][0]

    @property
    def section(self) -> str:
        """Where the draft makes it."""
        if self._parsed["word"] == "desc":
            return "2.10.1"
        return SECTIONS[self.part][1]


def by_run(
    id_: str,
    text: str,
    asks: Mapping[str, Ask],
    judge: Callable[[Readings], Judgement],
    *,
    challenges: Mapping[str, Ask] = _NONE,
) -> Claim:
    """Return a claim that runs of scenarios settle, those that may break it among them."""
    return Claim(id=id_, text=text, settled_by=RUN, asks=asks, judge=judge, challenges=challenges)


def by_structure(
    id_: str,
    text: str,
    asks: Mapping[str, Ask],
    judge: Callable[[Readings], Judgement],
    *,
    challenges: Mapping[str, Ask] = _NONE,
    unchallenged: str = "",
    declared: bool = False,
) -> Claim:
    """Return a claim that is settled by what entities are, hold and say.

    It has *challenges*, or says why it is *unchallenged*.  *declared*: the judge also reads what
    an option declares to change, which no run can check.
    """
    return Claim(
        id=id_,
        text=text,
        settled_by=STRUCTURE,
        asks=asks,
        judge=judge,
        challenges=challenges,
        unchallenged=unchallenged,
        declared=declared,
    )


def by_judgement(id_: str, text: str) -> Claim:
    """Return a claim that no simulation settles, but judgement alone; *text* says why."""
    return Claim(id=id_, text=text, settled_by=JUDGEMENT)
