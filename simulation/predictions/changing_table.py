"""Asks which tables of a node will change when a message reaches it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from simulation.catalogue import TABLES
from simulation.predictions.kind import Asking, Candidate, Kind, times
from simulation.predictions.prediction import FUTURE, Choice, Evidence, Prediction
from simulation.time import SECOND
from simulation.trace import RowChanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.predictions.scene import Handling, Scene

_SLUG: Final = "table"
_USUAL: Final = ("routes", "arp", "tunnels")
"""Tables that any of the nodes could have, for one that has no other."""
Changes = dict[str, list[tuple[int, RowChanged]]]


def _changes(scene: Scene, handling: Handling) -> Changes:
    """Return what changed at the node while it worked on the message that had reached it."""
    number = handling.arrived
    found: Changes = defaultdict(list)
    if number is None:
        return found
    packet, when = scene.holding(handling), scene.at_ns(number)
    events = scene.trace.events
    for later in range(number + 1, len(events)):
        event = events[later]
        if event.at_ns != when:
            break
        if isinstance(event, RowChanged) and event.node == handling.node and event.cause == packet:
            found[event.table].append((later, event))
    return found


def _candidates(scene: Scene) -> Iterator[Candidate]:
    changing = {(event.node, event.cause) for _, event in scene.facts.of(RowChanged)}
    for handling in scene.ordinary():
        if handling.arrived is None or (handling.node, scene.holding(handling)) not in changing:
            continue
        changes = _changes(scene, handling)
        if changes:
            message = scene.record(handling.root).message
            yield Candidate(handling.stop, (handling.node, message, tuple(changes)))


def _make(scene: Scene, asking: Asking) -> Prediction | None:
    for handling in scene.handling(asking.at):
        changes = _changes(scene, handling)
        if changes:
            made = _of(scene, asking, handling, changes)
            if made is not None:
                return made
    return None


def _of(scene: Scene, asking: Asking, handling: Handling, changes: Changes) -> Prediction | None:
    node = handling.node
    known = {event.table for _, event in scene.facts.of(RowChanged) if event.node == node}
    offered = sorted((known | set(changes) | set(_USUAL)) & set(TABLES))
    if len(offered) <= len(changes):
        return None
    number, row = next(iter(changes.values()))[-1]
    last = max(number for rows in changes.values() for number, _ in rows)
    choices = tuple(
        Choice(table, TABLES[table], _feedback(scene, node, table, changes, asking.at))
        for table in offered
    )
    told = " ".join(choice.feedback for choice in choices if choice.id in changes)
    return Prediction(
        kind=_SLUG,
        prompt=f"{scene.The(node)} has received {scene.packet(handling.root)} and is about to act "
        "on it. Which of its tables change at once?",
        where="list",
        form="several",
        choices=choices,
        answer=tuple(table for table in offered if table in changes),
        explanation=told,
        evidence=Evidence(number, scene.holding(handling), node, row.table, row.key),
        hides=(*FUTURE, "caption", "way"),
        packet=scene.holding(handling),
        **times(scene, asking, last),
    )


def _feedback(scene: Scene, node: str, table: str, changes: Changes, at: int) -> str:
    title = TABLES[table]
    if table in changes:
        return f"{title}: {'; '.join(_change(event) for _, event in changes[table])}."
    rows = scene.tables(at)[node][table]
    later = next(
        (
            number
            for number, event in scene.facts.of(RowChanged)
            if number > at and event.node == node and event.table == table
        ),
        None,
    )
    until = "until the end" if later is None else f"until {scene.seconds(later)}"
    kept = f"its {len(rows)} rows" if len(rows) != 1 else "its one row"
    what = f"{kept} stay as they are" if len(rows) != 1 else f"{kept} stays as it is"
    return f"{title}: nothing in the message touches it; {what} {until}."


def _change(event: RowChanged) -> str:
    if event.old is None:
        return f"the row {event.key} is new"
    if event.new is None:
        return f"the row {event.key} goes"
    old, new = event.old, event.new
    told = [_cell(name, old.get(name), new[name]) for name in new if old.get(name) != new[name]]
    return f"in the row {event.key}, {', '.join(told) or 'nothing but its age'}"


def _cell(name: str, old: object, new: object) -> str:
    if name.endswith("_ns") and isinstance(new, int):
        return f"{name.removesuffix('_ns')} moves to {new / SECOND:.1f} s"
    words = ["nothing" if each in {None, ""} else str(each) for each in (old, new)]
    return f"{name.replace('_', ' ')} goes from {words[0]} to {words[1]}"


TABLE: Final = Kind(
    _SLUG,
    "Which table will change?",
    "no message changes a table of the node that it reaches",
    _candidates,
    _make,
)
