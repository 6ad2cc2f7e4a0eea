"""The wheel, built from this checkout and installed where nothing else is."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest

pytestmark = pytest.mark.full

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel; return its path."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def pins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a constraints file: the lock's versions without the hashes, which a wheel has not."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    versions = re.findall(r"^([a-z0-9-]+==[^\s;]+)", lock, re.MULTILINE)
    path = tmp_path_factory.mktemp("pins") / "constraints.txt"
    path.write_text("\n".join(versions), "utf-8")
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Return the folder of programs of a new, empty environment."""
    venv.create(tmp_path / "venv", with_pip=True)
    return tmp_path / "venv" / "bin"


def install(programs: Path, *what: str | Path) -> None:
    """Install with the environment's own pip."""
    command = [programs / "pip", "--disable-pip-version-check", "install", "--quiet", *what]
    subprocess.run(command, check=True)


def environment(programs: Path, **more: str) -> dict[str, str]:
    """Return the surroundings of somebody who has only this environment: no Node, no checkout."""
    return {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(programs.parent), **more}


def test_it_carries_templates_and_browser_code(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    templates = {
        path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.html")
    }
    assert templates
    assert {f"mipviz/_assets/templates/{path.as_posix()}" for path in templates} <= names
    assert "mipviz/_assets/dist/manifest.json" in names
    licences = {name.partition(".dist-info/licenses/")[2] for name in names}
    assert {"LICENSE", "static/dist/third-party-notices.txt"} <= licences
    assert not any("node_modules" in name or name.startswith("tests/") for name in names)


def test_the_simulation_needs_simpy_and_cryptography_alone(wheel: Path, pins: Path, empty: Path):
    install(empty, "--no-deps", wheel)
    install(empty, "-c", pins, "simpy", "cryptography")
    result = subprocess.run(
        [empty / "python", "-m", "simulation", "run", "1.1", "leave-colocated"],
        cwd=empty.parent,
        env=environment(empty),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert re.search(r"^fingerprint: [0-9a-f]{64}$", result.stdout, re.MULTILINE)


@pytest.fixture
def served(wheel: Path, pins: Path, empty: Path) -> Iterator[str]:
    """Serve the lab from the installed wheel; yield its address."""
    install(empty, "-c", pins, wheel)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [empty / "mipviz"],
        cwd=empty.parent,
        env=environment(empty, HOST="127.0.0.1", PORT=str(port), BROWSER=os.devnull),
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return as soon as the server answers; fail when it ended or takes too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, f"the server ended with {server.returncode}"
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"no answer from {address} within {PATIENCE_SECONDS} s")


def test_it_serves_the_lab_without_node(served: str):
    with urllib.request.urlopen(served, timeout=PATIENCE_SECONDS) as answer:
        page = answer.read().decode()
    scripts = re.findall(r'<script[^>]+src="([^"]+\.js)"', page)
    assert scripts
    for script in scripts:
        with urllib.request.urlopen(f"{served}{script}", timeout=PATIENCE_SECONDS) as answer:
            assert answer.status == 200
            assert "javascript" in answer.headers["Content-Type"]
