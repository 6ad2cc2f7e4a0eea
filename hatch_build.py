"""Puts the templates, the built browser code and the lessons into the wheel.

They live beside the packages in a checkout, and under ``mipviz/_assets`` in an installed wheel;
``mipviz/installation/assets.py`` finds them in both places. An editable install takes the
checkout's own. The licences of what is bundled lie there too, gathered with the bundle.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface):
    """Adds the two folders to a wheel, and refuses to build one without browser code."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the folders to include; *version* is "standard" or "editable"."""
        if version == "editable":
            return
        bundle = Path(self.root, "static", "dist")
        for name in ("manifest.json", "third-party-notices.txt"):
            if not (bundle / name).is_file():
                raise FileNotFoundError(f"static/dist/{name} is missing: run `make install` first")
        build_data["force_include"][str(bundle)] = "mipviz/_assets/dist"
        build_data["force_include"][str(Path(self.root, "templates"))] = "mipviz/_assets/templates"
        build_data["force_include"][str(Path(self.root, "lessons"))] = "simulation/_lessons"
