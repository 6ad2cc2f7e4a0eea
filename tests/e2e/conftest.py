"""A lab of its own, served as `mipviz` serves it, and a browser in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

SWITCHES = ["--no-sandbox", "--disable-gpu", "--headless", "--disable-background-networking"]
WAIT_SECONDS = 40
WAIT_MS = 20_000


def chromium() -> str:
    """Return the path of the system's Chromium; skip nothing: without it these tests fail."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise RuntimeError("Chromium is missing; on Debian: apt-get install chromium")


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the lab on a free port and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = tmp_path_factory.mktemp("data")
    server = subprocess.Popen(
        [Path(sys.executable).with_name("mipviz")],
        env={
            **{name: value for name, value in os.environ.items() if name != "DISPLAY"},
            "PORT": str(port),
            "HOST": "127.0.0.1",
            "MIPVIZ_DATA": str(data),
        },
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, server)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return when the lab answers."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"the lab did not start (exit code {server.poll()})")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a headless Chromium."""
    with sync_playwright() as playwright:
        chosen = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)
        yield chosen
        chosen.close()


@pytest.fixture
def faults() -> list[str]:
    """Collect what the page complained about; `page` asserts that it is nothing."""
    return []


@pytest.fixture
def page(browser: Browser, faults: list[str]) -> Iterator[Page]:
    """Give a page that must not throw or log an error."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    fresh = context.new_page()
    watch(fresh, faults)
    yield fresh
    context.close()
    assert faults == []


def watch(page: Page, faults: list[str]) -> None:
    """Note every exception and error message of *page* in *faults*."""
    page.set_default_timeout(WAIT_MS)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda message: faults.append(message.text) if message.type == "error" else None,
    )
