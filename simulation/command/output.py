"""What the command line writes: to standard output, which may be full or closed, and to files."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STANDARD_OUTPUT: Final = "-"


class InputError(Exception):
    """Something that the user must change; the message is one line."""


class OutputError(Exception):
    """Standard output that takes nothing; the message is one line."""


@contextmanager
def printed() -> Iterator[None]:
    """See to it that what is printed arrives; raise `OutputError` where it cannot."""
    if sys.stdout is None:
        raise OutputError("it is closed; accepted: one that is open")
    try:
        try:
            yield
        finally:  # also after --help, which ends with SystemExit
            sys.stdout.flush()
    except BrokenPipeError:
        _write_no_more()  # whoever read our output has seen enough
    except OSError as error:
        if error.filename is not None:
            raise
        _write_no_more()
        why = error.strerror or str(error)
        raise OutputError(f"{why}; accepted: one that takes what is written") from error


def _write_no_more() -> None:
    """Let what is still to be written go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(where: str | None, document: object, words: Callable[[], str]) -> None:
    """Write *document* as JSON where `--json` says, and *words* unless that is the output."""
    if where == STANDARD_OUTPUT:
        print(_encoded(document))
        return
    if where is not None:
        write(where, _encoded(document) + "\n")
    print(words())


def _encoded(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def write(where: str, text: str) -> None:
    """Write *text* to the file *where*; raise `InputError` if that cannot be."""
    with writing(where):
        Path(where).write_text(text, "utf-8")


@contextmanager
def writing(where: str) -> Iterator[None]:
    """Turn a failure to write into bad input: the path was the user's."""
    if where == STANDARD_OUTPUT:
        raise InputError("-: only --json writes to standard output; accepted: a path")
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(
            f"{where}: cannot be written ({why}); accepted: a path that may be written"
        ) from error
