"""What the command line prints of runs and comparisons, as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from simulation import read_scenario
from simulation.experiments.table import table, text
from simulation.metrics import DEFINITIONS, GROUPS, HEADLINES, compared, headline
from simulation.options import OPTIONS
from simulation.scenario import forecast_events, gathered
from simulation.trace import PacketEvent, Trace

Rows = Sequence[Mapping[str, Any]]


def run_document(
    trace: Trace, found: Mapping[str, Any], scenario: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the JSON of one run; `events` are all of its events, which evidence refers to.

    *scenario* is the document that was run: the trace does not know how it was called.
    """
    return {
        "scenario": scenario,
        "notes": [each._asdict() for each in read_scenario(scenario).notes()],
        "fingerprint": trace.fingerprint(),
        "engine": trace.head["engine"],
        "outcome": found["outcome"],
        "metrics": found["metrics"],
        "handovers": found["handovers"],
        "drops": found["drops"],
        "events": list(events(trace)),
    }


def events(trace: Trace) -> Iterator[dict[str, Any]]:
    """Yield every event with its number, fields and, where it is about a packet, its purpose."""
    for number, event in enumerate(trace.events):
        row: dict[str, Any] = {
            "event": number,
            "at_ns": event.at_ns,
            "kind": event.kind,
            "node": event.node,
            "cause": event.cause,
            **{each.name: getattr(event, each.name) for each in event.fields},
        }
        if isinstance(event, PacketEvent):
            row["purpose"] = trace.packets[event.packet].purpose
        yield row


def figures(metrics: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every figure of *metrics* as one flat row, for CSV."""
    units = {(each.group, each.key): each.unit for each in DEFINITIONS}
    return [
        {
            "group": group,
            "label": label,
            "metric": key,
            "unit": units.get((group, key), ""),
            "value": "" if value is None else value,
        }
        for group, rows in metrics.items()
        for label, key, value in _flat(rows, "")
    ]


def _flat(rows: Rows, above: str) -> Iterator[tuple[str, str, Any]]:
    for row in rows:
        name = str(row.get("label") or f"{row.get('machine', '')} {row.get('state', '')}".strip())
        label = f"{above}, {name}" if above else name
        for key, value in row.items():
            if isinstance(value, Mapping) and "evidence" in value:
                yield label, key, value["value"]
            elif key in ("directions", "transfers", "milestones"):
                yield from _flat(value, label)


def notes_text(documents: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return as one paragraph, or none, what is set in *documents* and does nothing there."""
    found = gathered(read_scenario(each) for each in documents)
    lines = [f"Note: {each.where} {each.what}; it would under: {each.accepted}." for each in found]
    return ["\n".join(lines)] if lines else []


def run_text(trace: Trace, found: Mapping[str, Any], scenario: Mapping[str, Any]) -> str:
    """Return what `run` prints of the document *scenario*, without the fingerprint."""
    metrics = found["metrics"]
    option = OPTIONS[scenario["option"]]
    parts = [
        (
            f"Option {option.id}, {option.title}. {scenario['title']} "
            f"({scenario['slug']}, seed {scenario['seed']}).\n"
            f"{scenario['duration_ns'] / 1e9:g} s simulated: {len(trace.events):,} events "
            f"({forecast_events(read_scenario(scenario)):,} were forecast), "
            f"{len(trace.frames):,} frames on links."
        ),
        f"Outcome: {found['outcome']['text']}",
        *notes_text([scenario]),
    ]
    for group, heads in _SHOWN.items():
        rows = metrics[group] if group != "handovers" else _by_direction(metrics["handovers"])
        if rows:
            parts.append(f"{GROUPS[group]}\n{_shown(rows, heads)}")
    return "\n\n".join(parts)


_SHOWN: Mapping[str, Mapping[str, str]] = {
    "handovers": {
        "move": "move", "direction": "direction", "gap_ms": "gap ms", "resumed": "ended",
        "lost_packets": "lost",
        "signalling_messages": "signalling", "signalling_octets": "octets",
        "ike_messages": "IKE messages", "routability_messages": "address checks",
        "routability_ms": "check ms", "ike_exchanges": "exchanges", "prompts": "prompts",
        "anchor_switched_ms": "anchor switched ms",
    },
    "gaps": {
        "label": "move and direction", "gap_ms": "gap ms",
        "before_ms": "before", "off_link_ms": "no link", "access_ms": "address",
        "detection_ms": "detection", "mobile_ip_ms": "Mobile IP", "key_exchange_ms": "keys",
        "user_ms": "user", "idle_ms": "idle", "first_data_ms": "first data",
        "detection_by": "detection ends by",
    },
    "signalling": {
        "node": "node", "signalling_messages": "signalling", "signalling_octets": "octets",
        "mobile_ip_messages": "Mobile IP", "ike_messages": "IKE", "ike_exchanges": "exchanges",
        "ike_associations": "IKE SAs", "esp_associations": "ESP SAs",
        "wireguard_sessions": "WireGuard sessions",
    },
    "flows": {
        "direction": "direction", "sent_packets": "sent", "delivered_packets": "delivered",
        "lost_packets": "lost", "delivery_ratio": "ratio", "reordered_packets": "reordered",
        "delay_min_ms": "delay min ms", "delay_mean_ms": "mean", "delay_max_ms": "max",
        "jitter_ms": "jitter ms", "longest_gap_ms": "longest gap ms",
    },
    "tcp": {
        "direction": "transfer", "delivered_octets": "octets", "throughput_kbps": "kb/s",
        "longest_stall_ms": "longest stall ms", "finished": "finished", "survived": "survived",
    },
    "overhead": {
        "link": "link", "from": "from", "to": "to", "direction": "direction",
        "packets": "packets", "overhead_min_octets": "min", "overhead_mean_octets": "mean",
        "overhead_max_octets": "max octets", "overhead_nat_octets": "for NATs",
        "stack": "stack",
    },
    "paths": {
        "label": "between", "hops": "links", "shortest_hops": "fewest",
        "stretch_hops_ratio": "stretch", "delay_mean_ms": "delay ms",
        "shortest_delay_ms": "least ms", "stretch_delay_ratio": "stretch",
    },
    "readable": {
        "label": "observer", "data_packets": "data packets", "clear_packets": "readable",
        "readable_octets": "octets", "sealed_octets": "sealed octets",
    },
    "state": {
        "node": "node", "table": "table", "rows_at_start": "at start", "rows_most": "most rows",
        "row_changes": "changes",
    },
    "structure": {"entity": "entity", "kind": "is declared", "what": "what for"},
    "novelty": {"node": "node", "entity": "is a", "what": "does", "spec": "document"},
    "drops": {
        "node": "node", "reason": "reason", "dropped_data_packets": "data",
        "dropped_other_packets": "other", "detail": "detail",
    },
}  # fmt: skip


def _by_direction(moves: Rows) -> list[dict[str, Any]]:
    return [
        {**move, **way, "move": move["label"]}
        for move in moves
        for way in (move["directions"] or [{"direction": "-"}])
    ]


def _shown(rows: Rows, heads: Mapping[str, str]) -> str:
    return table(list(heads.values()), [[_cell(row.get(key)) for key in heads] for row in rows])


def _cell(value: Any) -> Any:  # noqa: ANN401 whatever a row holds
    if isinstance(value, Mapping):
        return value["value"]
    if isinstance(value, list):
        return " | ".join(_layer(each) for each in value)
    return value


def _layer(layer: Mapping[str, Any]) -> str:
    tail = f"+{layer['tail_octets']}" if layer["tail_octets"] else ""
    return f"{layer['header']}({layer['head_octets']}{tail})"


def compare_text(comparison: Mapping[str, Any]) -> str:
    """Return a comparison as a table: a row for each headline figure, a column for each option."""
    rows = comparison["rows"]
    found = [headline(row["metrics"]) for row in rows]
    heads = ["figure", "unit", *(row["option"] for row in rows)]
    body = [
        [each.title, each.unit, *(figures[each.key] for figures in found)] for each in HEADLINES
    ]
    outcomes = "\n".join(f"{row['option']}: {row['outcome']['text']}" for row in rows)
    prints = "\n".join(f"{row['option']} fingerprint: {row['fingerprint']}" for row in rows)
    title = f"{comparison['scenario']['title']}, seed {comparison['scenario']['seed']}"
    documents = [{**comparison["scenario"], "option": row["option"]} for row in rows]
    parts = [title, table(heads, body), *_compared_gaps(rows), outcomes, *notes_text(documents)]
    return "\n\n".join([*parts, prints])


def _compared_gaps(rows: Rows) -> list[str]:
    """Return what the gaps are made of, a row for each move, direction and option, if any."""
    gaps = [
        {**gap, "label": title, "option": option}
        for title, group in compared((row["option"], row["metrics"]["gaps"]) for row in rows)
        for option, gap in group
    ]
    heads = {"label": "move and direction", "option": "option", **_SHOWN["gaps"]}
    return [f"{GROUPS['gaps']}, in ms\n{_shown(gaps, heads)}"] if gaps else []


def claims_text(rows: Rows) -> str:
    """Return the ledger as a table, with the number of claims of each verdict."""
    heads = ("claim", "kind", "settled by", "verdict", "figure", "claim in our words")
    body = [
        (row["id"], row["kind"], row["settled_by"], row["verdict"], _figure(row), row["text"])
        for row in rows
    ]
    counts = Counter(row["verdict"] for row in rows)
    totals = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
    return f"{table(heads, body)}\n\n{len(rows)} claims: {totals or 'none'}"


def _figure(row: Mapping[str, Any]) -> str:
    figure = row["figure"]
    if figure is None:
        return "-"
    return f"{text(figure['value'])} {figure['unit']} ({figure['compared_with']})"
