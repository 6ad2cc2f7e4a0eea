"""Answers to queries about a whole run, its moves and its moments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from simulation import read_scenario
from simulation.errors import AskingError
from simulation.lessons.figures import Figure
from simulation.scenario import PARAMETERS

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from simulation.lessons.scene import Scene

_MS = 1_000_000


def longest_gap(scene: Scene, _: re.Match[str]) -> Figure | None:
    """Return the longest of the silences around moves, ms."""
    rows = scene.run.summary["metrics"]["handovers"]
    return _longest([each for row in rows for each in row["directions"]])


def gap_of_move(scene: Scene, match: re.Match[str]) -> Figure | None:
    """Return the longest silence of any direction around one move, ms."""
    return _longest(_move(scene, match)["directions"])


def lost(scene: Scene, _: re.Match[str]) -> Figure:
    """Return how many user packets were lost."""
    return Figure(_total(scene, "lost_packets"))


def lost_in_move(scene: Scene, match: re.Match[str]) -> Figure:
    """Return how many were lost around one move."""
    rows = _move(scene, match)["directions"]
    return Figure(sum(each["lost_packets"]["value"] for each in rows))


def sent(scene: Scene, _: re.Match[str]) -> Figure:
    """Return how many user packets were sent."""
    return Figure(_total(scene, "sent_packets"))


def delivered(scene: Scene, _: re.Match[str]) -> Figure | None:
    """Return the share of them that came."""
    count = _total(scene, "sent_packets")
    return Figure(_total(scene, "delivered_packets") / count, "share") if count else None


def messages(scene: Scene, _: re.Match[str]) -> Figure:
    """Return how many messages of signalling there were."""
    return Figure(_signalled(scene, "signalling_messages"))


def message_octets(scene: Scene, _: re.Match[str]) -> Figure:
    """Return how many octets they had."""
    return Figure(_signalled(scene, "signalling_octets"))


def of_move(scene: Scene, match: re.Match[str]) -> Figure:
    """Return how many messages one move took."""
    return Figure(_move(scene, match)["signalling_messages"]["value"])


def ike_of_move(scene: Scene, match: re.Match[str]) -> Figure:
    """Return how many of them were IKE's."""
    return Figure(_move(scene, match)["ike_messages"]["value"])


def mip_of_move(scene: Scene, match: re.Match[str]) -> Figure:
    """Return how many of them were Mobile IP's."""
    return Figure(_move(scene, match)["mobile_ip_messages"]["value"])


def setting(scene: Scene, match: re.Match[str]) -> Figure:
    """Return a parameter's value in the run, with its unit."""
    known = {each.key: each for each in PARAMETERS}
    key = match["key"]
    if key not in known:
        raise AskingError(
            "this is no parameter", where=f"{{{match[0]}}}", accepted=", ".join(known)
        )
    value = read_scenario(scene.run.trace.head["scenario"])[key]
    shown = value if isinstance(value, str) else json.dumps(value)
    return Figure(f"{shown} {known[key].unit}".strip())


def count(scene: Scene, match: re.Match[str]) -> Figure:
    """Return how often something happens."""
    return Figure(scene.run.moments.count(match["phrase"]))


def time_of(scene: Scene, match: re.Match[str]) -> Figure:
    """Return when something happens."""
    event = scene.run.moments.find(match["phrase"])
    return Figure(f"{scene.run.trace.events[event].at_ns / 1e9:.2f} s")


def span(scene: Scene, match: re.Match[str]) -> Figure:
    """Return how long it is between two moments, ms."""
    moments, events = scene.run.moments, scene.run.trace.events
    first, last = moments.find(match["phrase1"]), moments.find(match["phrase2"])
    return Figure((events[last].at_ns - events[first].at_ns) / _MS, "ms")


def _longest(rows: list[Mapping[str, Any]]) -> Figure | None:
    spans = [row["gap_ms"]["value"] for row in rows if row["gap_ms"]["value"] is not None]
    return Figure(max(spans), "ms") if spans else None


def _move(scene: Scene, match: re.Match[str]) -> Mapping[str, Any]:
    rows: list[Mapping[str, Any]] = scene.run.summary["metrics"]["handovers"]
    number = int(match["move"])
    if number > len(rows):
        raise AskingError(
            "this run has no such move",
            where=f"{{{match[0]}}}",
            accepted=f"move1 to move{len(rows)}" if rows else "a run in which somebody moves",
        )
    return rows[number - 1]


def _total(scene: Scene, key: str) -> int:
    return sum(row[key]["value"] for row in scene.run.summary["metrics"]["flows"])


def _signalled(scene: Scene, key: str) -> int:
    return sum(row[key]["value"] for row in scene.run.summary["metrics"]["signalling"])
