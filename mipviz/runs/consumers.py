"""`/ws/runs`: streams a run to one client, as fast as the client grants credit."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Final

from channels.generic.websocket import AsyncWebsocketConsumer

from mipviz.http.limits import FRAME_LIMIT_OCTETS
from mipviz.http.rate import Bucket
from mipviz.http.refusal import RefusalError
from mipviz.runs import messages
from mipviz.runs.service import Run, Runs, runs

CONNECTION_LIMIT: Final = 1_000
"""Open connections to this server."""
log = logging.getLogger(__name__)


class RunConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One connection: at most one stream at a time, an error closes nothing."""

    open_connections = 0

    async def connect(self) -> None:
        """Let the client in, unless there are too many already."""
        self._runs: Runs = runs()
        self._credit = 0
        self._granted = asyncio.Event()
        self._stream: asyncio.Task[None] | None = None
        self._starts = Bucket(capacity=20, per_second=2)
        self._counted = RunConsumer.open_connections < CONNECTION_LIMIT
        if not self._counted:
            await self.close()
            return
        RunConsumer.open_connections += 1
        await self.accept()
        await self._runs.pool.warm()

    async def disconnect(self, _code: int) -> None:
        """Forget the client; a run under way goes on to its end, for it may come back."""
        if self._counted:
            RunConsumer.open_connections -= 1
        await self._end_stream()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Do what a message asks, or say why not."""
        octets = text_data.encode() if text_data is not None else bytes_data or b""
        if len(octets) > FRAME_LIMIT_OCTETS:
            await self.close(code=1009)
            return
        try:
            await self._do(messages.read(octets))
        except RefusalError as refusal:
            await self.send(text_data=messages.refused(refusal))

    async def _do(self, request: messages.Request) -> None:
        match request:
            case messages.Run(scenario):
                self._check_start()
                await self._begin(self._runs.begin(scenario), after=-1)
            case messages.Resume(digest, after):
                self._check_start()
                await self._begin(self._runs.find(digest), after=after)
            case messages.Credit(chunks):
                self._credit = min(self._credit + chunks, messages.CREDIT_LIMIT)
                self._granted.set()
            case messages.Stop():
                await self._end_stream(given_up=True)

    def _check_start(self) -> None:
        if not self._starts.take():
            raise RefusalError("too-fast", "too many runs from this connection", "two a second")

    async def _begin(self, run: Run, *, after: int) -> None:
        self._runs.join(run)  # before the old stream ends: it may be on the same run
        await self._end_stream(given_up=True)
        self._credit = messages.FIRST_CREDIT
        self._run = run
        self._stream = asyncio.create_task(self._send_all(run, after))

    async def _end_stream(self, *, given_up: bool = False) -> None:
        stream, self._stream = self._stream, None
        if stream is None:
            return
        stream.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await stream
        self._runs.part(self._run)
        if given_up:
            self._runs.give_up(self._run)

    async def _send_all(self, run: Run, after: int) -> None:
        """Send the run from the chunk after number *after* to its end, or say why it broke off."""
        try:
            await self._send_run(run, after)
        except RefusalError as refusal:
            await self.send(text_data=messages.refused(refusal))
        except Exception:
            log.exception("stream of %s", run.digest)
            failed = RefusalError("failed", "the stream broke off", "resume after the last chunk")
            await self.send(text_data=messages.refused(failed))

    async def _send_run(self, run: Run, after: int) -> None:
        head = await run.opened()
        if after < 0:
            await self.send(text_data=head.decode())
        seq = after + 1
        while (chunk := await run.chunk(seq)) is not None:
            await self._spend()
            await self.send(text_data=chunk.decode())
            seq += 1
        if seq > len(run.spans):
            last = len(run.spans) - 1
            raise RefusalError(
                "bad-message", f"after: the run's last chunk is {last}", f"-1 to {last}"
            )
        await self.send(text_data=run.end.decode())

    async def _spend(self) -> None:
        """Take one chunk's credit, waiting until there is some."""
        while self._credit == 0:
            self._granted.clear()
            await self._granted.wait()
        self._credit -= 1
