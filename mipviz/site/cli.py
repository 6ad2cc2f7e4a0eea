"""The console script: `mipviz` alone serves the lab, with arguments it is the simulation's own."""

from __future__ import annotations

import os
import socket
import sys
import threading
import webbrowser
from typing import TYPE_CHECKING

import uvicorn

from mipviz.http.limits import FRAME_LIMIT_OCTETS
from mipviz.installation import environment
from mipviz.installation.environment import SettingError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the lab, or run the command that *arguments* name; return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given:
        from simulation.command import main as command  # noqa: PLC0415 - the lab does not need it

        return command(given)
    try:
        return serve()
    except SettingError as refusal:
        print(refusal, file=sys.stderr)
        return 2


def serve() -> int:
    """Migrate the database and serve the lab until interrupted."""
    host, port = environment.host(), environment.port()
    listening = listen(host, port)
    migrate()
    url = address(host, port)
    print(f"mipviz serves the lab on {url} (Ctrl-C ends it)", flush=True)
    if has_browser():
        threading.Timer(1.0, webbrowser.open, [url]).start()
    config = uvicorn.Config(
        "mipviz.site.asgi:application",
        log_level="warning",
        ws_max_size=FRAME_LIMIT_OCTETS,
        ws_max_queue=16,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()
    return 0


def migrate() -> None:
    """Bring the database up to date, silently."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mipviz.site.settings")
    import django  # noqa: PLC0415 - needs the line above
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; raises `SettingError` if it cannot be had."""
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise SettingError(
            f"HOST: {host[:80]!r} is no address here; accepted: 127.0.0.1, 0.0.0.0 or a name"
        ) from error
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(where)
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
