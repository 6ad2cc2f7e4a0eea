"""Take the pictures of the README from the running lab, in headless Chromium."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
QUERY = "option=1.1&scenario=leave-colocated&seed=1&t=12330000000&packet=1081&lens=internet"
PICTURES = {"lab-light.png": "light", "lab-dark.png": "dark"}
PATIENCE_S = 60


@contextlib.contextmanager
def lab() -> Iterator[str]:
    """Serve the lab on a free port, with data of its own, and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "PORT": str(port), "MIPVIZ_DATA": data, "MIPVIZ_BROWSER": "0"}
        command = [str(Path(sys.executable).with_name("mipviz"))]
        with subprocess.Popen(command, env=environment) as server:
            try:
                _wait_for(port)
                yield f"http://127.0.0.1:{port}/"
            finally:
                server.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    raise SystemExit(f"the lab did not answer within {PATIENCE_S} s")


def main() -> None:
    """Write the pictures beside this file."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with lab() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for name, scheme in PICTURES.items():
            page = browser.new_page(
                viewport={"width": 1440, "height": 900},
                color_scheme="dark" if scheme == "dark" else "light",
            )
            page.goto(f"{address}?{QUERY}")
            page.wait_for_selector("#lab canvas")
            page.wait_for_timeout(5000)
            page.screenshot(path=HERE / name)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
