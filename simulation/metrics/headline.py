"""A run in one row: the figures by which options and parameters are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulation.metrics.definitions import Definition
from simulation.metrics.facts import Flow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Number = float | int | None

HEADLINES: tuple[Definition, ...] = (
    Definition(
        "headline",
        "gap_max_ms",
        "Longest gap",
        "ms",
        "Longest gap without data around a move, whether it ended before the next one or not.",
    ),
    Definition(
        "headline",
        "gap_detection_ms",
        "Longest gap, detection alone",
        "ms",
        (
            "How much of that gap the node only waited to learn whether the link is trusted: a "
            "parameter's time, silence_s or t_detect_s."
        ),
    ),
    Definition(
        "headline",
        "moves_without_data",
        "Moves without data",
        "moves",
        "Moves after which data of some direction did not flow until the next move.",
    ),
    Definition(
        "headline",
        "lost_packets",
        "Lost to moving",
        "packets",
        "Datagrams lost around moves, all directions.",
    ),
    Definition(
        "headline",
        "delivery_min_ratio",
        "Delivery ratio",
        "1",
        "Delivery ratio of the direction that fared worst.",
    ),
    Definition(
        "headline",
        "delay_mean_ms",
        "One-way delay",
        "ms",
        "Mean one-way delay, mean of the directions.",
    ),
    Definition(
        "headline", "jitter_max_ms", "Jitter", "ms", "Jitter of the direction that fared worst."
    ),
    Definition(
        "headline",
        "overhead_max_octets",
        "Overhead at the node",
        "octets",
        "Most overhead of a data packet on a link that a mobile node is on.",
    ),
    Definition(
        "headline",
        "overhead_nat_octets",
        "Overhead at the node, for NATs",
        "octets",
        "Octets of that packet that are there so that NATs can be crossed, NAT or no NAT.",
    ),
    Definition(
        "headline",
        "stretch_hops_max_ratio",
        "Stretch in links",
        "1",
        "Links crossed against the fewest, for the worst pair of places.",
    ),
    Definition(
        "headline",
        "stretch_delay_max_ratio",
        "Stretch in delay",
        "1",
        "One-way delay against the least, for the worst pair of places.",
    ),
    Definition(
        "headline",
        "signalling_messages",
        "Signalling",
        "messages",
        "Signalling messages of all moves.",
    ),
    Definition(
        "headline", "signalling_octets", "Signalling", "octets", "Signalling octets of all moves."
    ),
    Definition(
        "headline", "ike_messages", "IKE messages", "messages", "IKE messages of all moves."
    ),
    Definition(
        "headline",
        "routability_messages",
        "IKE messages, address checks",
        "messages",
        "Those of them by which gateways checked new addresses (RFC 4555 section 3.7).",
    ),
    Definition(
        "headline", "ike_exchanges", "IKE exchanges", "exchanges", "IKE exchanges of all moves."
    ),
    Definition("headline", "prompts", "Prompts", "times", "Prompts of all moves."),
    Definition(
        "headline",
        "routability_max_ms",
        "Address check",
        "ms",
        "Longest check of a new address; by return_routability ESP waits for it or does not.",
    ),
    Definition(
        "headline",
        "anchor_switched_max_ms",
        "Anchor switched",
        "ms",
        "Latest switch of an anchor that carries data, after an attach.",
    ),
    Definition(
        "headline",
        "clear_access_ratio",
        "Readable at the node",
        "1",
        "Share of data packets that anyone on an outside access link could read.",
    ),
    Definition(
        "headline", "rows_most", "State", "rows", "Most rows of every node's tables, added up."
    ),
    Definition(
        "headline",
        "changed_entities",
        "Changed entities, declared",
        "entities",
        "Entities that are new or must be modified, as the option declares; not measured.",
    ),
    Definition(
        "headline",
        "observed_entities",
        "Changed entities, seen",
        "entities",
        "Kinds of node that did in this run what stock Mobile IPv4 and IPsec do not.",
    ),
)
"""What `headline` returns, in its order."""

_OUTSIDE = frozenset({"hotspot", "cellular", "hotel"})


def headline(metrics: Mapping[str, Any]) -> dict[str, Number]:
    """Return the headline figures of what `measure` returned; nothing where there is none."""
    moves, paths = metrics["handovers"], metrics["paths"]
    flows = [row for row in metrics["flows"] if Flow(row["direction"]).kind == "flow"]
    ways = [way for move in moves for way in move["directions"]]
    return {
        "gap_max_ms": _most(way["gap_ms"] for way in ways),
        "gap_detection_ms": _detection(metrics["gaps"]),
        "moves_without_data": sum(
            any(not way["resumed"] for way in move["directions"]) for move in moves
        ),
        "lost_packets": _sum(way["lost_packets"] for way in ways),
        "delivery_min_ratio": min(_values(row["delivery_ratio"] for row in flows), default=None),
        "delay_mean_ms": _mean(row["delay_mean_ms"] for row in flows),
        "jitter_max_ms": _most(row["jitter_ms"] for row in flows),
        **_at_the_node(metrics["overhead"]),
        "stretch_hops_max_ratio": _most(row["stretch_hops_ratio"] for row in paths),
        "stretch_delay_max_ratio": _most(row["stretch_delay_ratio"] for row in paths),
        **{
            key: _sum(move[key] for move in moves)
            for key in (
                "signalling_messages", "signalling_octets", "ike_messages",
                "routability_messages", "ike_exchanges", "prompts",
            )
        },
        "routability_max_ms": _most(move["routability_ms"] for move in moves),
        "anchor_switched_max_ms": _most(move["anchor_switched_ms"] for move in moves),
        "clear_access_ratio": _most(
            row["clear_packets_ratio"]
            for row in metrics["readable"]
            if row["kind"] == "link" and row["observer"] in _OUTSIDE
        ),
        "rows_most": _sum(row["rows_most"] for row in metrics["state"]),
        "changed_entities": len({row["entity"] for row in metrics["structure"]}),
        "observed_entities": len({row["entity"] for row in metrics["novelty"]}),
    }  # fmt: skip


def _detection(gaps: list[dict[str, Any]]) -> Number:
    longest = max(gaps, key=lambda row: float(row["gap_ms"]["value"]), default=None)
    found: Number = longest["detection_ms"]["value"] if longest else None
    return found


def _at_the_node(overhead: list[dict[str, Any]]) -> dict[str, Number]:
    """Return the most overhead at a mobile node, and how much of it is there for NATs."""
    rows = [row for row in overhead if row["at_mobile_node"]]
    most = max(rows, key=lambda row: float(row["overhead_max_octets"]["value"]), default=None)
    keys = "overhead_max_octets", "overhead_nat_octets"
    return {key: most[key]["value"] if most else None for key in keys}


def _values(figures: Iterable[Mapping[str, Any]]) -> list[Any]:
    return [each["value"] for each in figures if each["value"] is not None]


def _most(figures: Iterable[Mapping[str, Any]]) -> Number:
    most: Number = max(_values(figures), default=None)
    return most


def _sum(figures: Iterable[Mapping[str, Any]]) -> Number:
    total: Number = sum(_values(figures))
    return total


def _mean(figures: Iterable[Mapping[str, Any]]) -> Number:
    values = _values(figures)
    return round(sum(values) / len(values), 6) if values else None
