"""Plain tables for a terminal, and CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Cell = Any


def table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a table with numbers to the right, and no trailing blanks."""
    cells = [[text(each) for each in row] for row in rows]
    numeric = [
        all(_is_number(row[at]) for row in cells) if cells else False for at in range(len(heads))
    ]
    widths = [
        max(len(head), *(len(row[at]) for row in cells), 1) if cells else len(head)
        for at, head in enumerate(heads)
    ]
    lines = [list(heads), ["-" * width for width in widths], *cells]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in lines
    )


def text(value: Cell) -> str:
    """Return *value* as a terminal shows it."""
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:,.3f}".rstrip("0").rstrip(".")
        case int():
            return f"{value:,}"
        case _:
            return " ".join(str(value).split())


def _is_number(cell: str) -> bool:
    return cell == "-" or cell.replace(",", "").replace(".", "", 1).lstrip("-").isdecimal()


def to_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return *rows*, which share their keys, as CSV with a line of heads."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
