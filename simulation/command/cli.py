"""The command line: every view of a run that needs no browser.

Exit codes: 0 done, 2 bad input (one line on standard error), 3 the output takes nothing more,
1 our fault.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from simulation import LINK_PARAMETERS, OPTIONS, PARAMETERS, PRESETS, read_scenario, simulate
from simulation.capture import write_pcapng, write_wireshark_directory
from simulation.command import lesson, link, search
from simulation.command.actions import FORM, form
from simulation.command.documents import load, option_id
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
from simulation.command.report import claims_text, compare_text, figures, run_document, run_text
from simulation.errors import ScenarioError
from simulation.experiments import compare as comparisons
from simulation.experiments import sweep as sweeps
from simulation.experiments.table import table, to_csv
from simulation.metrics import summary
from simulation.scenario import ACTIONS, forecast_events
from simulation.trace import ENGINE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from _typeshed import SupportsWrite

    from simulation.scenario import Parameter

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

    options = _command(commands, "options", _options, "list the options")
    _json(options)
    scenarios = _command(commands, "scenarios", _scenarios, "list the presets, or print one")
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

    compare = _command(commands, "compare", _compare, "the same scenario under several options")
    compare.add_argument("options", nargs="+", metavar="OPTION", help="ids or slugs")
    compare.add_argument("--scenario", required=True, metavar="S", help="a preset, or a JSON file")
    _settings(compare)
    _json(compare)
    compare.add_argument("--html", metavar="F", help="write a page with tables and charts")
    compare.add_argument("--jobs", type=_jobs, metavar="N", help="processes; default: one per core")

    claims = _command(commands, "claims", _claims, "judge the draft's claims by running evidence")
    claims.add_argument("options", nargs="*", metavar="OPTION", help="ids or slugs; default: all")
    claims.add_argument("--jobs", type=_jobs, metavar="N", help="processes; default: one per core")
    _json(claims)

    _lesson_parser(commands)
    _search_parser(commands)
    _sweep_parser(commands)
    bench = _command(commands, "bench", _bench, "speed, as ratios to limits of the same run")
    bench.add_argument("--option", default="1.1", help="option whose presets are timed")
    _json(bench)
    return parser


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
    sweep = _command(commands, "sweep", _sweep, "many runs over values of parameters")
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


def _options(arguments: argparse.Namespace) -> None:
    rows = [
        {
            "id": each.id,
            "slug": each.slug,
            "title": each.title,
            "section": each.section,
            "roles": list(each.roles),
        }
        for each in OPTIONS.values()
    ]
    heads = ("id", "slug", "title", "section", "roles")
    body = [[*(row[head] for head in heads[:4]), ", ".join(row["roles"])] for row in rows]
    tell(arguments.json, rows, lambda: table(heads, body))


def _scenarios(arguments: argparse.Namespace) -> None:
    if arguments.keys:
        _keys(arguments)
        return
    if arguments.actions:
        _actions(arguments)
        return
    if arguments.scenario is not None:
        document = load("1.1", arguments.scenario)
        tell(arguments.json, document, lambda: _scenario_text(document))
        return
    rows = [
        {
            "slug": each.slug,
            "title": each.title,
            "duration_ns": each.seconds * 1_000_000_000,
            "actions": list(read_scenario(each.document("1.1")).actions),
        }
        for each in PRESETS.values()
    ]
    body = [(each.slug, f"{each.seconds} s", each.title, each.summary) for each in PRESETS.values()]
    tell(arguments.json, rows, lambda: table(("slug", "length", "title", "what happens"), body))


def _scenario_text(document: Mapping[str, Any]) -> str:
    start = ", ".join(f"{node} in {link}" for node, link in document["start"].items())
    rows = [
        (f"{each['at_ns'] / 1e9:g} s", each["node"], each["do"], _rest(each))
        for each in document["actions"]
    ]
    length = f"{document['duration_ns'] / 1e9:g} s"
    heads = ("at", "node", "does", "")
    return f"{document['title']} ({document['slug']}), {length}; {start}\n\n{table(heads, rows)}"


def _rest(action: Mapping[str, Any]) -> str:
    return " ".join(
        str(value) for key, value in action.items() if key not in ("at_ns", "node", "do")
    )


def _keys(arguments: argparse.Namespace) -> None:
    named = [(each.key, each) for each in PARAMETERS]
    named += [(f"link.NAME.{each.key}", each) for each in LINK_PARAMETERS]
    rows = [_key(name, each) for name, each in named]
    heads = ("key", "default", "unit", "accepted", "meaning")
    body = [
        (row["key"], json.dumps(row["default"]), row["unit"], each.accepted, _meaning(each))
        for row, (_, each) in zip(rows, named, strict=True)
    ]
    tell(arguments.json, rows, lambda: table(heads, body))


def _actions(arguments: argparse.Namespace) -> None:
    rows = [
        {
            "do": each.do,
            "written": form(each),
            "nodes": [*(["mobile nodes"] if each.mobiles else []), *each.nodes],
            "meaning": each.meaning,
        }
        for each in ACTIONS.values()
    ]
    body = [(row["written"], ", ".join(row["nodes"]), row["meaning"]) for row in rows]
    tell(arguments.json, rows, lambda: table(("action", "of", "the node …"), body))


def _meaning(parameter: Parameter) -> str:
    """Return what a parameter means, and where it does something if not everywhere."""
    return f"{parameter.meaning} [{parameter.only}]" if parameter.only else parameter.meaning


def _key(name: str, parameter: Parameter) -> dict[str, Any]:
    return {
        "key": name,
        "kind": parameter.kind,
        "default": parameter.default,
        "choices": list(parameter.choices),
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
        "unit": parameter.unit,
        "meaning": parameter.meaning,
        "only": parameter.only,
    }


def _loaded(option: str, arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the document that the arguments name, with their settings and actions."""
    return load(option, arguments.scenario, arguments.settings, arguments.seed, arguments.actions)


def _run(arguments: argparse.Namespace) -> None:
    document = _loaded(arguments.option, arguments)
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
    trace = simulate(read_scenario(_loaded(arguments.option, arguments)))
    rows = search.found(trace, expression)
    tell(arguments.json, rows, lambda: search.text(rows))


def _link(arguments: argparse.Namespace) -> None:
    document = _loaded(arguments.option, arguments)
    make = link.address if arguments.address else link.saved
    row = make(document, arguments.lab)
    tell(arguments.json, row, lambda: str(row["url"]))


def _compare(arguments: argparse.Namespace) -> None:
    documents = _documents(arguments)
    comparison = comparisons.compare(documents, arguments.jobs)
    if arguments.html:
        from simulation.experiments.charts import page  # noqa: PLC0415 only this needs plotly

        write(arguments.html, page(comparison))
    tell(arguments.json, comparison, lambda: compare_text(comparison))


def _documents(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    names = _names(arguments)
    return [_loaded(each, arguments) for each in names]


def _names(arguments: argparse.Namespace) -> list[str]:
    """Return the ids of the options that are named, each once."""
    return list(dict.fromkeys(option_id(each) for each in arguments.options))


def _claims(arguments: argparse.Namespace) -> None:
    names = _names(arguments)
    from simulation.claims import judge  # noqa: PLC0415 long to load, and nothing else needs it

    rows = judge(names, arguments.jobs)
    tell(arguments.json, rows, lambda: claims_text(rows))


def _sweep(arguments: argparse.Namespace) -> None:
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


def _bench(arguments: argparse.Namespace) -> None:
    from simulation.experiments import bench  # noqa: PLC0415 the one part that looks at the wall clock

    found = bench.measure(option_id(arguments.option))
    tell(arguments.json, found, lambda: bench.text(found))
