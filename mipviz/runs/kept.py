"""The folder of finished runs: a cache, checked when a run is opened, pruned when it is too large.

On any doubt a run is deleted; it is simulated again from its scenario, with the same chunks.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

import simulation
from mipviz.runs import store
from mipviz.runs.sealed import SEAL, DamagedError, Sealed, Signature, settle, signature, write
from mipviz.runs.workplace import PREFIX, Workplace, clear_the_dead, is_in_use

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from mipviz.runs.store import Span

SCENARIOS_KEPT: Final = 20_000
"""Scenarios whose runs can be simulated again after they were pruned."""
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
STALE_SECONDS: Final = 3_600
"""A file that was begun so long ago will not be ended."""


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A finished run as it was checked."""

    folder: Path
    spans: list[Span]
    head: bytes
    end: bytes
    signature: Signature
    names: list[str]

    def unchanged(self) -> bool:
        """Return whether nobody has touched its files since they were checked."""
        try:
            return signature(self.folder, self.names) == self.signature
        except (DamagedError, OSError):
            return False


class Kept:
    """Finished runs of one engine, and the scenarios of all."""

    def __init__(self, folder: Path, *, budget_octets: int) -> None:
        self.folder = folder / engine_stamp()
        self.workplace = Workplace(self.folder)
        self._scenarios = folder / "scenarios"
        self._budget_octets = budget_octets

    def has(self, digest: str) -> bool:
        """Return whether a run is there, whole or not."""
        return store.is_finished(self.folder / digest)

    def open(self, digest: str) -> KeptRun | None:
        """Return the run named *digest*, checked; what is damaged is deleted and not there."""
        folder = self.folder / digest
        try:
            files = Sealed(folder)
            seen = files.check()
            index = store.index(files)
            found = KeptRun(
                folder,
                index.spans,
                files.read(store.HEAD),
                files.read(store.END),
                seen,
                files.names,
            )
        except DamagedError:
            self.discard(digest)
            return None
        with contextlib.suppress(OSError):  # a folder that may not be written can still be read
            os.utime(folder)
        return found

    def adopt(self, folder: Path, digest: str) -> KeptRun | None:
        """Move a run that a worker finished in *folder* to the kept ones; return it, checked."""
        if not self.has(digest) or self.open(digest) is None:
            self.discard(digest)
            try:
                folder.rename(self.folder / digest)
            except OSError:
                if not self.has(digest):  # else another server on the same data was faster
                    raise
            settle(self.folder)
        shutil.rmtree(folder, ignore_errors=True)
        return self.open(digest)

    def discard(self, digest: str) -> None:
        """Delete the run named *digest*: its seal first, so that half of a run never counts."""
        folder = self.folder / digest
        (folder / SEAL).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)

    def keep_scenario(self, digest: str, document: dict[str, Any]) -> None:
        """Remember how the run named *digest* can be simulated again."""
        path = self._scenarios / f"{digest}.json"
        if self.scenario(digest) != document:
            self._scenarios.mkdir(parents=True, exist_ok=True)
            write(path, msgspec.json.encode(document))

    def scenario(self, digest: str) -> dict[str, Any] | None:
        """Return the scenario of the run named *digest*, if it is kept."""
        path = self._scenarios / f"{digest}.json"
        try:
            return msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        except FileNotFoundError:
            return None
        except msgspec.DecodeError:
            path.unlink(missing_ok=True)
            return None

    def sweep(self) -> None:
        """Remove what other engines and broken-off runs left, and the oldest beyond the budget."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._scenarios.mkdir(exist_ok=True)
        for folder in self.folder.parent.iterdir():
            if folder not in (self.folder, self._scenarios) and not is_in_use(folder):
                _remove(folder)
        clear_the_dead(self.folder)
        for path in self._begun():
            if time.time() - _modified(path) > STALE_SECONDS:
                _remove(path)
        newest_first = sorted(self._scenarios.iterdir(), key=_modified, reverse=True)
        for path in newest_first[SCENARIOS_KEPT:]:
            path.unlink(missing_ok=True)
        self.prune()

    def prune(self, watched: Container[str] = ()) -> None:
        """Remove the longest unused runs until the rest fits the budget; none that is *watched*."""
        octets = 0
        for folder in self._latest_first():
            octets += _size(folder)
            if octets > self._budget_octets and folder.name not in watched:
                self.discard(folder.name)

    def make_room(self, watched: Container[str] = ()) -> bool:
        """Remove the longer unused half of the runs that are not *watched*; return if any was.

        The disk is full: what is only kept to save time makes room for what is wanted now.
        """
        spare = [each for each in self._latest_first() if each.name not in watched]
        going = spare[len(spare) // 2 :]
        for folder in going:
            self.discard(folder.name)
        return bool(going)

    def _latest_first(self) -> list[Path]:
        kept = [folder for folder in self.folder.iterdir() if DIGEST.fullmatch(folder.name)]
        return sorted(kept, key=_modified, reverse=True)

    def _begun(self) -> Iterator[Path]:
        """Yield what somebody began to write under a name of its own, outside a workplace."""
        yield from (each for each in self.folder.glob(".*") if not each.match(f"{PREFIX}*"))
        yield from self.folder.glob("[0-9a-f]*/.*")
        yield from self._scenarios.glob(".*")


def engine_stamp() -> str:
    """Return a name for the engine's very source, so that no run outlives the code it came from."""
    root = Path(simulation.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _size(folder: Path) -> int:
    """Return the octets in *folder*, which another server may be deleting."""
    try:
        return sum(file.stat().st_size for file in folder.iterdir())
    except FileNotFoundError:
        return 0


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
