"""The script that fetches Chromium and tshark, among programs that only note their calls."""

import os
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).with_name("system-packages")


def run(tmp_path: Path, *, installed: set[str], user: int, apt: int = 0):
    """Run the script where only *installed* exist; return its result and the calls made."""
    calls = tmp_path / "calls"
    calls.touch()
    programs = dict.fromkeys(installed, "exit 0") | {"id": f"echo {user}"}
    programs |= {
        name: f'echo "{name} $*" >>"{calls}"; exit {apt if name == "apt-get" else 0}'
        for name in ("apt-get", "debconf-set-selections")
    }
    programs["env"] = 'shift; exec "$@"'
    for name, body in programs.items():
        (tmp_path / name).write_text(f"#!/bin/bash\n{body}\n", "utf-8")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "bash").symlink_to("/bin/bash")
    result = subprocess.run(
        ["/bin/bash", SCRIPT],
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    return result, calls.read_text("utf-8").splitlines()


def test_nothing_is_called_where_nothing_is_missing(tmp_path: Path):
    result, calls = run(tmp_path, installed={"chromium", "tshark"}, user=1000)
    assert (result.returncode, calls, result.stderr) == (0, [], "")


def test_root_installs_only_what_is_missing(tmp_path: Path):
    result, calls = run(tmp_path, installed={"chromium"}, user=0)
    assert result.returncode == 0, result.stderr
    assert calls[-1] == "apt-get install -q -y --no-install-recommends tshark"


def test_a_user_without_rights_is_told_what_to_install(tmp_path: Path):
    result, calls = run(tmp_path, installed={"tshark"}, user=1000)
    assert (result.returncode, calls) == (1, [])
    assert "apt-get install chromium" in result.stderr


def test_a_failed_installation_names_the_packages(tmp_path: Path):
    result, _ = run(tmp_path, installed=set(), user=0, apt=100)
    assert result.returncode == 1
    assert "apt-get install chromium tshark" in result.stderr
