"""Measures of moves: silence, signalling, prompts, and how soon the anchor has switched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.trace import RowChanged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.claims.evidence import Evidence
    from simulation.claims.reading import Reading
    from simulation.metrics.figure import Row


def resumed(run: Evidence) -> Reading:
    """Return the share of moves and directions after which data flowed again."""
    found = [
        (direction["resumed"], row["event"])
        for row in run.handovers
        for direction in row["directions"]
    ]
    failed = [event for came, event in found if not came]
    shown = failed[0] if failed else (found[0][1] if found else None)
    return run.reading(1 - len(failed) / len(found) if found else 0.0, shown)


def of_move(run: Evidence, key: str, move: int) -> Reading:
    """Return one metric of one move; shown at the move itself where nothing was counted."""
    row = run.handovers[move]
    figure = row[key]
    if not figure["evidence"]:
        value = figure["value"]
        return run.reading(float("nan") if value is None else value, row["event"])
    return run.figure(figure)


def gap_ms(run: Evidence, flow: str, move: int) -> Reading:
    """Return the silence of *flow* around a move; until the next one where it did not end.

    Where no data had ever come it lasts as long as the move and the stay.
    """
    row = run.handovers[move]
    found = next(each for each in row["directions"] if each["direction"] == flow)
    figure = found["gap_ms"]
    if found["resumed"]:
        return run.reading(figure["value"], figure["evidence"][-1])
    span = (
        (row["until_ns"] - row["detach_ns"]) / 1e6 if figure["value"] is None else figure["value"]
    )
    return run.first(span, found["lost_packets"]["evidence"][-1:], [row["event"]])


def gap_without_ms(run: Evidence, flow: str, move: int, parts: Sequence[str]) -> Reading:
    """Return the gap of *flow* around a move less *parts* of it (keys of `gaps.PARTS`).

    That is how gaps are compared of which one waits for a timer that is a parameter, such as
    ``detection_ms``; its words name that parameter.  Until the next move where it did not end.
    """
    row = _gap(run, flow, move)
    value = row["gap_ms"]["value"] - sum(row[key]["value"] for key in parts)
    taken = ", ".join(f"{key} {row[key]['value']:g}" for key in parts)
    words = f"without {taken}" + (f" ({by})" if (by := row["detection_by"]["value"]) else "")
    shown = row["gap_ms"]["evidence"][-1] if row["resumed"] else row["event"]
    return run.reading(value, shown, words)


def gap_part_ms(run: Evidence, flow: str, move: int, part: str) -> Reading:
    """Return one part of the gap of *flow* around a move (a key of `gaps.PARTS`)."""
    row = _gap(run, flow, move)
    words = row["detection_by"]["value"] or "" if part == "detection_ms" else ""
    shown = row[part]["evidence"][0] if row[part]["evidence"] else row["event"]
    return run.reading(row[part]["value"], shown, words)


def _gap(run: Evidence, flow: str, move: int) -> Row:
    """Return what the gap of *flow* is made of; it was flowing before that move."""
    event = run.handovers[move]["event"]
    return next(each for each in run.gaps if each["event"] == event and each["direction"] == flow)


def switched_ms(run: Evidence, move: int) -> Reading:
    """Return when the anchor had switched after a move; the whole stay where it never did."""
    row = run.handovers[move]
    figure = row["anchor_switched_ms"]
    if figure["value"] is None:
        return run.reading((row["until_ns"] - row["attach_ns"]) / 1e6, row["event"])
    return run.figure(figure)


def bindings_changed(run: Evidence, move: int) -> Reading:
    """Return how many accepted registrations and IKE messages a move took."""
    row = run.handovers[move]
    count, shown = 0, None
    for number, event, opened in run.messages:
        if not row["detach_ns"] <= event.at_ns < row["until_ns"]:
            continue
        for layer in opened.layers:
            header = layer.header
            accepted = header.key == "registration-reply" and getattr(header, "code", 9) <= 1
            if accepted or header.key == "isakmp":
                count += 1
                shown = number if shown is None else shown
    return run.reading(count, row["event"] if shown is None else shown)


def ike_messages_between(run: Evidence, since_s: float, until_s: float) -> Reading:
    """Return how many IKE messages were sent in that time."""
    count, shown = 0, None
    for number, event, opened in run.messages:
        in_time = since_s * 1e9 <= event.at_ns < until_s * 1e9
        if in_time and any(layer.header.key == "isakmp" for layer in opened.layers):
            count += 1
            shown = number if shown is None else shown
    if shown is None:
        shown = next(
            (n for n, each in enumerate(run.trace.events) if each.at_ns >= since_s * 1e9), None
        )
    return run.reading(count, shown)


def setups(run: Evidence) -> Reading:
    """Return how many times an SA was set up: outbound rows that appeared in the node's SAD."""
    found = [
        number
        for number, event in run.events(RowChanged)
        if event.node == "mn" and event.table == "sad" and event.old is None
        and event.key.endswith(" out")
    ]  # fmt: skip
    return run.reading(len(found), found[0] if found else None)


def registrations(run: Evidence, agent: str) -> Reading:
    """Return how many registration requests with a lifetime *agent* accepted."""
    found = []
    for number, event in run.events(RowChanged):
        if event.node == agent and event.table == "bindings" and event.new is not None:
            found.append(number)
    return run.reading(len(found), found[0] if found else None)
