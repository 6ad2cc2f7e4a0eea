"""Where one server writes what is not finished, and how another learns that it is dead.

A number of a process says nothing: in containers every server is process 1, and numbers come
again.  So a server holds a lock on its workplace; the kernel lets go of it when the server ends,
however it ends, and whoever can take the lock may clear the place away.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import secrets
import shutil
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PREFIX: Final = ".work-"
LOCK: Final = "lock"


class Workplace:
    """A folder of this server's own, made when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._parent = folder
        self._folder: Path | None = None
        self._lock: IO[bytes] | None = None
        self._numbers = itertools.count(1)

    def new(self, name: str) -> Path:
        """Return a new, empty folder for *name*."""
        folder = self._open() / f"{name}.{next(self._numbers)}"
        folder.mkdir()
        return folder

    def close(self) -> None:
        """Clear it away."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _open(self) -> Path:
        if self._folder is None or not self._folder.is_dir():
            self.close()
            self._parent.mkdir(parents=True, exist_ok=True)
            folder = self._parent / f"{PREFIX}{secrets.token_hex(8)}"
            # Locked under another name: nobody may find it before it is locked.
            hidden = self._parent / f".new{folder.name}"
            hidden.mkdir()
            try:
                self._lock = (hidden / LOCK).open("wb")
                fcntl.flock(self._lock, fcntl.LOCK_EX)
                hidden.rename(folder)
            except BaseException:
                shutil.rmtree(hidden, ignore_errors=True)
                raise
            self._folder = folder
        return self._folder


def is_in_use(folder: Path) -> bool:
    """Return whether a server that lives has its workplace in *folder*."""
    return any(is_held(place) for place in _workplaces(folder))


def clear_the_dead(folder: Path) -> None:
    """Remove the workplaces in *folder* whose servers have ended."""
    for place in _workplaces(folder):
        if not is_held(place):
            shutil.rmtree(place, ignore_errors=True)


def is_held(place: Path) -> bool:
    """Return whether somebody holds the lock of the workplace *place*."""
    try:
        descriptor = os.open(place / LOCK, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def _workplaces(folder: Path) -> Iterator[Path]:
    return folder.glob(f"{PREFIX}*")
