"""Serves the lab: a socket, a database up to date, and uvicorn until it is interrupted."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import socket
import sqlite3
import sys
import threading
import time
import webbrowser
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

import uvicorn

from mipviz.http.faults import surroundings
from mipviz.http.limits import FRAME_LIMIT_OCTETS
from mipviz.http.patience import PatientProtocol
from mipviz.installation import environment
from mipviz.installation.environment import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

BACKLOG: Final = 2_048
"""Connections that may wait to be accepted."""
TURN_SECONDS: Final = 30.0
"""How long a server waits for another one to have prepared the data folder."""


def serve(tell: Callable[[str], None]) -> None:
    """Migrate the database and serve the lab until interrupted; *tell* the address.

    Raises `SettingError` for surroundings in which the lab cannot be served.
    """
    host, port = environment.host(), environment.port()
    listening = listen(host, port)
    opening = threading.Timer(1.0, webbrowser.open, [address(host, port)])
    opening.daemon = True
    try:
        raise_file_limit()
        folder = environment.data_directory()
        with prepared(folder):
            migrate(folder)
        config = configuration()
        tell(f"mipviz serves the lab on {address(host, port)} (Ctrl-C ends it)")
        if has_browser():
            opening.start()
        signal.signal(signal.SIGINT, signal.default_int_handler)  # uvicorn raises it at the end
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        opening.cancel()
        listening.close()


def configuration() -> uvicorn.Config:
    """Return how uvicorn serves: patient with nobody, silent about what clients do."""
    return uvicorn.Config(
        "mipviz.site.asgi:application",
        http=PatientProtocol,
        log_level="error",
        proxy_headers=False,  # `Clients` reads them, of the proxies that are trusted
        ws_max_size=FRAME_LIMIT_OCTETS,
        ws_max_queue=16,
        server_header=False,
        timeout_graceful_shutdown=3,
    )


@contextmanager
def prepared(folder: Path) -> Iterator[None]:
    """Have *folder* for oneself while it is prepared: two servers may start in the same second.

    Raises `SettingError` if another server does not come to an end with it, or if nothing can be
    written there.
    """
    try:
        with (folder / "start.lock").open("ab") as lock:
            _take(lock.fileno(), folder)
            yield
    except (OSError, sqlite3.Error) as error:
        raise unusable(folder, error) from error


def _take(lock: int, folder: Path) -> None:
    until = time.monotonic() + TURN_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise SettingError(
                    f"MIPVIZ_DATA: {folder} is in use by another server that is starting; "
                    "accepted: another try, or a folder of its own"
                ) from None
            time.sleep(0.05)
        else:
            return


def migrate(folder: Path) -> None:
    """Bring the database in *folder* up to date, silently; raises `SettingError` if that fails."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mipviz.site.settings")
    import django  # noqa: PLC0415 - needs the line above
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import DatabaseError  # noqa: PLC0415

    django.setup()
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise unusable(folder, error) from error


def unusable(folder: Path, error: BaseException) -> SettingError:
    """Return what to say about a data folder that failed with *error*."""
    told = surroundings(error, folder)
    what, accepted = told[1:] if told else (str(error), "a writable folder")
    return SettingError(f"MIPVIZ_DATA: {folder}: {what}; accepted: {accepted}")


def raise_file_limit() -> None:
    """Let as many files be open as the system allows: each connection is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # some systems name a limit that they do not grant
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; raises `SettingError` if it cannot be had.

    It listens from now on: of two servers that start in the same second one is refused here.
    """
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise SettingError(
            f"HOST: {host[:80]!r} is no address here; accepted: 127.0.0.1, 0.0.0.0 or a name"
        ) from error
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6 and environment.is_wildcard(host):
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listening.bind(where)
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise SettingError(
            f"PORT: {port} on {host} cannot be had ({error.strerror}); "
            "accepted: a free one, as in PORT=8001 mipviz"
        ) from error
    return listening


def address(host: str, port: int) -> str:
    """Return the address to open in a browser on this machine."""
    name = f"[{host}]" if ":" in host else host
    if environment.is_wildcard(host):
        name = "[::1]" if ":" in host else "127.0.0.1"
    return f"http://{name}:{port}/"


def has_browser(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether somebody sits in front of this machine's browser.

    MIPVIZ_BROWSER=0 says no.
    """
    if environ.get("MIPVIZ_BROWSER") == "0" or environ.get("CI") or not sys.stdout.isatty():
        return False
    if sys.platform.startswith("linux") and not (
        environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    ):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True
