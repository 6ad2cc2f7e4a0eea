"""Runs: begun once, watched by many, kept on disk, asked about afterwards.

A run is named by its scenario's digest.  Whoever asks for a scenario that is running joins it;
whoever asks for one that was run gets it from disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from mipviz.http.clients import asking
from mipviz.http.faults import NO_SPACE, refusal_for
from mipviz.http.refusal import RefusalError
from mipviz.runs.cost import expected_seconds
from mipviz.runs.kept import DIGEST, Kept
from mipviz.runs.pool import Pool
from mipviz.runs.run import Run, interrupted
from simulation import read_run, read_scenario
from simulation.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mipviz.runs.kept import KeptRun
    from simulation import Scenario

RUNS_AT_HAND: Final = 256
"""Finished runs whose index stays in memory."""
UNWATCHED_SECONDS: Final = 30.0
"""How long a run goes on while nobody watches it."""


class Runs:
    """Every run of this server."""

    def __init__(self, folder: Path, pool: Pool, *, budget_octets: int) -> None:
        self.pool = pool
        self.kept = Kept(folder, budget_octets=budget_octets)
        self._runs: OrderedDict[str, Run] = OrderedDict()

    @property
    def folder(self) -> Path:
        """Where runs are kept."""
        return self.kept.folder

    def read(self, document: dict[str, Any]) -> Scenario:
        """Return the scenario that *document* means.

        Raises `RefusalError` for a scenario that cannot be run.
        """
        try:
            return read_run(document)
        except ScenarioError as error:
            raise RefusalError.of_scenario(error) from error

    def begin(self, document: dict[str, Any]) -> Run:
        """Return the run of the scenario *document*, started if it is not there.

        Raises `RefusalError` for a scenario that cannot be run, or if too many runs wait.
        """
        scenario = self.read(document)
        return self._provide(scenario.digest(), scenario.document())

    def find(self, digest: str) -> Run:
        """Return the run named *digest*: running, kept, or simulated again from its scenario.

        Raises `RefusalError` if this server never had it.
        """
        if not DIGEST.fullmatch(digest):
            raise RefusalError(
                "unknown-run", "a run is named by 64 hexadecimal digits", "a run's digest"
            )
        run = self._at_hand(digest)
        if run is not None:
            return run
        document = self.kept.scenario(digest)
        if document is not None and _digest_of(document) != digest:
            document = None
        if document is None and not self.kept.has(digest):
            raise _unknown(digest)
        return self._provide(digest, document)

    # -- who watches ----------------------------------------------------------------------------

    @contextlib.contextmanager
    def watching(self, run: Run) -> Iterator[Run]:
        """Join *run* for a while; who is called off gives it up, for nobody will come back."""
        self.join(run)
        given_up = True
        try:
            yield run
            given_up = False
        except Exception:
            given_up = False
            raise
        finally:
            self.part(run, given_up=given_up)

    def join(self, run: Run) -> None:
        """Count one more watcher: a run that is watched is neither given up nor pruned."""
        run.watchers += 1
        if run.unwatched is not None:
            run.unwatched.cancel()
            run.unwatched = None

    def part(self, run: Run, *, given_up: bool = False) -> None:
        """Count one watcher less.  The run goes on for a while: its watcher may come back.

        *given_up* says that it will not; then a run under way that nobody else watches ends.
        """
        run.watchers -= 1
        if run.watchers or run.over:
            return
        if given_up:
            self._stop(run)
        else:
            loop = asyncio.get_running_loop()
            run.unwatched = loop.call_later(UNWATCHED_SECONDS, self._stop, run)

    @property
    def watched(self) -> set[str]:
        """Digests of the runs that somebody watches."""
        return {digest for digest, run in self._runs.items() if run.watchers}

    def make_room(self) -> bool:
        """Remove kept runs, since the disk is full; return whether there was any to remove."""
        return self.kept.make_room(self.watched)

    async def close(self) -> None:
        """End every run and every worker."""
        going = [run for run in self._runs.values() if not run.over]
        for run in going:
            self._stop(run)
        await asyncio.gather(*(run.task for run in going if run.task), return_exceptions=True)
        await self.pool.close()
        self.kept.workplace.close()

    # -- within ---------------------------------------------------------------------------------

    def _at_hand(self, digest: str) -> Run | None:
        run = self._runs.get(digest)
        if run is None or not run.intact:
            return None
        self._runs.move_to_end(digest)
        return run

    def _provide(self, digest: str, document: dict[str, Any] | None) -> Run:
        run = self._at_hand(digest)
        if run is not None:
            return run
        if not self.kept.has(digest):
            self.pool.line.check(asking())
        run = self._runs[digest] = Run(digest, self.folder / digest)
        run.task = asyncio.create_task(self._complete(run, document))
        for old_digest, old in list(self._runs.items())[:-RUNS_AT_HAND]:
            if old.over and not old.watchers:
                del self._runs[old_digest]
        return run

    def _stop(self, run: Run) -> None:
        """End a run under way.  Its task may not have begun, so nothing is left to it."""
        if run.over:
            return
        run.break_off(RefusalError("stopped", "the run was stopped", "run it again"))
        self._forget(run)
        if run.task is not None:
            run.task.cancel()

    def _forget(self, run: Run) -> None:
        if self._runs.get(run.digest) is run:
            del self._runs[run.digest]

    async def _complete(self, run: Run, document: dict[str, Any] | None) -> None:
        """Bring *run* to its end: from disk, or by simulating *document* when it is its turn."""
        try:
            found = None
            if self.kept.has(run.digest):
                found = await asyncio.to_thread(self.kept.open, run.digest)
            if found is None:
                if document is None:
                    raise _unknown(run.digest)  # noqa: TRY301 - told to the watchers like the rest
                found = await self._simulate(run, document)
            run.finish(found)
        except RefusalError as refusal:
            run.break_off(refusal)
            self._forget(run)
        except Exception as error:  # noqa: BLE001 - the end of the task: logged, and told
            run.break_off(refusal_for(error, f"run {run.digest}", self.folder))
            self._forget(run)

    async def _simulate(self, run: Run, document: dict[str, Any]) -> KeptRun:
        """Simulate *run* as soon as it is its turn, and keep it."""
        ticket = self.pool.line.enter(asking(), expected_seconds(document))
        try:
            await ticket.turn()
            while True:
                try:
                    return await self._simulate_once(run, document)
                except (RefusalError, OSError) as error:
                    told = error if isinstance(error, RefusalError) else None
                    told = told or refusal_for(error, f"run {run.digest}", self.folder)
                    if told.code != NO_SPACE or not self.make_room():
                        raise told from error
        finally:
            ticket.give_back()

    async def _simulate_once(self, run: Run, document: dict[str, Any]) -> KeptRun:
        await asyncio.to_thread(self.kept.keep_scenario, run.digest, document)
        folder = self.kept.workplace.new(run.digest)
        try:
            run.begin_in(folder)
            request = {"run": run.digest, "folder": str(folder), "scenario": document}
            await self.pool.simulate(request, run.advance)
            kept = await asyncio.to_thread(self.kept.adopt, folder, run.digest)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if kept is None:
            raise interrupted()
        await asyncio.to_thread(self.kept.prune, self.watched | {run.digest})
        return kept


def _unknown(digest: str) -> RefusalError:
    return RefusalError("unknown-run", f"no run {digest[:12]}… is kept here", "its scenario")


def _digest_of(document: dict[str, Any]) -> str:
    """Return the digest of a scenario that was kept; nothing for what is none any more."""
    try:
        return read_scenario(document).digest()
    except ScenarioError:
        return ""


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
    """Make the runs ready to serve; a disk on which nothing can be tidied up can still be read."""
    try:
        await asyncio.to_thread(runs().kept.sweep)
    except OSError as error:
        refusal_for(error, "tidying up the kept runs", runs().folder)


async def close_runs() -> None:
    """End every run and worker."""
    global _current  # noqa: PLW0603 - as above
    if _current is not None:
        await _current.close()
        _current = None
