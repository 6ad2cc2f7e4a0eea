"""Worker processes: started when needed, ended when idle, never trusted to live.

The event loop never simulates.  A worker is a plain subprocess that speaks JSON lines (see
`worker`); when it dies, hangs or grows too large, only what it was asked for fails.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Any, Final

import msgspec

from mipviz.http.clients import asking
from mipviz.http.refusal import RefusalError
from mipviz.http.shares import Shares
from mipviz.installation.assets import PACKAGE
from mipviz.runs.line import Line

COMMAND: Final = (sys.executable, "-m", "mipviz.runs")
ANSWER_LIMIT_OCTETS: Final = 16 << 20
QUESTION_SECONDS: Final = 30
QUESTION_LIMIT: Final = 400
"""Answers that may be outstanding; one client may wait for half of what the others leave."""
log = logging.getLogger(__name__)

Answer = dict[str, Any]
Progress = Callable[[Answer], None]


class Worker:
    """One worker process as the event loop sees it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.simulating = False
        self.runs: OrderedDict[str, None] = OrderedDict()
        """Runs whose traces it probably has in memory, the latest last."""
        self.idle: asyncio.TimerHandle | None = None
        self._pending: dict[int, tuple[asyncio.Future[Answer], Progress | None]] = {}
        self._last_id = 0
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, command: Sequence[str]) -> Worker:
        """Start the process; its modules are found beside this package."""
        return cls(
            await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd=PACKAGE.parent,
                limit=ANSWER_LIMIT_OCTETS,
                start_new_session=True,  # Ctrl-C is for the server, which ends its workers itself
            )
        )

    @property
    def lives(self) -> bool:
        """Whether it can be asked."""
        return not self._reader.done()

    @property
    def outstanding(self) -> int:
        """Number of answers that it owes."""
        return len(self._pending)

    async def ask(self, request: dict[str, Any], progress: Progress | None = None) -> Answer:
        """Send *request*, hand answers on the way to *progress*, return the last one.

        Raises `RefusalError` with the worker's reason, or because it ended.  A caller that is
        cancelled cancels the simulation that it asked for.
        """
        self._last_id += 1
        number = self._last_id
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._pending[number] = (answer, progress)
        self.runs[request["run"]] = None
        self.runs.move_to_end(request["run"])
        self._send({**request, "id": number})
        try:
            return await answer
        except asyncio.CancelledError:
            self._send({"do": "cancel", "id": 0, "target": number})
            raise
        finally:
            self._pending.pop(number, None)

    async def end(self) -> None:
        """End the process."""
        if self.idle:
            self.idle.cancel()
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        await asyncio.gather(self._reader, return_exceptions=True)

    def _send(self, request: dict[str, Any]) -> None:
        if self.process.stdin and not self.process.stdin.is_closing():
            self.process.stdin.write(msgspec.json.encode(request) + b"\n")

    async def _read(self) -> None:
        if self.process.stdout is None:
            raise RuntimeError("the worker was started without a pipe")
        try:
            while line := await self.process.stdout.readline():
                self._take(msgspec.json.decode(line))
        finally:
            for answer, _ in self._pending.values():
                if not answer.done():
                    answer.set_exception(_ended())

    def _take(self, message: Answer) -> None:
        answer, progress = self._pending.get(message["id"], (None, None))
        if answer is None or answer.done():
            return
        if "done" in message:
            answer.set_result(message["done"])
        elif "error" in message:
            answer.set_exception(RefusalError(**message["error"]))
        elif progress:
            try:
                progress(message)
            except OSError as error:  # the folder of the run has gone, or its disk fails
                answer.set_exception(error)


def _ended() -> RefusalError:
    return RefusalError("failed", "the process that simulated has ended", "another try")


class Pool:
    """At most *limit* workers; runs wait for theirs in a line."""

    def __init__(
        self,
        *,
        limit: int,
        idle_seconds: float,
        run_seconds: float,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self.workers: list[Worker] = []
        self.line = Line(limit)
        """Whose run is next; who simulates has its turn."""
        self._questions = Shares(QUESTION_LIMIT, "questions wait")
        self._limit = limit
        self._idle_seconds = idle_seconds
        self._run_seconds = run_seconds
        self._command = command
        self._starting = asyncio.Lock()
        self._endings: set[asyncio.Task[None]] = set()

    async def warm(self) -> None:
        """See to it that one worker lives, so that the next run starts at once."""
        async with self._starting:
            if not self._living():
                await self._start()

    async def simulate(self, request: dict[str, Any], progress: Progress) -> Answer:
        """Run *request* on a worker of its own; raises `RefusalError` when it cannot be done.

        The caller's turn in the line has come.
        """
        async with self._a_free_worker() as worker:
            try:
                async with asyncio.timeout(self._run_seconds):
                    return await worker.ask({"do": "simulate", **request}, progress)
            except TimeoutError:
                await self._drop(worker)
                raise RefusalError(
                    "limit",
                    f"the run takes more than {self._run_seconds:.0f} s to simulate",
                    "a shorter run or fewer packets per second",
                ) from None

    async def ask(self, request: dict[str, Any]) -> Answer:
        """Ask about a run, of the worker that has its trace at hand if there is one."""
        try:
            with self._questions.place(asking()):
                async with self._starting:
                    worker = self._holding(request["run"]) or await self._some()
                async with asyncio.timeout(QUESTION_SECONDS):
                    return await self._used(worker, worker.ask(request))
        except TimeoutError:
            raise RefusalError("busy", "no answer in time", "another try in a moment") from None

    async def close(self) -> None:
        """End every worker."""
        await asyncio.gather(*(worker.end() for worker in self.workers), *self._endings)
        self.workers.clear()

    @contextlib.asynccontextmanager
    async def _a_free_worker(self) -> AsyncIterator[Worker]:
        async with self._starting:
            worker = await self._idle_one()
            worker.simulating = True
        try:
            yield worker
        finally:
            worker.simulating = False
            self._rest(worker)

    async def _used(self, worker: Worker, asking: Coroutine[Any, Any, Answer]) -> Answer:
        try:
            answer: Answer = await asking
            return answer
        finally:
            self._rest(worker)

    async def _idle_one(self) -> Worker:
        idle = [worker for worker in self._living() if not worker.simulating]
        return idle[0] if idle else await self._start()

    async def _some(self) -> Worker:
        living = self._living()
        idle = [worker for worker in living if not worker.simulating]
        if idle or len(living) >= self._limit:
            return (idle or living)[0]
        return await self._start()

    def _holding(self, run: str) -> Worker | None:
        return next((worker for worker in self._living() if run in worker.runs), None)

    def _living(self) -> list[Worker]:
        self.workers = [worker for worker in self.workers if worker.lives]
        return self.workers

    async def _start(self) -> Worker:
        worker = await Worker.start(self._command)
        self.workers.append(worker)
        return worker

    def _rest(self, worker: Worker) -> None:
        """Count from now how long *worker* has had nothing to do."""
        if worker.idle:
            worker.idle.cancel()
        loop = asyncio.get_running_loop()
        worker.idle = loop.call_later(self._idle_seconds, self._end_if_idle, worker)

    def _end_if_idle(self, worker: Worker) -> None:
        if worker.outstanding:
            self._rest(worker)
            return
        ending = asyncio.create_task(self._drop(worker))
        self._endings.add(ending)
        ending.add_done_callback(self._endings.discard)

    async def _drop(self, worker: Worker) -> None:
        if worker in self.workers:
            self.workers.remove(worker)
        await worker.end()
