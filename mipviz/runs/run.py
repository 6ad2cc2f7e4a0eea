"""One run: where its chunks lie, whether more will come, and who waits for them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from mipviz.http.refusal import RefusalError
from mipviz.runs import store
from mipviz.runs.sealed import DamagedError

if TYPE_CHECKING:
    from pathlib import Path

    from mipviz.runs.kept import KeptRun
    from mipviz.runs.store import Span


class Run:
    """A run as its watchers see it: growing, finished, or broken off."""

    def __init__(self, digest: str, folder: Path) -> None:
        self.digest = digest
        self.folder = folder
        self.spans: list[Span] = []
        self.head: bytes = b""
        self.end: bytes = b""
        self.refusal: RefusalError | None = None
        self.watchers = 0
        self.task: asyncio.Task[None] | None = None
        self.unwatched: asyncio.TimerHandle | None = None
        """Runs out when nobody has watched for too long."""
        self.kept: KeptRun | None = None
        """What the run is on disk, once it is finished."""
        self._changed = asyncio.Event()

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return bool(self.end) or self.refusal is not None

    @property
    def intact(self) -> bool:
        """Whether it can still be watched: under way, or on disk as it was written."""
        return self.kept.unchanged() if self.kept else not self.over

    def begin_in(self, folder: Path) -> None:
        """Let a worker write the run to *folder*, from its first chunk on."""
        self.folder = folder
        self.spans = []

    def advance(self, answer: dict[str, Any]) -> None:
        """Note what the worker wrote: the head, or where the next chunk lies."""
        if "head" in answer:
            self.head = (self.folder / store.HEAD).read_bytes()
        else:
            offset, length, digest = answer["span"]
            self.spans.append((offset, length, digest))
        self.wake_watchers()

    def finish(self, kept: KeptRun) -> None:
        """Take the run from disk, where it is *kept* from now on."""
        self.kept = kept
        self.folder, self.spans = kept.folder, kept.spans
        self.head, self.end = kept.head, kept.end
        self.wake_watchers()

    def break_off(self, refusal: RefusalError) -> None:
        """Note that nothing more will come, and why."""
        self.refusal = refusal
        self.wake_watchers()

    def wake_watchers(self) -> None:
        """Wake everybody who waits for this run, to look at it again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def opened(self) -> bytes:
        """Return `head` once it is there; raises `RefusalError` if it will never be."""
        while not self.head and not self.over:
            await self._changed.wait()
        if self.refusal and not self.head:
            raise self.refusal.again()
        return self.head

    async def chunk(self, seq: int) -> bytes | None:
        """Return chunk number *seq* once it is there, or `None` if the run ends before.

        Raises `RefusalError` if the run broke off there.
        """
        while True:
            while len(self.spans) <= seq and not self.over:
                await self._changed.wait()
            if len(self.spans) <= seq:
                break
            try:
                return store.read_chunk(self.folder, self.spans[seq])
            except DamagedError as error:
                if self.refusal:
                    raise self.refusal.again() from error
                if self.over or (self.folder / store.CHUNKS).exists():
                    raise interrupted() from error
            # It has just moved to its place for good, which is told to its watchers next.
            await self._changed.wait()
        if self.refusal:
            raise self.refusal.again()
        return None

    async def finished(self) -> bytes:
        """Return `end` once the run is over; raises `RefusalError` if it broke off."""
        while not self.over:
            await self._changed.wait()
        if self.refusal:
            raise self.refusal.again()
        return self.end


def interrupted() -> RefusalError:
    """Return what to say when a kept run turns out to be damaged while it is read."""
    return RefusalError(
        "interrupted",
        "the kept run was damaged and is simulated again",
        "resume after the last chunk",
    )
