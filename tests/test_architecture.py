"""The shape of the project, checked: mirrored tests, file sizes, lock files, arrows."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST = 500
WITHOUT_A_TEST_OF_THEIR_OWN = {
    "__init__.py": "re-exports; what they name is tested where it is written",
    "__main__.py": "one call, run by the command line's tests",
    "apps.py": "Django's registration, nothing to assert",
    "asgi.py": "one assembled object, run by every WebSocket test",
    "routing.py": "a table, run by every WebSocket test",
    "settings.py": "data, read by every web test",
    "urls.py": "a table, run by every web test",
}
TABLES = {
    Path("simulation/claims/sections"): "all of them are judged and read by the ledger's own tests",
    Path("simulation/scenario/parameters"): "every row is read by the tests of a parameter",
}
"""Rooms of rows, tested together."""
FORBIDDEN_NAMES = {"utils", "helpers", "manager", "base"}


def committed(*patterns: str) -> list[Path]:
    """Return the files of the work tree that git tracks or would track."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    names = sorted({name for name in listing.split("\0") if name})
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def test_every_source_has_a_test_of_the_same_name():
    missing = []
    for source in committed("simulation/*.py", "mipviz/*.py"):
        if source.name in WITHOUT_A_TEST_OF_THEIR_OWN or "migrations" in source.parts:
            continue
        if source.relative_to(ROOT).parent in TABLES:
            continue
        mirror = Path("tests") / source.relative_to(ROOT).with_name(f"test_{source.name}")
        if not (ROOT / mirror).is_file():
            missing.append(str(mirror))
    assert missing == []


def test_no_file_is_longer_than_one_thing_needs():
    long = {
        str(path.relative_to(ROOT)): length
        for path in committed("*.py", "*.ts", "*.js", "*.svelte", "*.css", "*.html", "*.lua")
        if "generated" not in path.parts
        and (length := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_no_file_is_named_after_nothing():
    named = [
        path
        for path in committed("simulation", "mipviz", "static/src")
        if path.name.split(".")[0] in FORBIDDEN_NAMES
    ]
    assert named == []


def test_python_lock_names_no_registry_and_pins_every_file():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert not re.search(r"https?://|file:|--index|--find-links", lock)
    requirements = re.split(r"\n(?=\S)", lock.strip())
    assert len(requirements) > 20
    for requirement in requirements:
        assert re.match(r"[a-z0-9-]+==\S+", requirement)
        assert "--hash=sha256:" in requirement


def test_browser_lock_names_no_registry_and_pins_every_package():
    packages = json.loads((ROOT / "static" / "package-lock.json").read_text("utf-8"))["packages"]
    assert len(packages) > 20
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert name == "" or "integrity" in package, name


def test_no_committed_file_names_a_registry_host():
    hosts = re.compile(r"https?://[^ \"]*(pypi|pythonhosted|npmjs|registry)")
    named = [
        path
        for path in committed("*.lock", "*.json", "*.toml", "*.txt", "*.md", "*.npmrc", "Makefile")
        if hosts.search(path.read_text("utf-8"))
    ]
    assert named == []


def test_arrows_between_modules_hold():
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("package", ["django", "channels", "msgspec", "plotly", "scapy"])
def test_the_simulation_imports_without_the_web(package: str):
    program = f"import sys; sys.modules[{package!r}] = None; import simulation"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
