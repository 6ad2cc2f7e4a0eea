"""What is carried of others is named with its licence, from what was really bundled."""

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
BUNDLE = ROOT / "static" / "dist"


def test_everything_that_is_bundled_brings_its_licence():
    text = (BUNDLE / "third-party-notices.txt").read_text("utf-8")
    named = dict(re.findall(r"^(\S+) (\d+\.\d+\.\d+) \((?:MIT|OFL-1\.1)\)$", text, re.MULTILINE))
    wanted = json.loads((ROOT / "static" / "package.json").read_text("utf-8"))
    pinned = wanted["dependencies"] | wanted["devDependencies"]
    fonts = [name for name in pinned if name.startswith("@fontsource")]
    carried = {name: pinned[name] for name in ("plotly.js-basic-dist-min", "svelte", *fonts)}
    assert named.items() >= carried.items()
    assert text.count("SIL OPEN FONT LICENSE Version 1.1") == len(fonts) == 3
    assert text.count("The above copyright notice and this permission notice") >= 2


def test_the_project_is_under_the_mit_license():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "MIT"
    assert set(project["license-files"]) == {"LICENSE", "static/dist/third-party-notices.txt"}
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert licence.startswith("MIT License\n\nCopyright (c) 2026 the mipviz authors\n")
