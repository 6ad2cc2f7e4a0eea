"""Many runs at once, on every core, with results in the order that was asked for."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, TypeVar

from simulation import Trace, read_scenario, simulate
from simulation.errors import LimitError, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Refused:
    """A scenario error on its way between processes."""

    kind: type[ScenarioError]
    what: str
    where: str
    accepted: str


def run_all(
    documents: Sequence[dict[str, Any]], view: Callable[[Trace], Result], jobs: int | None = None
) -> Iterator[Result]:
    """Yield what *view* makes of each run, in order; *view* must be a function of a module.

    *jobs* processes share the work, by default one per core.  Raise `ScenarioError` or
    `LimitError` for the first document that cannot be run.
    """
    work = partial(_run, view)
    jobs = min(jobs or os.cpu_count() or 1, len(documents))
    if jobs <= 1:
        for document in documents:
            yield _checked(work(document))
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for result in pool.map(work, documents):
            yield _checked(result)


def _run(view: Callable[[Trace], Result], document: dict[str, Any]) -> Result | _Refused:
    try:
        return view(simulate(read_scenario(document)))
    except LimitError as error:
        return _Refused(LimitError, error.what, error.where, error.accepted)
    except ScenarioError as error:
        return _Refused(ScenarioError, error.what, error.where, error.accepted)


def _checked(result: Result | _Refused) -> Result:
    if isinstance(result, _Refused):
        raise result.kind(result.what, where=result.where, accepted=result.accepted)
    return result
