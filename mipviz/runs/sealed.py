"""Files that are kept, and checked before they are believed: a length and a digest for each.

What is kept is a cache.  Power fails, disks fill up and people tidy up; whatever is not exactly
what was written counts as not there.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SEAL: Final = "seal"
Signature = tuple[tuple[int, int, int], ...]
"""Inode, length and time of change of each file: whether somebody was there since."""


class DamagedError(Exception):
    """Something that was kept is not what was written."""


def write(path: Path, octets: bytes) -> None:
    """Write a file that others see whole or not at all, and that outlives a loss of power."""
    part = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    try:
        with part.open("wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    settle(path.parent)


def settle(path: Path) -> None:
    """See to it that *path*, a file or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def seal(folder: Path, names: Sequence[str], into: str = SEAL) -> None:
    """Write lengths and digests of the files *names*; only now do they count as kept."""
    for name in names:
        settle(folder / name)
    told = {name: _measured((folder / name).read_bytes()) for name in names}
    octets = msgspec.json.encode(told)
    write(folder / into, octets + b"\n" + hashlib.sha256(octets).hexdigest().encode())


def keep(path: Path, octets: bytes) -> None:
    """Write *octets* and a seal of their own beside them."""
    write(path, octets)
    seal(path.parent, [path.name], _own_seal(path))


def is_kept(path: Path) -> bool:
    """Return whether the file at *path* is what `keep` wrote; what is not is removed."""
    try:
        Sealed(path.parent, _own_seal(path)).read(path.name)
    except DamagedError:
        path.unlink(missing_ok=True)
        return False
    return True


class Sealed:
    """The files that one seal covers; raises `DamagedError` if the seal itself is none."""

    def __init__(self, folder: Path, name: str = SEAL) -> None:
        self._folder = folder
        self._files = _read_seal(folder / name)
        self._names = [*self._files, name]

    def read(self, name: str) -> bytes:
        """Return the file *name*; raises `DamagedError` if it is not what was sealed."""
        try:
            octets = (self._folder / name).read_bytes()
        except FileNotFoundError as error:
            raise DamagedError(f"{name} is missing") from error
        if self._files.get(name) != _measured(octets):
            raise DamagedError(f"{name} is not what was written")
        return octets

    def check(self) -> Signature:
        """Read every file; return their signature, by which a later change is noticed."""
        before = signature(self._folder, self._names)
        for name in self._files:
            self.read(name)
        return before

    @property
    def names(self) -> list[str]:
        """Names of the files and of the seal itself."""
        return self._names


def signature(folder: Path, names: Sequence[str]) -> Signature:
    """Return what changes when somebody writes to the files *names*."""
    try:
        stats = [(folder / name).stat() for name in names]
    except FileNotFoundError as error:
        raise DamagedError(f"{error.filename} is missing") from error
    return tuple((each.st_ino, each.st_size, each.st_mtime_ns) for each in stats)


def _own_seal(path: Path) -> str:
    return f"{path.name}.{SEAL}"


def _read_seal(path: Path) -> dict[str, tuple[int, str]]:
    try:
        octets, _, digest = path.read_bytes().rpartition(b"\n")
    except FileNotFoundError as error:
        raise DamagedError("there is no seal") from error
    if hashlib.sha256(octets).hexdigest().encode() != digest:
        raise DamagedError("the seal is not what was written")
    return msgspec.json.decode(octets, type=dict[str, tuple[int, str]])


def _measured(octets: bytes) -> tuple[int, str]:
    return len(octets), hashlib.sha256(octets).hexdigest()
