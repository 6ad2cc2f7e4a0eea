"""Commands of many runs: comparisons, the draft's claims, sweeps and the bench."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulation.command.documents import loaded, option_id
from simulation.command.output import tell, write
from simulation.command.report import claims_text, compare_text
from simulation.experiments import compare as comparisons
from simulation.experiments import sweep as sweeps
from simulation.experiments.table import table, to_csv

if TYPE_CHECKING:
    import argparse


def compare(arguments: argparse.Namespace) -> None:
    """Run the same scenario under several options."""
    documents = _documents(arguments)
    comparison = comparisons.compare(documents, arguments.jobs)
    if arguments.html:
        from simulation.experiments.charts import page  # noqa: PLC0415 only this needs plotly

        write(arguments.html, page(comparison))
    tell(arguments.json, comparison, lambda: compare_text(comparison))


def _documents(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    names = _names(arguments)
    return [loaded(each, arguments) for each in names]


def _names(arguments: argparse.Namespace) -> list[str]:
    """Return the ids of the options that are named, each once."""
    return list(dict.fromkeys(option_id(each) for each in arguments.options))


def claims(arguments: argparse.Namespace) -> None:
    """Judge the draft's claims."""
    names = _names(arguments)
    from simulation.claims import judge  # noqa: PLC0415 long to load, and nothing else needs it

    rows = judge(names, arguments.jobs)
    tell(arguments.json, rows, lambda: claims_text(rows))


def sweep(arguments: argparse.Namespace) -> None:
    """Run a scenario over values of its parameters."""
    axes = [sweeps.axis(each) for each in arguments.over]
    first, parts = sweeps.part(arguments.part)
    documents = sweeps.grid(_documents(arguments), axes, arguments.seeds)[first - 1 :: parts]
    rows = list(sweeps.sweep(documents, axes, arguments.jobs))
    means = sweeps.means(rows, axes)
    if arguments.csv:
        write(arguments.csv, to_csv(rows))
    heads = list(means[0]) if means else ["option"]
    body = [list(row.values()) for row in means]
    scenario = (
        {key: value for key, value in documents[0].items() if key != "option"} if rows else {}
    )
    whole = {"scenario": scenario, "over": dict(axes), "rows": rows, "means": means}
    tell(arguments.json, whole, lambda: table(heads, body))


def bench(arguments: argparse.Namespace) -> None:
    """Measure speed, as ratios to limits of the same run."""
    # The one part that looks at the wall clock.
    from simulation.experiments.bench import measure, text  # noqa: PLC0415

    found = measure(option_id(arguments.option))
    tell(arguments.json, found, lambda: text(found))
