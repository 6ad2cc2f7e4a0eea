"""What is asked about runs: of a worker that has the trace, or of a file that one makes once."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from mipviz.http.refusal import RefusalError
from mipviz.runs.run import Run
from mipviz.runs.sealed import is_kept

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from mipviz.runs.service import Runs

MENDED_BY_ANOTHER_RUN: Final = frozenset({"interrupted", "unknown-run"})
"""Codes of refusals that asking again, of the run simulated anew, makes good."""
_making: Final[dict[Path, asyncio.Lock]] = {}
"""Files that are being made."""


async def ask(runs: Runs, run: Run, question: str, number: int = 0) -> dict[str, Any]:
    """Return the worker's answer about *run*; what a growing run lacks yet is waited for."""
    with runs.watching(run):
        await run.opened()
        was_over = run.over
        try:
            return await _ask(runs, run, question, number)
        except RefusalError as refusal:
            if was_over or refusal.code != "not-found":
                raise
        await run.finished()
        return await _ask(runs, run, question, number)


async def _ask(runs: Runs, run: Run, question: str, number: int) -> dict[str, Any]:
    def asked(about: Sequence[Run]) -> Awaitable[dict[str, Any]]:
        [one] = about
        request = {"do": question, "run": one.digest, "folder": str(one.folder)}
        return runs.pool.ask({**request, "number": number})

    return await _mending(runs, [run], asked)


async def file(runs: Runs, run: Run, name: str, question: str) -> Path:
    """Return a file of a finished run, made by the worker the first time."""
    with runs.watching(run):
        await run.finished()
        return await _made(run.folder / name, lambda: _ask(runs, run, question, 0))


async def derive(
    runs: Runs, about: Run | Sequence[Run], what: str, arguments: dict[str, Any]
) -> Any:  # noqa: ANN401 - any JSON
    """Return what the engine's derivation *what* makes of finished runs, made for this once.

    A run that still goes on is waited for.  Raises `RefusalError` for what makes no sense.
    """
    compared = [about] if isinstance(about, Run) else list(about)
    with contextlib.ExitStack() as watching:
        for run in compared:
            watching.enter_context(runs.watching(run))
        return (await _derived(runs, compared, what, arguments, ""))["made"]


async def derived(
    runs: Runs, about: Run | Sequence[Run], what: str, arguments: dict[str, Any]
) -> Path:
    """Return the file with what `derive` gives, kept beside the first run and made once.

    For arguments of which there are few; what people type is not kept.
    """
    compared = [about] if isinstance(about, Run) else list(about)
    told = json.dumps([[run.digest for run in compared], arguments], sort_keys=True)
    name = f"{what}-{hashlib.sha256(told.encode()).hexdigest()[:16]}.json"
    with contextlib.ExitStack() as watching:
        for run in compared:
            watching.enter_context(runs.watching(run))
        for run in compared:
            await run.finished()
        return await _made(
            compared[0].folder / name, lambda: _derived(runs, compared, what, arguments, name)
        )


async def _derived(
    runs: Runs, compared: Sequence[Run], what: str, arguments: dict[str, Any], name: str
) -> dict[str, Any]:
    for run in compared:
        await run.finished()

    def asked(about: Sequence[Run]) -> Awaitable[dict[str, Any]]:
        first = about[0]
        request = {"do": "derive", "run": first.digest, "folder": str(first.folder)}
        named = [[run.digest, str(run.folder)] for run in about]
        more = {"what": what, "arguments": arguments, "runs": named, "name": name}
        return runs.pool.ask({**request, **more})

    return await _mending(runs, compared, asked)


async def charts(runs: Runs, compared: Sequence[Run]) -> Path:
    """Return the charts of the finished runs *compared*, made by a worker the first time."""
    for run in compared:
        await run.finished()
    first = compared[0]
    named = hashlib.sha256("".join(run.digest for run in compared).encode()).hexdigest()
    path = first.folder / f"charts-{named[:16]}.json"

    def asked(about: Sequence[Run]) -> Awaitable[dict[str, Any]]:
        folders = [str(run.folder) for run in about]
        request = {"do": "charts", "run": first.digest, "folder": str(first.folder)}
        return runs.pool.ask({**request, "folders": folders, "name": path.name})

    return await _made(path, lambda: _mending(runs, compared, asked))


async def _made(path: Path, make: Callable[[], Awaitable[object]]) -> Path:
    """Return *path* as it was made; of those who ask at once, one has it made."""
    lock = _making.setdefault(path, asyncio.Lock())
    try:
        async with lock:
            if not await asyncio.to_thread(is_kept, path):
                await make()
    finally:
        if not lock.locked():
            _making.pop(path, None)
    return path


async def _mending(
    runs: Runs, about: Sequence[Run], ask: Callable[[Sequence[Run]], Awaitable[dict[str, Any]]]
) -> dict[str, Any]:
    """Return the answer to *ask*; runs that turn out to be damaged are simulated again for it."""
    try:
        return await ask(about)
    except RefusalError as refusal:
        if refusal.code not in MENDED_BY_ANOTHER_RUN:
            raise
    again = [runs.find(run.digest) for run in about]
    with contextlib.ExitStack() as watching:
        for run in again:
            watching.enter_context(runs.watching(run))
        for run in again:
            await run.finished()
        return await ask(again)
