"""Which events of a trace a filter matches.

Of what happens to a packet, its frames on the links and its end are looked at.  Whatever else
accompanies it (it arrived, was wrapped, opened, delivered) is a match only if the filter names
that kind of event: one packet would be counted many times over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from simulation.filters.expression import Both, Condition, Either, Expression, Not, conditions_of
from simulation.trace import KINDS, Arrived, Dropped, PacketEvent, Sent, shut_at

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

    from simulation.filters.index import Index, Layers
    from simulation.trace import Event

    Matcher = Callable[[int, Event], bool]
    Reader = Callable[[int, Event], Iterable[Any]]

ACCOMPANYING: Final = frozenset(
    kind.kind for kind in KINDS if issubclass(kind, PacketEvent) and kind not in {Sent, Dropped}
)
"""Kinds of event that are looked at only where a filter names them."""
_NAMING_ALL: Final = frozenset({"kind", "event"})


@dataclass(frozen=True, slots=True)
class Matches:
    """Numbers of the events that match, in order."""

    events: tuple[int, ...]


def match(index: Index, expression: Expression, keys: Container[str] | None = None) -> Matches:
    """Return what of the indexed trace *expression* matches.

    With *keys*, the ids of those that an observer holds, no layer is looked at that the observer
    could not read.
    """
    wanted = _kinds(expression)
    matches = _Compiler(index, keys).compiled(expression)
    return Matches(
        tuple(
            number
            for number, event in enumerate(index.trace.events)
            if event.kind in wanted and matches(number, event)
        )
    )


def _kinds(expression: Expression) -> frozenset[str]:
    everything = frozenset(kind.kind for kind in KINDS)
    terms = [test.term for test in conditions_of(expression)]
    if any(term.name in _NAMING_ALL for term in terms):
        return everything
    return everything - ACCOMPANYING | {kind for term in terms for kind in term.kinds}


class _Compiler:
    """Makes functions of a filter's parts."""

    def __init__(self, index: Index, keys: Container[str] | None) -> None:
        self._index = index
        self._keys = keys

    def compiled(self, expression: Expression) -> Matcher:
        match expression:
            case Not(part):
                inner = self.compiled(part)
                return lambda number, event: not inner(number, event)
            case Both(left, right):
                first, second = self._cheaper_first(left, right)
                return lambda number, event: first(number, event) and second(number, event)
            case Either(left, right):
                first, second = self._cheaper_first(left, right)
                return lambda number, event: first(number, event) or second(number, event)
            case Condition():
                return self._test(expression)

    def _cheaper_first(self, left: Expression, right: Expression) -> tuple[Matcher, Matcher]:
        """Return both parts, the one that reads octets last; a filter's parts have no effects."""
        parts = sorted(
            (left, right), key=lambda part: any(t.term.headers for t in conditions_of(part))
        )
        return self.compiled(parts[0]), self.compiled(parts[1])

    def _test(self, test: Condition) -> Matcher:
        term = test.term
        if term.sort == "presence":
            return self._presence(test)
        read = self._reader(test)
        accepted = test.accepted
        if accepted is None:
            wanted: Callable[[Any], bool] = bool if term.sort in {"flag", "text"} else _exists
            return lambda number, event: any(map(wanted, read(number, event)))
        if not test.differs:
            return lambda number, event: any(map(accepted, read(number, event)))

        def differs(number: int, event: Event) -> bool:
            found = list(read(number, event))
            return bool(found) and not any(map(accepted, found))

        return differs

    def _presence(self, test: Condition) -> Matcher:
        term = test.term
        if term.kinds:
            return lambda _number, event: event.kind in term.kinds
        wanted = frozenset(key for key, _ in term.headers)
        index, told = self._index, self._keys is None

        def present(_number: int, event: Event) -> bool:
            known = index.tells(event, wanted) if told else None
            if known is not None:
                return known
            return any(read.header.key in wanted for read in self._layers(event))

        return present

    def _reader(self, test: Condition) -> Reader:
        term = test.term
        if term.headers:
            return self._header_reader(term.headers)
        if not term.kinds:
            return _common(self._index, self._keys)[term.name]

        def of_kind(_number: int, event: Event) -> Iterable[Any]:
            if event.kind not in term.kinds:
                return ()
            return _flat(getattr(event, term.field), term.member)

        return of_kind

    def _header_reader(self, sources: tuple[tuple[str, str], ...]) -> Reader:
        wanted = frozenset(key for key, _ in sources)
        fields: dict[str, list[str]] = {}
        for key, field in sources:
            fields.setdefault(key, []).append(field)
        index, told = self._index, self._keys is None

        def of_headers(_number: int, event: Event) -> list[Any]:
            if told and index.tells(event, wanted) is False:
                return []
            return [
                value
                for read in self._layers(event)
                for field in fields.get(read.header.key, ())
                if (value := getattr(read.header, field)) is not None
            ]

        return of_headers

    def _layers(self, event: Event) -> Layers:
        layers = self._index.layers_of(event)
        if self._keys is None:
            return layers
        for place, read in enumerate(layers):
            if read.sealed_by and read.sealed_by not in self._keys:
                return layers[:place]
        return layers


def _exists(value: object) -> bool:
    return value is not None


def _flat(value: object, member: str) -> Iterable[Any]:
    """Return the single values of a field: a row's columns, a list's members, or itself."""
    if value is None:
        return ()
    if isinstance(value, dict):
        columns = [value[member]] if member in value else [] if member else value.values()
        return [each for each in columns if each is not None]
    return value if isinstance(value, list | tuple) else (value,)


def _common(index: Index, keys: Container[str] | None) -> Mapping[str, Reader]:
    """Return how the terms that every event has are read."""

    def frame(_number: int, event: Event) -> Iterable[int]:
        return (event.frame,) if isinstance(event, Sent | Arrived) else ()

    return {
        "node": lambda _number, event: _nodes(event),
        "link": lambda _number, event: _links(event),
        "time": lambda _number, event: (event.at_ns,),
        "kind": lambda _number, event: (event.kind,),
        "event": lambda number, _event: (number,),
        "frame": frame,
        **_of_packets(index, keys),
    }


def _of_packets(index: Index, keys: Container[str] | None) -> Mapping[str, Reader]:
    """Return how the terms of every event about a packet are read, for who holds *keys*."""
    trace, packets, within = index.trace, index.trace.packets, index.lineage.within

    def shut(packet: int) -> int | None:
        """Return the place of the first layer whose inside they cannot read, or nothing."""
        return None if keys is None else shut_at(trace.stack_of(packet), keys)

    def reading(read: Callable[[int], Iterable[Any]], *, hidden: bool = False) -> Reader:
        """Return the reader of what is known of a packet; *hidden* where a seal would hide it."""

        def reader(_number: int, event: Event) -> Iterable[Any]:
            if not isinstance(event, PacketEvent):
                return ()
            if hidden and shut(event.packet) is not None:
                return ()
            return [value for value in read(event.packet) if value != ""]

        return reader

    def roles(packet: int) -> Iterable[str]:
        place = shut(packet)
        return [
            layer.role for layer in trace.stack_of(packet)[: None if place is None else place + 1]
        ]

    return {
        "packet": reading(within),
        "octets": reading(lambda packet: (packets[packet].octets,)),
        "flow": reading(lambda packet: (packets[packet].flow,), hidden=True),
        "message": reading(lambda packet: (packets[packet].message,), hidden=True),
        "purpose": reading(lambda packet: (packets[packet].purpose,), hidden=True),
        "role": reading(roles),
        "fault": reading(lambda packet: (packets[each].fault for each in within(packet))),
    }


def _nodes(event: Event) -> Iterable[str]:
    if isinstance(event, Sent):
        return (event.node, *event.to)
    return (event.node,) if event.node else ()


def _links(event: Event) -> Iterable[str]:
    if isinstance(event, Sent | Arrived):
        return (event.link,)
    return (event.where,) if isinstance(event, Dropped) else ()
