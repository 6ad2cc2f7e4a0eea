"""The command line: every view of a run that needs no browser.

Exit codes: 0 done, 2 bad input (one line on standard error), 3 the output takes nothing more,
1 our fault.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from simulation import read_scenario, simulate
from simulation.capture import write_pcapng, write_wireshark_directory
from simulation.command import experiments, lesson, link, listing, search
from simulation.command.actions import FORM
from simulation.command.documents import loaded
from simulation.command.link import Lab
from simulation.command.output import (
    STANDARD_OUTPUT,
    InputError,
    OutputError,
    printed,
    tell,
    write,
    writing,
)
from simulation.command.report import figures, run_document, run_text
from simulation.errors import ScenarioError
from simulation.experiments.table import to_csv
from simulation.metrics import summary
from simulation.scenario import forecast_events
from simulation.trace import ENGINE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from _typeshed import SupportsWrite


MESSAGE_LIMIT: Final = 400
"""Characters of a complaint of the argument parser, which quotes whatever was given."""


WORTH_TELLING: Final = 200_000
"""Events that take long enough for somebody at a terminal to wonder."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message[:MESSAGE_LIMIT]}; accepted: see {self.prog} --help")

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """Print help or version; unlike its model without hiding that the output fails."""
        print(message, end="", file=file)


def main(argv: Sequence[str] | None = None, lab: Lab | None = None) -> int:
    """Run one command and return the exit code; links are for *lab*."""
    try:
        with printed():
            arguments = _parser().parse_args(argv)
            arguments.lab = lab or Lab()
            command: Callable[[argparse.Namespace], None] = arguments.command
            command(arguments)
    except (InputError, ScenarioError) as error:
        print(f"mipviz: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except OutputError as error:
        print(f"mipviz: standard output: {error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("MIPVIZ_TRACEBACK"):
            raise
        what = f"{type(error).__name__}: {' '.join(str(error).split())}"
        print(
            f"mipviz: our own fault: {what}; set MIPVIZ_TRACEBACK=1 to see where", file=sys.stderr
        )
        return 1
    return 0


# -- what is accepted --------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="mipviz", description="Mobile IPv4 across IPsec gateways, simulated.")
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)

    options = _command(commands, "options", listing.options, "list the options")
    _json(options)
    scenarios = _command(commands, "scenarios", listing.scenarios, "list the presets, or print one")
    scenarios.add_argument("scenario", nargs="?", metavar="SLUG", help="a preset's slug, or a file")
    scenarios.add_argument("--keys", action="store_true", help="list the parameters instead")
    scenarios.add_argument("--actions", action="store_true", help="list the actions instead")
    _json(scenarios)

    _run_parser(commands)
    linking = _command(commands, "link", _link, "save a link to a scenario, or print its address")
    linking.add_argument("option", metavar="OPTION", help="id or slug")
    linking.add_argument("scenario", metavar="SCENARIO", help="a preset's slug, or a JSON file")
    linking.add_argument("--address", action="store_true", help="the address that stores nothing")
    _settings(linking)
    _json(linking)

    _compare_parser(commands)
    claims = _command(
        commands, "claims", experiments.claims, "judge the draft's claims by running evidence"
    )
    claims.add_argument("options", nargs="*", metavar="OPTION", help="ids or slugs; default: all")
    claims.add_argument("--jobs", type=_jobs, metavar="N", help="processes; default: one per core")
    _json(claims)

    _lesson_parser(commands)
    _search_parser(commands)
    _sweep_parser(commands)
    bench = _command(
        commands, "bench", experiments.bench, "speed, as ratios to limits of the same run"
    )
    bench.add_argument("--option", default="1.1", help="option whose presets are timed")
    _json(bench)
    return parser


def _compare_parser(commands: Any) -> None:  # noqa: ANN401 argparse keeps its type to itself
    compare = _command(
        commands, "compare", experiments.compare, "the same scenario under several options"
    )
    compare.add_argument("options", nargs="+", metavar="OPTION", help="ids or slugs")
    compare.add_argument("--scenario", required=True, metavar="S", help="a preset, or a JSON file")
    _settings(compare)
    _json(compare)
    compare.add_argument("--html", metavar="F", help="write a page with tables and charts")
    compare.add_argument("--jobs", type=_jobs, metavar="N", help="processes; default: one per core")


def _lesson_parser(commands: Any) -> None:  # noqa: ANN401 argparse keeps its type to itself
    parser: argparse.ArgumentParser = commands.add_parser("lesson", help="lessons: list or check")
    parts = parser.add_subparsers(metavar="WHAT", required=True, parser_class=_Parser)
    listed = _command(parts, "list", lesson.listed, "list the lessons, or those of a folder")
    listed.add_argument("folder", nargs="?", metavar="DIR", help="a folder with lessons")
    checked = _command(parts, "check", lesson.checked, "say what is wrong with lessons, and where")
    checked.add_argument("files", nargs="+", metavar="FILE", help="a lesson's Markdown file")
    for each in (listed, checked):
        _json(each)


def _run_parser(commands: Any) -> None:  # noqa: ANN401 argparse keeps its type to itself
    run = _command(commands, "run", _run, "simulate one scenario under one option")
    run.add_argument("option", metavar="OPTION", help="id or slug")
    run.add_argument("scenario", metavar="SCENARIO", help="a preset's slug, or a JSON file")
    _settings(run)
    _json(run)
    run.add_argument("--pcapng", metavar="F", help="write every frame of every link")
    run.add_argument("--wireshark", metavar="DIR", help="write a Wireshark directory with the keys")
    run.add_argument("--csv", metavar="F", help="write every figure as a row")


def _search_parser(commands: Any) -> None:  # noqa: ANN401 argparse keeps its type to itself
    searching = _command(commands, "search", _search, "events of a run that a filter matches")
    searching.add_argument("option", metavar="OPTION", help="id or slug")
    searching.add_argument("scenario", metavar="SCENARIO", help="a preset's slug, or a JSON file")
    searching.add_argument("filter", metavar="FILTER", help="such as 'mip.request and node == mn'")
    _settings(searching)
    _json(searching)


def _sweep_parser(commands: Any) -> None:  # noqa: ANN401 argparse keeps its type to itself
    sweep = _command(commands, "sweep", experiments.sweep, "many runs over values of parameters")
    sweep.add_argument("options", nargs="+", metavar="OPTION", help="ids or slugs")
    sweep.add_argument("--scenario", required=True, metavar="S", help="a preset, or a JSON file")
    sweep.add_argument(
        "--over", action="append", default=[], metavar="KEY=V1,V2,...",
        help="values of a parameter; given several times, every combination",
    )  # fmt: skip
    sweep.add_argument(
        "--seeds", type=_seeds, default=1, metavar="N", help="runs with different seeds"
    )
    sweep.add_argument("--jobs", type=_jobs, metavar="N", help="processes; default: one per core")
    sweep.add_argument(
        "--part", default="1/1", metavar="I/N",
        help="only the I-th of N parts of the runs, for a cluster: the parts' CSV files add up",
    )  # fmt: skip
    _settings(sweep)
    _json(sweep)
    sweep.add_argument("--csv", metavar="F", help="write one row per run")


def _jobs(text: str) -> int:
    return _count("--jobs", text)


def _seeds(text: str) -> int:
    return _count("--seeds", text)


def _count(name: str, text: str) -> int:
    """Read how many of something; the length is looked at before the number."""
    if text.isascii() and text.isdecimal() and len(text) <= 6 and int(text) > 0:
        return int(text)
    raise InputError(f"{name}: {text[:40]} is not accepted; accepted: 1 to 999999")


def _version() -> str:
    """Return the versions of the program and of its engine, by which traces are compared."""
    try:
        program = version("mipviz")
    except PackageNotFoundError:  # run from a folder, without being installed
        program = "not installed"
    return f"mipviz {program}, engine {ENGINE}"


def _command(
    commands: Any,  # noqa: ANN401 argparse keeps its type to itself
    name: str,
    act: Callable[[argparse.Namespace], None],
    words: str,
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(command=act)
    return parser


def _settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", dest="settings",
        help="a parameter; `scenarios --keys` lists them",
    )  # fmt: skip
    parser.add_argument("--seed", metavar="N", help="default: the scenario's, 1 in presets")
    parser.add_argument(
        "--act", action="append", default=[], metavar="ACTION", dest="actions",
        help=f"one action more: {FORM}; `scenarios --actions` lists them",
    )  # fmt: skip


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--json", nargs="?", const=STANDARD_OUTPUT, metavar="F",
        help="write JSON to F; to standard output, and nothing else there, without F or with -",
    )  # fmt: skip


# -- commands ----------------------------------------------------------------------------------


def _run(arguments: argparse.Namespace) -> None:
    document = loaded(arguments.option, arguments)
    scenario = read_scenario(document)
    if (expected := forecast_events(scenario)) > WORTH_TELLING:
        print(f"mipviz: about {expected:,} events are forecast", file=sys.stderr)
    trace = simulate(scenario)
    found = summary(trace)
    if arguments.pcapng:
        with writing(arguments.pcapng), Path(arguments.pcapng).open("wb") as stream:
            write_pcapng(trace, stream)
    if arguments.wireshark:
        with writing(arguments.wireshark):
            write_wireshark_directory(trace, Path(arguments.wireshark))
    if arguments.csv:
        write(arguments.csv, to_csv(figures(found["metrics"])))
    whole = run_document(trace, found, document) if arguments.json else {}
    tell(
        arguments.json,
        whole,
        lambda: f"{run_text(trace, found, document)}\n\nfingerprint: {trace.fingerprint()}",
    )


def _search(arguments: argparse.Namespace) -> None:
    expression = search.read(arguments.filter)
    trace = simulate(read_scenario(loaded(arguments.option, arguments)))
    rows = search.found(trace, expression)
    tell(arguments.json, rows, lambda: search.text(rows))


def _link(arguments: argparse.Namespace) -> None:
    document = loaded(arguments.option, arguments)
    make = link.address if arguments.address else link.saved
    row = make(document, arguments.lab)
    tell(arguments.json, row, lambda: str(row["url"]))
