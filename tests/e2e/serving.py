"""A lab of its own, served as `mipviz` serves it, and a browser: for tests, pictures and bench."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

SWITCHES = ["--no-sandbox", "--disable-gpu", "--headless", "--disable-background-networking"]
WAIT_SECONDS = 40


@contextmanager
def served() -> Iterator[str]:
    """Serve the lab on a free port, with data of its own, and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen(
            [Path(sys.executable).with_name("mipviz")],
            env={
                **{name: value for name, value in os.environ.items() if name != "DISPLAY"},
                "PORT": str(port),
                "HOST": "127.0.0.1",
                "MIPVIZ_DATA": data,
            },
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"the lab did not start (exit code {server.poll()})")


def chromium() -> str:
    """Return the path of the system's Chromium; without it no page can be looked at."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise RuntimeError("Chromium is missing; on Debian: apt-get install chromium")


@contextmanager
def browsing() -> Iterator[Browser]:
    """Yield a headless Chromium."""
    with sync_playwright() as playwright:
        chosen = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)
        yield chosen
        chosen.close()
