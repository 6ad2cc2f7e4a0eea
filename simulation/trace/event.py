"""What every event has, and the table of fields that each kind of event declares.

A kind is a dataclass whose annotations say what each field holds and means, as a header's
say how its fields lie on the wire.  The JSON Schema, the columns that travel to the browser,
the browser's own types and the catalogue are read from that table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from types import UnionType
from typing import (
    Any,
    ClassVar,
    Final,
    NamedTuple,
    Self,
    TypeAlias,
    get_args,
    get_origin,
    get_type_hints,
)

TableRow: TypeAlias = Mapping[str, Any]
"""A row of a table: a flat mapping of JSON values, whose columns each table chooses."""


class Field(NamedTuple):
    """One field of a kind: its name, Python's type of its values, and its meaning."""

    name: str
    type: Any
    meaning: str

    @property
    def json_type(self) -> str:
        """The name that JSON Schema has for such values, where they are not null."""
        kind = get_args(self.type)[0] if isinstance(self.type, UnionType) else self.type
        return _JSON_TYPES[get_origin(kind) or kind]


_JSON_TYPES: Final[Mapping[Any, str]] = {
    int: "integer",
    str: "string",
    Sequence: "array",
    Mapping: "object",
}


@dataclass(slots=True)
class Event:
    """One thing that happened at *node*; empty where it was at no node.

    A subclass is one kind of event.  It sets `kind`, its name in a trace, annotates its own
    fields as ``Annotated[type, "meaning"]``, and its docstring states what such an event says.
    """

    kind: ClassVar[str]
    meaning: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]]
    _read: ClassVar[Callable[["Event"], Any]]

    node: str
    at_ns: int = field(init=False)
    """When it happened, in ns of simulated time; the recorder sets it."""
    cause: int | None = field(init=False)
    """Id of the packet that was being worked on, or nothing; the recorder sets it."""

    def __init_subclass__(cls) -> None:
        """Compile the table once, so that a bad one fails when it is imported."""
        hints = get_type_hints(cls, include_extras=True)
        cls.fields = tuple(
            Field(name, hint.__origin__, hint.__metadata__[0])
            for name, hint in hints.items()
            if hasattr(hint, "__metadata__")
        )
        cls.meaning = " ".join((cls.__doc__ or "").split())
        if cls.fields:
            cls._read = attrgetter(*(each.name for each in cls.fields))

    def values(self) -> tuple[Any, ...]:
        """Return the values of this kind's own fields, in the order of `fields`."""
        cls = type(self)
        found = cls._read(self)
        return found if len(cls.fields) > 1 else (found,)

    def at(self, at_ns: int, cause: int | None = None) -> Self:
        """Return this event, which happened at *at_ns* because of the packet *cause*."""
        self.at_ns = at_ns
        self.cause = cause
        return self
