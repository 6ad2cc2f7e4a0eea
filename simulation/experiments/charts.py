"""Charts of a comparison, as plotly figures: built here once, for the page, the lab and notebooks.

Plotly is imported when a chart is asked for, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from simulation.experiments.table import text
from simulation.metrics import HEADLINES, headline
from simulation.options import OPTIONS
from simulation.trace import ROLES

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Rows = Sequence[Mapping[str, Any]]

COLOURS: Final[Mapping[str, str]] = {
    "data": "#0a3a1e",
    "internal-mip": "#1a80e8",
    "ipsec": "#800364",
    "external-mip": "#cd6510",
    "nat-traversal": "#65570e",
    "access": "#757c84",
    "signalling": "#422ab0",
}
"""The hue of each role on light paper, safe for colour-blind eyes; hatches say the same again."""

_PATTERNS: Final[Mapping[str, str]] = {
    "data": ".",
    "internal-mip": "/",
    "ipsec": "+",
    "external-mip": "\\",
    "nat-traversal": "x",
    "access": "-",
    "signalling": "|",
}
"""Plotly's nearest to each role's hatch; other bars take them in turn."""
_OUTSIDE: Final = ("cellular", "hotspot", "hotel")


def charts(comparison: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the figures of *comparison* by name, each as plotly's JSON."""
    return {name: each.to_plotly_json() for name, each in figures(comparison["rows"]).items()}


def figures(rows: Rows) -> dict[str, Figure]:
    """Return the figures of *rows*, each of which has `option` and `metrics`, by name."""
    return {
        "gaps": _gaps(rows),
        "overhead": _overhead(rows),
        "signalling": _signalling(rows),
        "delay": _delay(rows),
    }


def page(comparison: Mapping[str, Any]) -> str:
    """Return a page with tables and charts that needs nothing but itself."""
    from plotly.io import to_html  # noqa: PLC0415 an optional part

    parts = []
    for number, figure in enumerate(figures(comparison["rows"]).values()):
        parts.append(to_html(figure, full_html=False, include_plotlyjs=number == 0))
    scenario = comparison["scenario"]
    title = f"{scenario['title']}, seed {scenario['seed']}"
    return _PAGE.format(
        title=escape(title),
        table=_table(comparison["rows"]),
        outcomes=_outcomes(comparison["rows"]),
        charts="\n".join(f"<section>{part}</section>" for part in parts),
    )


_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - mipviz</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem;
  color: #1d232b; background: #faf8f3; }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; }}
th, td {{ padding: .25rem .75rem; border-bottom: 1px solid #d9d4c7; text-align: right; }}
th:first-child, td:first-child {{ text-align: left; white-space: nowrap; }}
code {{ font-size: .8em; overflow-wrap: anywhere; }}
</style>
</head>
<body>
<h1>{title}</h1>
{table}
{charts}
<h2>Outcomes</h2>
{outcomes}
</body>
</html>
"""


def _table(rows: Rows) -> str:
    found = [headline(row["metrics"]) for row in rows]
    heads = "".join(
        f'<th scope="col">{escape(row["option"])} {escape(OPTIONS[row["option"]].title)}</th>'
        for row in rows
    )
    body = "".join(
        f'<tr><th scope="row" title="{escape(each.text)}">{escape(each.title)}'
        f"{escape(f', {each.unit}' if each.unit != '1' else '')}</th>"
        + "".join(f"<td>{escape(text(values[each.key]))}</td>" for values in found)
        + "</tr>"
        for each in HEADLINES
    )
    return (
        f'<table><thead><tr><th scope="col"></th>{heads}</tr></thead><tbody>{body}</tbody></table>'
    )


def _outcomes(rows: Rows) -> str:
    return "".join(
        f"<p><strong>{escape(row['option'])}</strong> {escape(row['outcome']['text'])} "
        f"<code>{escape(row['fingerprint'])}</code></p>"
        for row in rows
    )


# -- charts ------------------------------------------------------------------------------------


def _figure(title: str, unit: str) -> Figure:
    from plotly.graph_objects import Figure  # noqa: PLC0415 an optional part

    return Figure(
        layout={
            "title": {"text": title},
            "xaxis": {"title": {"text": "option"}, "type": "category"},
            "yaxis": {"title": {"text": unit}, "rangemode": "tozero"},
            "template": "plotly_white",
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "legend": {"orientation": "h", "y": -0.25},
        }
    )


def _gaps(rows: Rows) -> Figure:
    """Return bars of the longer of the two gaps, one group per option, one bar per move.

    A gap that did not end before the next move is the tallest bar, and says so.
    """
    figure = _figure("Gap without data", "ms")
    moves: dict[str, dict[str, _Gap]] = {}
    for row in rows:
        for number, move in enumerate(row["metrics"]["handovers"], 1):
            moves.setdefault(f"{number}. {move['label']}", {})[row["option"]] = _gap(move)
    options = [row["option"] for row in rows]
    tallest = max([1.0, *(gap.ms for gaps in moves.values() for gap in gaps.values())])
    for number, (name, gaps) in enumerate(moves.items()):
        shown = [gaps.get(option, _NO_GAP) for option in options]
        figure.add_bar(
            name=name, x=options,
            y=[each.ms if each.ended else tallest * _ABOVE for each in shown],
            text=["" if each.ended else "never" for each in shown], textposition="outside",
            customdata=[each.words for each in shown], hovertemplate="%{customdata}",
            marker={"pattern": {"shape": _pattern(number)}},
        )  # fmt: skip
    figure.update_layout(barmode="group")
    return figure


class _Gap(NamedTuple):
    """The longer of a move's gaps, in ms, and whether all of them ended before the next move."""

    ms: float
    ended: bool

    @property
    def words(self) -> str:
        told = f"{self.ms:,.0f} ms"
        return told if self.ended else f"{told} until the next move or the end: not over by then"


_NO_GAP: Final = _Gap(0.0, ended=True)
_ABOVE: Final = 1.1
"""By how much the bar of a gap that did not end stands above the longest one."""


def _gap(move: Mapping[str, Any]) -> _Gap:
    gaps = [way["gap_ms"]["value"] or 0.0 for way in move["directions"]]
    ended = all(way["resumed"] for way in move["directions"])
    return _Gap(max(gaps, default=0.0), ended)


def _pattern(number: int) -> str:
    return list(_PATTERNS.values())[number % len(_PATTERNS)]


def _overhead(rows: Rows) -> Figure:
    """Return what surrounds a packet at the node when it is outside, by role of the layer."""
    figure = _figure("What surrounds a user's packet at the node outside", "octets")
    options = [row["option"] for row in rows]
    stacks = {row["option"]: _heaviest(row["metrics"]) for row in rows}
    for role, label in ROLES.items():
        octets = [stacks[option].get(role, 0) for option in options]
        if role != "data" and any(octets):
            shape = _PATTERNS[role]
            figure.add_bar(
                name=label, x=options, y=octets,
                marker={"color": COLOURS[role], "pattern": {"shape": shape}},
            )  # fmt: skip
    figure.update_layout(barmode="stack")
    return figure


def _heaviest(metrics: Mapping[str, Any]) -> dict[str, int]:
    """Return octets by role of the stack with the most overhead at a mobile node outside."""
    at_node = [
        row for row in metrics["overhead"] if row["link"] in _OUTSIDE and row["at_mobile_node"]
    ]
    if not at_node:
        return {}
    heaviest = max(at_node, key=lambda row: row["overhead_max_octets"]["value"])
    octets: dict[str, int] = {}
    for layer in heaviest["stack"]:
        whole = layer["head_octets"] + layer["tail_octets"]
        octets[layer["role"]] = octets.get(layer["role"], 0) + whole
    return octets


def _signalling(rows: Rows) -> Figure:
    """Return signalling messages of all moves, stacked by protocol."""
    figure = _figure("Signalling messages of all moves", "messages")
    options = [row["option"] for row in rows]
    moves = [row["metrics"]["handovers"] for row in rows]
    known = [[move["mobile_ip_messages"]["value"] for move in each] for each in moves]
    ike = [[move["ike_messages"]["value"] for move in each] for each in moves]
    every = [[move["signalling_messages"]["value"] for move in each] for each in moves]
    others = [sum(a) - sum(b) - sum(c) for a, b, c in zip(every, known, ike, strict=True)]
    for label, counts, shape in (
        ("Mobile IP", [sum(each) for each in known], "/"),
        ("IKE", [sum(each) for each in ike], "x"),
        ("others", others, "."),
    ):
        figure.add_bar(name=label, x=options, y=counts, marker={"pattern": {"shape": shape}})
    figure.update_layout(barmode="stack")
    return figure


def _delay(rows: Rows) -> Figure:
    """Return mean one-way delays by places, beside the least that the links allow."""
    figure = _figure("One-way delay, and the least that the links allow", "ms")
    figure.update_layout(barmode="group")
    options = [row["option"] for row in rows]
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        for path in row["metrics"]["paths"]:
            found.setdefault(path["label"], {})[row["option"]] = path
    for number, (label, paths) in enumerate(found.items()):
        values = [_value(paths.get(option), "delay_mean_ms") for option in options]
        least = [_value(paths.get(option), "shortest_delay_ms") for option in options]
        figure.add_bar(
            name=label, x=options, y=values, customdata=least,
            marker={"pattern": {"shape": _pattern(number)}},
            hovertemplate="%{y:.1f} ms; least %{customdata:.1f} ms",
        )  # fmt: skip
    return figure


def _value(path: Mapping[str, Any] | None, key: str) -> float | None:
    return None if path is None else path[key]["value"]
