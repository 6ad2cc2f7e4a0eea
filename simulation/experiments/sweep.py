"""Many runs over values of parameters: a grid, several seeds, every core, or part of a cluster."""

from __future__ import annotations

from itertools import product
from statistics import fmean
from typing import TYPE_CHECKING, Any, Final

from simulation import read_scenario, with_settings
from simulation.errors import LimitError, ScenarioError
from simulation.experiments.parallel import run_all
from simulation.metrics import headline, measure
from simulation.scenario.parameters import BY_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulation.trace import Trace

MOST_RUNS: Final = 100_000
"""Grids with more points than this are refused."""
_LONGEST_PART: Final = 20
"""Characters of ``I/N``."""

Axis = tuple[str, tuple[str, ...]]


def axis(text: str) -> Axis:
    """Read ``KEY=V1,V2,V3``; raise `ScenarioError` where it is none."""
    key, equals, values = text.partition("=")
    if not equals or not key or not all(values.split(",")):
        raise ScenarioError(f"{text[:80]!r} is no axis", where="--over", accepted="KEY=V1,V2,V3")
    return key, tuple(values.split(","))


def part(text: str) -> tuple[int, int]:
    """Read ``I/N``, the I-th of N parts counted from 1; raise `ScenarioError` where it is none."""
    first, _, count = text.partition("/")
    short = len(text) <= _LONGEST_PART and first.isdecimal() and count.isdecimal()
    if short and 1 <= int(first) <= int(count):
        return int(first), int(count)
    raise ScenarioError(f"{text[:40]!r} is no part", where="--part", accepted="I/N, such as 2/8")


def grid(
    documents: Sequence[dict[str, Any]], axes: Sequence[Axis], seeds: int
) -> list[dict[str, Any]]:
    """Return the document of every run: documents, times values of every axis, times seeds.

    Raise `LimitError` where that is too many runs.
    """
    runs = len(documents) * seeds
    for _, values in axes:
        runs *= len(values)
    if runs > MOST_RUNS:
        raise LimitError(
            f"{runs} runs are too many", where="--over", accepted=f"at most {MOST_RUNS}"
        )
    keys = [key for key, _ in axes]
    if "seed" in keys:
        raise ScenarioError("seeds are no axis", where="--over", accepted="--seeds N for them")
    return [
        _at(document, dict(zip(keys, values, strict=True)), document["seed"] + n)
        for document in documents
        for values in product(*(values for _, values in axes))
        for n in range(seeds)
    ]


def _at(document: dict[str, Any], values: dict[str, str], seed: int) -> dict[str, Any]:
    return read_scenario(with_settings(document, {**values, "seed": seed})).document()


def sweep(
    documents: Sequence[dict[str, Any]], axes: Sequence[Axis], jobs: int | None = None
) -> Iterator[dict[str, Any]]:
    """Yield one row per run: option, seed, the axes' values, fingerprint and headline figures."""
    for document, found in zip(documents, run_all(documents, figures, jobs), strict=True):
        yield {
            "option": document["option"],
            **{key: value_of(document, key) for key, _ in axes},
            "seed": document["seed"],
            **found,
        }


def figures(trace: Trace) -> dict[str, Any]:
    """Return what a sweep keeps of one run."""
    return {"fingerprint": trace.fingerprint(), **headline(measure(trace))}


def value_of(document: dict[str, Any], key: str) -> Any:  # noqa: ANN401 what the document holds
    """Return the value at the dotted *key* of a document, or its default."""
    if not key.startswith("link."):
        return document[key] if key in document else BY_KEY[key].default
    _, link, knob = key.split(".", 2)
    return document["link"][link][knob]


def means(rows: Sequence[dict[str, Any]], axes: Sequence[Axis]) -> list[dict[str, Any]]:
    """Return one row for each point of the grid: means over its seeds, of what has a value."""
    names = ["option", *(key for key, _ in axes)]
    points: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for each in rows:
        points.setdefault(tuple(each[name] for name in names), []).append(each)
    return [
        {**dict(zip(names, point, strict=True)), "runs": len(group), **_means(group, names)}
        for point, group in points.items()
    ]


def _means(group: list[dict[str, Any]], names: list[str]) -> dict[str, Any]:
    found = {}
    for key in group[0]:
        if key not in (*names, "seed", "fingerprint"):
            values = [each[key] for each in group if each[key] is not None]
            found[key] = round(fmean(values), 6) if values else None
    return found
