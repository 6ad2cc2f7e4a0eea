"""Hides fields of a packet, to be filled in from what else is on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.catalogue import TABLES
from simulation.dissection import dissect
from simulation.predictions.chance import some
from simulation.predictions.kind import Asking, Candidate, Kind, times
from simulation.predictions.prediction import Choice, Evidence, Prediction
from simulation.trace import Sent
from simulation.wire.address import Address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.predictions.scene import Scene

_SLUG: Final = "fields"
_MOST: Final = 4
_FEWEST: Final = 2


class _Field(NamedTuple):
    """A field of a frame whose value stands in somebody's table, too."""

    id: str
    label: str
    text: str
    meaning: str
    node: str
    table: str
    key: str
    column: str


def _sendings(scene: Scene) -> Iterator[tuple[int, Sent]]:
    """Yield the first frame of each message, and of data with something around them."""
    for handling in scene.ordinary():
        sent = scene.sent(handling)
        record = scene.record(handling.root)
        if sent is None or handling.arrived is not None:
            continue
        if record.message or scene.nesting(handling):
            yield sent


def _candidates(scene: Scene) -> Iterator[Candidate]:
    for number, sent in _sendings(scene):
        record = scene.record(sent.packet)
        yield Candidate(number, (sent.node, record.message, record.stack))


def _make(scene: Scene, asking: Asking) -> Prediction | None:
    sent = scene.event(asking.at)
    if not isinstance(sent, Sent):
        return None
    prompt = (
        f"{scene.The(sent.node)} has put {_kind_of(scene, sent)} on the link {sent.link}. What do "
        "these fields of it hold? All of it stands in tables of the nodes at this moment."
    )
    known = [each for each in _fields(scene, asking.at, sent) if each.text not in prompt]
    fields = some(known, _MOST, asking.chance)
    if len(fields) < _FEWEST:
        return None
    first = fields[0]
    choices = tuple(Choice(each.id, each.label, _feedback(scene, each)) for each in fields)
    return Prediction(
        kind=_SLUG,
        prompt=prompt,
        where="fields",
        form="fields",
        choices=choices,
        answer=tuple(each.text for each in fields),
        explanation=" ".join(f"{each.label}: {each.text}." for each in fields),
        evidence=Evidence(asking.at, sent.packet, first.node, first.table, first.key),
        hides=("metrics", "timeline", "octets", "caption", "ladder", "packet"),
        packet=sent.packet,
        **times(scene, asking, asking.at),
    )


def _kind_of(scene: Scene, sent: Sent) -> str:
    """Return what was sent by its kind alone: what it is for would tell addresses."""
    root = scene.facts.root[sent.packet]
    if scene.record(root).flow:
        return scene.packet(root)
    name = scene.packet(root)
    for word in (" for ", " to ", ","):
        name = name.split(word, maxsplit=1)[0]
    return name


def _fields(scene: Scene, at: int, sent: Sent) -> list[_Field]:
    """Return the fields with an address or an SPI that some row holds after event *at*."""
    rows = _held(scene, at, sent.node)
    found: dict[str, _Field] = {}
    layers = dissect(scene.trace.frames[sent.frame], scene.ring).layers
    for place, layer in enumerate(layers):
        for span in layer.header.spans():
            if not isinstance(span.value, Address) and not span.text.startswith("0x"):
                continue
            where = rows.get(span.text)
            if where is None or int(span.value) == 0:
                continue
            name = f"{place}.{span.row.name}"
            label = f"{layer.header.title}: {span.row.field.label}"
            found[name] = _Field(name, label, span.text, span.row.field.meaning, *where)
    labels = [each.label for each in found.values()]
    return [each for each in found.values() if labels.count(each.label) == 1]


def _held(scene: Scene, at: int, sender: str) -> dict[str, tuple[str, str, str, str]]:
    """Return where each value stands: node, table, row, column; the sender's first."""
    found: dict[str, tuple[str, str, str, str]] = {}
    tables = scene.tables(at)
    for node in (sender, *scene.node_names):
        for table, rows in tables[node].items():
            for key, row in rows.items():
                cells = {**row, "": key.split(" ", maxsplit=1)[0]}
                for column, value in cells.items():
                    if isinstance(value, str) and table in TABLES:
                        found.setdefault(value, (node, table, key, column))
    return found


def _feedback(scene: Scene, field: _Field) -> str:
    column = f", under {field.column.replace('_', ' ')}" if field.column else ""
    meaning = field.meaning.rstrip(".")
    return (
        f"It is {field.text}: {meaning}. It stands in a table of {scene.node(field.node)}, "
        f"{TABLES[field.table]}, in the row {field.key}{column}."
    )


FIELDS: Final = Kind(
    _SLUG,
    "Fill in the fields.",
    "no packet holds two values that stand in tables, too",
    _candidates,
    _make,
)
