"""`/ws/runs`: streams a run to one client, as fast as the client grants credit."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from mipviz.http.clients import Message, Receive, Send, asking
from mipviz.http.faults import refusal_for
from mipviz.http.limits import FRAME_LIMIT_OCTETS
from mipviz.http.origin import Refuse
from mipviz.http.rate import Bucket
from mipviz.http.refusal import RefusalError
from mipviz.http.shares import Shares
from mipviz.runs import messages
from mipviz.runs.service import Runs, runs

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from mipviz.runs.run import Run

connections: Final = Shares(1_000, "connections")
"""Open connections to this server."""


class ClientLeftError(Exception):
    """Nobody is there any more to send to, which is no fault of anybody's."""


class RunConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One connection: at most one stream at a time, an error closes nothing.

    Clients leave at any moment, without a word and in the middle of the handshake.  So whatever
    a connection took is given back where the call that took it ends, however it ends.
    """

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection from its handshake to its end, unless there are too many."""
        try:
            with connections.place(asking()):
                await self._serve(scope, receive, send)
        except RefusalError:
            await Refuse.as_asgi()(scope, receive, send)

    async def _serve(self, scope: Message, receive: Receive, send: Send) -> None:
        self._runs: Runs = runs()
        self._credit = 0
        self._granted = asyncio.Event()
        self._run: Run | None = None
        self._stream: asyncio.Task[None] | None = None
        self._starts = Bucket(capacity=20, per_second=2)

        async def tell(message: Message) -> None:
            try:
                await send(message)
            except OSError as error:
                raise ClientLeftError from error

        try:
            await super().__call__(scope, receive, tell)
        except ClientLeftError:
            pass
        finally:
            await self._end_stream()

    async def connect(self) -> None:
        """Let the client in, and have a worker ready for it."""
        await self.accept()
        await self._answering(self._runs.pool.warm())

    async def disconnect(self, _code: int) -> None:
        """End the stream; a run under way goes on for a while, for the client may come back."""
        await self._end_stream()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Do what a message asks, or say why not."""
        octets = text_data.encode() if text_data is not None else bytes_data or b""
        if len(octets) > FRAME_LIMIT_OCTETS:
            await self._end_stream()
            await self.close(code=1009)
            raise StopConsumer
        await self._answering(self._do(octets))

    async def _answering(self, doing: Awaitable[None]) -> None:
        """Await *doing*; whatever goes wrong becomes an answer and closes nothing."""
        try:
            await doing
        except RefusalError as refusal:
            await self.send(text_data=messages.refused(refusal))
        except (ClientLeftError, StopConsumer):
            raise
        except Exception as error:  # noqa: BLE001 - the boundary to the client: logged and told
            told = refusal_for(error, "a connection", self._runs.folder)
            await self.send(text_data=messages.refused(told))

    async def _do(self, octets: bytes) -> None:
        match messages.read(octets):
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
        try:
            await self._end_stream(given_up=True)
        except BaseException:
            self._runs.part(run)
            raise
        self._credit = messages.FIRST_CREDIT
        self._run = run
        self._stream = asyncio.create_task(self._send_all(run, after))

    async def _end_stream(self, *, given_up: bool = False) -> None:
        stream, self._stream = self._stream, None
        run, self._run = self._run, None
        if stream is None or run is None:
            return
        stream.cancel()
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await stream
        finally:
            self._runs.part(run, given_up=given_up)

    async def _send_all(self, run: Run, after: int) -> None:
        """Send the run from the chunk after number *after* to its end, or say why it broke off."""
        with contextlib.suppress(ClientLeftError):
            await self._answering(self._send_run(run, after))

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
