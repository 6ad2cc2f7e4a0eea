"""Everything that a filter can name: what an event tells, and what stands in a packet's headers.

Headers and their fields come from the wire room's field tables, kinds of event and their fields
from the trace's; nothing is said twice here.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from simulation.filters import names
from simulation.trace import KINDS
from simulation.wire.address import Address, AddressList, Mac
from simulation.wire.fields import Bits, Row
from simulation.wire.registry import HEADERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulation.trace import Field

Sort: TypeAlias = Literal[
    "presence", "flag", "number", "seconds", "time", "text", "address", "mac", "octets", "any"
]

EXPECTS: Final[Mapping[Sort, str]] = {
    "presence": "no value",
    "flag": "true or false",
    "number": "a number such as 434 or 0x1b2",
    "seconds": "a number of seconds such as 1800 or 1800s",
    "time": "a time such as 12.5s, 350ms or 12.5",
    "text": 'a word, or a text in quotation marks such as "two words"',
    "address": "an address such as 10.1.0.100, or a prefix such as 10.1.0.0/16",
    "mac": "an Ethernet address such as 02:00:9b:0c:ca:a2",
    "octets": "octets in hexadecimal such as 0x1122 or 11:22",
    "any": "a number, an address, a word, or a text in quotation marks",
}
"""What each sort of term is compared with, in words."""


@dataclass(frozen=True, slots=True)
class Term:
    """One name of the language.

    A term reads `headers` (key and field, the field empty where the header itself is meant), or
    events of `kinds` (and their `field`, and a `member` of it), or else what every event has.
    """

    name: str
    meaning: str
    sort: Sort
    headers: tuple[tuple[str, str], ...] = ()
    kinds: tuple[str, ...] = ()
    field: str = ""
    member: str = ""
    labels: Mapping[int, str] = dataclasses.field(default_factory=dict)
    """What numbers stand for, where the value is a code."""
    stands_alone: bool = True

    @property
    def expects(self) -> str:
        """What it is compared with, in words."""
        return EXPECTS[self.sort]


COMMON: Final[Sequence[Term]] = (
    Term(
        "node", "name of a node: where it happened, who sent it, or whom it reached", "text",
        stands_alone=False,
    ),
    Term("link", "name of the link that the packet was on", "text"),
    Term("time", "moment of the run", "time", stands_alone=False),
    Term("kind", "kind of event", "text", stands_alone=False),
    Term("event", "number of the event", "number", stands_alone=False),
    Term("packet", "number of the packet, or of one inside it", "number"),
    Term("frame", "number of the frame", "number"),
    Term("octets", "length of the packet in octets", "number"),
    Term("flow", "name of the application's flow and its direction", "text"),
    Term("message", "kind of protocol message that the packet is, or carries", "text"),
    Term("purpose", "what the packet is for, in words", "text"),
    Term("role", "role of one of its layers, such as ipsec", "text"),
    Term("fault", "what is wrong with the packet on purpose", "text"),
)  # fmt: skip
"""What every event, or every event of a packet, can be asked for."""


def _of_header(key: str, row: Row | None) -> Term:
    header = HEADERS[key]
    if row is None:
        return Term(key, header.title, "presence", headers=((key, ""),))
    return Term(
        f"{key}.{row.name}",
        f"{row.field.label} of {header.title}: {row.field.meaning}",
        _sort(row),
        headers=((key, row.name),),
        labels=(row.field.values if isinstance(row.field, Bits) else None) or {},
    )


def _sort(row: Row) -> Sort:
    if row.kind is bool:
        return "flag"
    if row.kind in {Address, AddressList}:
        return "address"
    if row.kind is Mac:
        return "mac"
    if not isinstance(row.field, Bits):
        return "text" if row.field.text else "octets"
    if row.name.endswith("_ns"):
        return "time"
    return "seconds" if "seconds" in row.field.meaning else "number"


def _joined(name: str, parts: Sequence[Term]) -> Term:
    """Return a term called *name* that reads what any of *parts* reads."""
    labels = {number: label for part in parts for number, label in part.labels.items()}
    sorts = {part.sort for part in parts}
    return Term(
        name,
        parts[0].meaning if len(parts) == 1 else "; or ".join(part.meaning for part in parts[:2]),
        parts[0].sort if len(sorts) == 1 else "any",
        headers=tuple(source for part in parts for source in part.headers),
        labels=labels,
    )


def _of_field(kind: str, each: Field) -> Term:
    sorts: Mapping[str, Sort] = {
        "integer": "number",
        "string": "text",
        "array": "any",
        "object": "any",
    }
    sort: Sort = "time" if each.name.endswith("_ns") else sorts.get(each.json_type, "text")
    return Term(f"{kind}.{each.name}", each.meaning, sort, kinds=(kind,), field=each.name)


def _members(patterns: Sequence[str]) -> list[str]:
    return [key for key in HEADERS if any(fnmatchcase(key, pattern) for pattern in patterns)]


def _terms() -> dict[str, Term]:
    own = {term.name: term for key, header in HEADERS.items() for term in _header_terms(key)}
    found = dict(own)
    for protocol, patterns in names.PROTOCOLS.items():
        keys = _members(patterns)
        for name in dict.fromkeys(row.name for key in keys for row in HEADERS[key].table):
            parts = [own[f"{key}.{name}"] for key in keys if f"{key}.{name}" in own]
            found.setdefault(f"{protocol}.{name}", _joined(f"{protocol}.{name}", parts))
        leading = patterns[:1] if patterns[0] in HEADERS else keys
        found[protocol] = _joined(protocol, [own[key] for key in leading])
    for name, headers in names.SHORT.items():
        found[name] = _joined(name, [own[key] for key in headers])
    for name, fields in names.FIELDS.items():
        found[name] = _joined(name, [own[each] for each in fields])
    for kind in KINDS:
        found[kind.kind] = Term(kind.kind, kind.meaning, "presence", kinds=(kind.kind,))
        for each in kind.fields:
            found[f"{kind.kind}.{each.name}"] = _of_field(kind.kind, each)
    return found | {term.name: term for term in COMMON}


def _header_terms(key: str) -> list[Term]:
    return [_of_header(key, None), *(_of_header(key, row) for row in HEADERS[key].table)]


TERMS: Final[Mapping[str, Term]] = _terms()
"""Every term by its name."""
