"""Has the ledger judged once for an engine, outside the server, and keeps it.

Judging runs well over a hundred simulations; the command line does it on every core, at a low
priority, and what it prints is what is kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec
from msgspec import Struct

from mipviz.http.faults import refusal_for
from mipviz.installation.assets import PACKAGE
from mipviz.runs.sealed import is_kept, keep
from mipviz.runs.service import runs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mipviz.http.refusal import RefusalError

COMMAND: Final = (sys.executable, "-m", "simulation", "claims", "--json")
LONGEST_SECONDS: Final = 1_800
PAUSE_SECONDS: Final = 30.0
"""How long nothing is judged anew after judging failed."""
NICE: Final = 10
FILE: Final = "claims.json"


class Figure(Struct):
    """The number behind a verdict."""

    value: int | float
    unit: str
    compared_with: str


class Evidence(Struct):
    """Where the number can be seen: a run, a moment (ns) in it, a packet or a row of a table."""

    scenario: dict[str, Any]
    at_ns: int
    event: int
    packet: int | None = None
    row: dict[str, Any] | None = None


class Claim(Struct):
    """One claim of the draft and its verdict."""

    id: str
    option: list[str]
    section: str
    kind: Literal["pro", "con", "open", "security", "comment"]
    text: str
    settled_by: Literal["run", "structure", "judgement"]
    verdict: Literal["supported", "contradicted", "depends", "not-settled"]
    figure: Figure | None
    evidence: Evidence | None


class Ledger:
    """The ledger of one engine: judged, being judged, or not yet asked for."""

    def __init__(self, folder: Path, command: Sequence[str] = COMMAND) -> None:
        self._path = folder / FILE
        self._command = command
        self._claims: list[Claim] | None = None
        self._judging: asyncio.Task[None] | None = None
        self._refusal: RefusalError | None = None
        self._refused_until = 0.0

    def claims(self) -> list[Claim] | None:
        """Return the ledger, or `None` while it is judged, which this begins if nobody did.

        Raises `RefusalError` if judging failed; a call some time later tries again.
        """
        if self._claims is None and is_kept(self._path):
            self._claims = read(self._path.read_bytes())
        if self._claims is not None:
            return self._claims
        if self._refusal is not None and time.monotonic() < self._refused_until:
            raise self._refusal.again()
        if self._judging is None:
            self._judging = asyncio.create_task(self._judge())
        return None

    async def close(self) -> None:
        """Stop judging."""
        if self._judging is not None:
            self._judging.cancel()
            await asyncio.gather(self._judging, return_exceptions=True)

    async def _judge(self) -> None:
        try:
            octets = await judged(self._command)
            self._claims = read(octets)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            keep(self._path, octets)
        except (OSError, TimeoutError, ValueError) as error:
            self._refusal = refusal_for(error, "judging the claims", self._path.parent)
            self._refused_until = time.monotonic() + PAUSE_SECONDS
        finally:
            self._judging = None


def read(octets: bytes) -> list[Claim]:
    """Return the claims that the command line printed; raises `ValueError` for anything else."""
    return msgspec.json.decode(octets, type=list[Claim])


async def judged(command: Sequence[str]) -> bytes:
    """Return what *command* prints; it is ended with all its processes when it takes too long."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        cwd=PACKAGE.parent,
        start_new_session=True,
    )
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PGRP, process.pid, NICE)
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            printed, _ = await process.communicate()
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    if process.returncode:
        raise ValueError(f"exit code {process.returncode}")
    return printed


_current: Ledger | None = None


def ledger() -> Ledger:
    """Return the ledger of this server's engine."""
    global _current  # noqa: PLW0603 - one server, one ledger, bound to its event loop
    if _current is None:
        _current = Ledger(runs().folder)
    return _current


async def close_ledger() -> None:
    """Stop judging when the server stops."""
    global _current  # noqa: PLW0603 - as above
    if _current is not None:
        await _current.close()
        _current = None
