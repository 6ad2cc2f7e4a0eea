"""The console script: `mipviz` alone serves the lab, with arguments it is the simulation's own."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulation.command import Lab


def main(arguments: list[str] | None = None) -> int:
    """Serve the lab, or run the command that *arguments* name; return the exit code.

    While modules are imported Ctrl-C ends the process as it ends any other: Python's own
    exception would come up in the middle of somebody else's module, as a traceback.
    """
    import signal  # noqa: PLC0415 - nothing is imported before Ctrl-C is heard

    heard_before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    given = sys.argv[1:] if arguments is None else arguments
    try:
        if not given:
            return _serve()
        if given[0] == "--lessons":
            return _serve_lessons(given[1:])
        from simulation.command import main as command  # noqa: PLC0415 - the lab needs it not

        signal.signal(signal.SIGINT, signal.default_int_handler)
        return command(given, _lab()) if given[0] == "link" else command(given)
    except KeyboardInterrupt:
        return 130 if given else 0
    finally:
        signal.signal(signal.SIGINT, heard_before)


def _serve_lessons(named: list[str]) -> int:
    """Serve the lab with the lessons of a folder of one's own."""
    if len(named) != 1:
        print("--lessons: one folder is wanted; accepted: mipviz --lessons DIR", file=sys.stderr)
        return 2
    os.environ["MIPVIZ_LESSONS"] = named[0]
    return _serve()


def _lab() -> Lab:
    """Return the lab that a link of the command line is for."""
    from mipviz.site.keeping import lab  # noqa: PLC0415 - see above

    return lab()


def _serve() -> int:
    _open_standard_streams()
    from mipviz.installation.environment import SettingError  # noqa: PLC0415 - see above

    try:
        from mipviz.site.serving import serve  # noqa: PLC0415 - see above

        serve(_tell)
    except SettingError as refusal:
        print(refusal, file=sys.stderr)
        return 2
    return 0


def _tell(line: str) -> None:
    """Print *line* for whoever reads along; that nobody can is no reason not to serve."""
    try:
        print(line, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_standard_streams() -> None:
    """See to it that descriptors 0 to 2 are taken: else a socket gets one, and logs go into it."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(descriptor, True)  # noqa: FBT003 - positional only
        if descriptor == 1:
            sys.stdout = os.fdopen(1, "w")
        elif descriptor == 2:
            sys.stderr = os.fdopen(2, "w")
    os.close(descriptor)
