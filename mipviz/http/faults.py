"""What the surroundings of the server fail at, each with a code and a sentence of its own.

A full disk, a folder that may not be written or a damaged database is no fault of whoever asks
and none of the program's: it is told as what it is, and logged in one line without a traceback.
"""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
from pathlib import Path
from typing import Final

from mipviz.http.refusal import RefusalError

NO_SPACE: Final = "no-space"
ROOM: Final = "room on the server's disk, then another try"
SOON: Final = "another try in a moment"

Words = tuple[str, str, str]
"""Code, message and what would do, of a refusal."""
_NO_SPACE: Final = (NO_SPACE, "the server's disk is full", ROOM)
_NO_INODES: Final = (NO_SPACE, "the server's disk takes no more files", ROOM)
_READ_ONLY: Final = (
    "read-only", "the server may not write to its data folder", "a data folder that can be written"
)  # fmt: skip
_BROKEN_DISK: Final = ("broken-disk", "the server's disk fails", "a disk that reads and writes")
_BROKEN_DATABASE: Final = (
    "broken-database",
    "the server's database of links is damaged",
    "mipviz.sqlite3 in the data folder restored from a copy, or moved away",
)
_LOCKED: Final = ("busy", "another server uses the database of links", SOON)
_SCARCE: Final = ("busy", "the server has too much open at once", SOON)
_BY_NUMBER: Final = {
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: _NO_SPACE,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
    errno.EIO: _BROKEN_DISK,
    errno.EMFILE: _SCARCE,
    errno.ENFILE: _SCARCE,
    errno.ENOMEM: _SCARCE,
    errno.EAGAIN: _SCARCE,
}
_BY_WORDS: Final = (
    ("is full", _NO_SPACE),
    ("readonly", _READ_ONLY),
    ("locked", _LOCKED),
    ("unable to open", _READ_ONLY),
    ("disk i/o error", _BROKEN_DISK),
    ("not a database", _BROKEN_DATABASE),
    ("malformed", _BROKEN_DATABASE),
    ("no such table", _BROKEN_DATABASE),
    ("no such column", _BROKEN_DATABASE),
)
"""How SQLite says it; its own numbers are not kept by Django."""
log = logging.getLogger(__name__)


def refusal_for(error: BaseException, doing: str, folder: Path | None = None) -> RefusalError:
    """Return what to answer when *error* ended *doing*, and log it.

    *folder* is where data are kept; it is asked whether it can be written when the error does
    not say itself what failed.
    """
    found = surroundings(error, folder)
    if found is not None:
        log.warning("%s: %s", doing, found[1])
        return RefusalError(*found)
    log.error("%s", doing, exc_info=error)
    return RefusalError("failed", "the server failed; it is not your fault", "another try")


def surroundings(error: BaseException, folder: Path | None = None) -> Words | None:
    """Return what of the surroundings *error* tells of, or `None` if it is our own fault."""
    each: BaseException | None = error
    while each is not None:
        found = _of_system(each) if isinstance(each, OSError) else _of_database(each, folder)
        if found is not None:
            return found
        each = each.__cause__
    return None


def _of_system(error: OSError) -> Words | None:
    found = _BY_NUMBER.get(error.errno or 0)
    if found is _NO_SPACE and error.filename and _lacks_inodes(Path(os.fsdecode(error.filename))):
        return _NO_INODES
    return found


def _of_database(error: BaseException, folder: Path | None) -> Words | None:
    if not isinstance(error, sqlite3.Error):
        return None
    words = str(error).lower()
    found = next((told for part, told in _BY_WORDS if part in words), None)
    if found in (_READ_ONLY, _BROKEN_DISK) and folder is not None:
        failure = writing_fails(folder)
        return (_of_system(failure) if failure else None) or found
    return found


def _lacks_inodes(path: Path) -> bool:
    while not path.exists():
        path = path.parent
    found = os.statvfs(path)
    return found.f_files > 0 and found.f_favail == 0


def writing_fails(folder: Path) -> OSError | None:
    """Return why nothing can be written to *folder*, or `None` if it can."""
    probe = folder / f".probe-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        try:
            probe.write_bytes(bytes(4096))
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        return error
    return None
