"""Runs: begun once, watched by many, kept on disk, asked about afterwards.

A run is named by its scenario's digest.  Whoever asks for a scenario that is running joins it;
whoever asks for one that was run gets it from disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
import logging
import os
import re
import shutil
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.conf import settings

import simulation
from mipviz.http.refusal import RefusalError
from mipviz.runs import store
from mipviz.runs.pool import Pool
from simulation import read_scenario
from simulation.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulation import Scenario

RUNS_AT_HAND: Final = 256
"""Finished runs whose index stays in memory."""
SCENARIOS_KEPT: Final = 20_000
"""Scenarios whose runs can be simulated again after they were pruned."""
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
log = logging.getLogger(__name__)
_numbers = itertools.count(1)


class Run:
    """One run: where its chunks lie, and whether more will come."""

    def __init__(self, digest: str, folder: Path) -> None:
        self.digest = digest
        self.folder = folder
        self.spans: list[store.Span] = []
        self.head: bytes = b""
        self.end: bytes = b""
        self.refusal: RefusalError | None = None
        self.watchers = 0
        self.task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return bool(self.end) or self.refusal is not None

    def take(self, answer: dict[str, Any]) -> None:
        """Note what the worker wrote."""
        if "head" in answer:
            self.head = (self.folder / store.HEAD).read_bytes()
        else:
            offset, length = answer["span"]
            self.spans.append((offset, length))
        self.tell()

    def tell(self) -> None:
        """Wake everybody who waits for this run."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def opened(self) -> bytes:
        """Return `head` once it is there; raises `RefusalError` if it will never be."""
        while not self.head and not self.over:
            await self._changed.wait()
        if self.refusal and not self.head:
            raise self.refusal
        return self.head

    async def chunk(self, seq: int) -> bytes | None:
        """Return chunk number *seq* once it is there, or `None` if the run ends before.

        Raises `RefusalError` if the run broke off there.
        """
        while len(self.spans) <= seq and not self.over:
            await self._changed.wait()
        if len(self.spans) > seq:
            return store.read_chunk(self.folder, self.spans[seq])
        if self.refusal:
            raise self.refusal
        return None

    async def finished(self) -> bytes:
        """Return `end` once the run is over; raises `RefusalError` if it broke off."""
        while not self.over:
            await self._changed.wait()
        if self.refusal:
            raise self.refusal
        return self.end


class Runs:
    """Every run of this server."""

    def __init__(self, folder: Path, pool: Pool, *, budget_octets: int) -> None:
        self.pool = pool
        self.folder = folder / engine_stamp()
        self.scenarios = folder / "scenarios"
        self._budget_octets = budget_octets
        self._runs: OrderedDict[str, Run] = OrderedDict()

    def read(self, document: dict[str, Any]) -> Scenario:
        """Return the scenario that *document* means.

        Raises `RefusalError` for a scenario that cannot be run.
        """
        try:
            return read_scenario(document)
        except ScenarioError as error:
            raise RefusalError.of_scenario(error) from error

    def begin(self, document: dict[str, Any]) -> Run:
        """Return the run of the scenario *document*, started if it is not there.

        Raises `RefusalError` for a scenario that cannot be run.
        """
        scenario = self.read(document)
        digest = scenario.digest()
        return self._known(digest) or self._start(digest, scenario.document())

    def find(self, digest: str) -> Run:
        """Return the run named *digest*: running, kept, or simulated again from its scenario.

        Raises `RefusalError` if this server never had it.
        """
        if not DIGEST.fullmatch(digest):
            raise RefusalError(
                "unknown-run", "a run is named by 64 hexadecimal digits", "a run's digest"
            )
        run = self._known(digest)
        if run is None:
            document = self._scenario(digest)
            if document is not None:
                run = self.begin(document)
        if run is None or run.digest != digest:
            raise RefusalError("unknown-run", f"no run {digest[:12]}… is kept here", "its scenario")
        return run

    async def ask(self, run: Run, question: str, number: int = 0) -> dict[str, Any]:
        """Return the worker's answer about *run*; what a growing run lacks yet is waited for."""
        await run.opened()
        was_over = run.over
        try:
            return await self._ask(run, question, number)
        except RefusalError as refusal:
            if was_over or refusal.code != "not-found":
                raise
        with self.watching(run):
            await run.finished()
        return await self._ask(run, question, number)

    async def _ask(self, run: Run, question: str, number: int) -> dict[str, Any]:
        return await self.pool.ask(
            {"do": question, "run": run.digest, "folder": str(run.folder), "number": number}
        )

    @contextlib.contextmanager
    def watching(self, run: Run) -> Iterator[Run]:
        """Join *run* for a while."""
        self.join(run)
        try:
            yield run
        finally:
            self.part(run)

    def join(self, run: Run) -> None:
        """Count one more viewer: a run with viewers is neither given up nor pruned."""
        run.watchers += 1

    def part(self, run: Run) -> None:
        """Count one viewer less.  The run goes on: its viewer may come back."""
        run.watchers -= 1

    async def file(self, run: Run, name: str, question: str) -> Path:
        """Return a file of a finished run, made by the worker the first time."""
        with self.watching(run):
            await run.finished()
        path = run.folder / name
        if not path.is_file():
            await self.ask(run, question)
        return path

    async def charts(self, runs: Sequence[Run]) -> Path:
        """Return the charts that compare finished *runs*, made by a worker the first time."""
        for run in runs:
            await run.finished()
        first = runs[0]
        named = hashlib.sha256("".join(run.digest for run in runs).encode()).hexdigest()
        path = first.folder / f"charts-{named[:16]}.json"
        if not path.is_file():
            folders = [str(run.folder) for run in runs]
            request = {"do": "charts", "run": first.digest, "folder": str(first.folder)}
            await self.pool.ask({**request, "folders": folders, "name": path.name})
        return path

    def give_up(self, run: Run) -> None:
        """End a run under way that nobody watches any more, because its viewer said so."""
        if run.watchers == 0 and not run.over and run.task:
            run.task.cancel()

    async def close(self) -> None:
        """End every run and every worker."""
        tasks = [run.task for run in self._runs.values() if run.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.pool.close()

    def sweep(self) -> None:
        """Remove what other engines and broken-off runs left, and the oldest beyond the budget."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.scenarios.mkdir(exist_ok=True)
        for folder in self.folder.parent.iterdir():
            if folder not in (self.folder, self.scenarios):
                shutil.rmtree(folder, ignore_errors=True)
        for folder in self.folder.glob(".*"):
            process = folder.name.rpartition(".")[2]
            if process.isdigit() and not _lives(int(process)):
                shutil.rmtree(folder, ignore_errors=True)
        newest_first = sorted(self.scenarios.iterdir(), key=_modified, reverse=True)
        for path in newest_first[SCENARIOS_KEPT:]:
            path.unlink(missing_ok=True)
        self._prune()

    # -- within ---------------------------------------------------------------------------------

    def _known(self, digest: str) -> Run | None:
        run = self._runs.get(digest)
        if run is not None and (not run.over or store.is_finished(run.folder)):
            self._runs.move_to_end(digest)
            return run
        folder = self.folder / digest
        if not store.is_finished(folder):
            return None
        run = Run(digest, folder)
        run.head = (folder / store.HEAD).read_bytes()
        run.spans = store.index(folder).spans
        run.end = (folder / store.END).read_bytes()
        os.utime(folder)
        return self._remember(run)

    def _remember(self, run: Run) -> Run:
        self._runs[run.digest] = run
        self._runs.move_to_end(run.digest)
        for digest, old in list(self._runs.items())[:-RUNS_AT_HAND]:
            if old.over and not old.watchers:
                del self._runs[digest]
        return run

    def _start(self, digest: str, document: dict[str, Any]) -> Run:
        folder = self.folder / f".{digest}.{next(_numbers)}.{os.getpid()}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        run = self._remember(Run(digest, folder))
        run.task = asyncio.create_task(self._simulate(run, document))
        return run

    async def _simulate(self, run: Run, document: dict[str, Any]) -> None:
        request = {"run": run.digest, "folder": str(run.folder), "scenario": document}
        try:
            await self.pool.simulate(request, run.take)
            self._finish(run, document)
        except RefusalError as refusal:
            run.refusal = refusal
        except asyncio.CancelledError:
            run.refusal = RefusalError("stopped", "the run was stopped", "run it again")
            raise
        except Exception:
            log.exception("run %s", run.digest)
            run.refusal = RefusalError("failed", "the server failed", "another try")
        finally:
            if run.refusal:
                self._runs.pop(run.digest, None)
                shutil.rmtree(run.folder, ignore_errors=True)
            run.tell()

    def _finish(self, run: Run, document: dict[str, Any]) -> None:
        run.end = (run.folder / store.END).read_bytes()
        final = self.folder / run.digest
        if store.is_finished(final):  # another server on the same data was faster
            shutil.rmtree(run.folder, ignore_errors=True)
        else:
            run.folder.rename(final)
        run.folder = final
        self._keep_scenario(run.digest, document)
        self._prune()

    def _keep_scenario(self, digest: str, document: dict[str, Any]) -> None:
        self.scenarios.mkdir(parents=True, exist_ok=True)
        store.write(self.scenarios / f"{digest}.json", msgspec.json.encode(document))

    def _scenario(self, digest: str) -> dict[str, Any] | None:
        path = self.scenarios / f"{digest}.json"
        if not path.is_file():
            return None
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Any])

    def _prune(self) -> None:
        """Remove the longest unused runs until the rest fits the budget."""
        kept = sorted(
            (folder for folder in self.folder.iterdir() if DIGEST.fullmatch(folder.name)),
            key=_modified,
            reverse=True,
        )
        octets = 0
        for folder in kept:
            octets += sum(file.stat().st_size for file in folder.iterdir())
            run = self._runs.get(folder.name)
            if octets > self._budget_octets and not (run and run.watchers):
                self._runs.pop(folder.name, None)
                shutil.rmtree(folder, ignore_errors=True)


def engine_stamp() -> str:
    """Return a name for the engine's very source, so that no run outlives the code it came from."""
    root = Path(simulation.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _modified(path: Path) -> float:
    return path.stat().st_mtime


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


_current: Runs | None = None


def runs() -> Runs:
    """Return the runs of this server, made when first asked for."""
    global _current  # noqa: PLW0603 - one server, one set of runs, bound to its event loop
    if _current is None:
        _current = Runs(
            settings.RUN_FOLDER,
            Pool(
                limit=settings.WORKER_LIMIT,
                idle_seconds=settings.WORKER_IDLE_SECONDS,
                run_seconds=settings.RUN_SECONDS,
            ),
            budget_octets=settings.RUN_BUDGET_OCTETS,
        )
    return _current


async def open_runs() -> None:
    """Make the runs ready to serve."""
    await asyncio.to_thread(runs().sweep)


async def close_runs() -> None:
    """End every run and worker."""
    global _current  # noqa: PLW0603 - as above
    if _current is not None:
        await _current.close()
        _current = None
