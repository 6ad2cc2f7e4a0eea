"""Where the templates and the built browser code lie, in a checkout and in an installed wheel."""

from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).resolve().parent.parent


def find_assets(package: Path = PACKAGE) -> tuple[Path, Path]:
    """Return the folders of the templates and of the built browser code, in this order.

    A wheel carries both in ``_assets`` inside *package*; in a checkout they stand beside it.
    The folders may be missing where the browser code was never built.
    """
    carried = package / "_assets"
    if carried.is_dir():
        return carried / "templates", carried / "dist"
    return package.parent / "templates", package.parent / "static" / "dist"


TEMPLATES, BUNDLE = find_assets()
