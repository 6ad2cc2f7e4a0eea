"""How changes of tables are told: those that decide where packets go and who can open them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simulation.metrics.names import Names
    from simulation.trace import RowChanged, TableRow


def tell(names: Names, event: RowChanged) -> tuple[str, str]:
    """Return how a `row` event is told and the section behind it; empty where it is not."""
    tells = _TABLES.get(event.table)
    if tells is None:
        return "", ""
    return tells(names.node(event.node), event.key, event.old, event.new)


def _binding(node: str, key: str, old: TableRow | None, new: TableRow | None) -> tuple[str, str]:
    spec = "RFC 3344 3.8"
    if new is None:
        return f"{node} forgets the binding of {key}", spec
    way = _care_of(new)
    if old is not None and _care_of(old) == way:
        return "", ""
    moved = "from now on" if old is not None else "now"
    return f"{node} {moved} sends packets for {key} to {way}", spec


def _care_of(row: TableRow) -> str:
    observed = row.get("observed")
    seen = f", which it sees as {observed}" if observed else ""
    return f"{row.get('care_of')}{seen}"


def _cached(node: str, key: str, old: TableRow | None, new: TableRow | None) -> tuple[str, str]:
    if new is None:
        return f"{node} forgets where {key} is", "draft-ietf-mobileip-optim"
    if old is not None and old.get("care_of") == new.get("care_of"):
        return "", ""
    text = f"{node} notes that {key} is at {new.get('care_of')}, and sends straight there"
    return text, "draft-ietf-mobileip-optim"


def _association(
    node: str, key: str, old: TableRow | None, new: TableRow | None
) -> tuple[str, str]:
    """Tell of the inbound one of each pair; the outbound one says nothing more."""
    row = new or old or {}
    if row.get("direction") != "in":
        return "", ""
    source, inner = row.get("source"), row.get("inner")
    if new is None:
        return f"{node} deletes its security associations with {source}", "RFC 4301 4.4.2"
    if old is None:
        text = f"{node} installs security associations with {source} for inner packets {inner}"
        return text, "RFC 4301 4.4.2"
    if old.get("source") != source:
        return f"{node} now sends what its association {key} seals to {source}", "RFC 4301 4.4.2"
    return "", ""


def _visitor(node: str, key: str, old: TableRow | None, new: TableRow | None) -> tuple[str, str]:
    if new is None:
        return f"{node} no longer serves {key}", "RFC 3344 3.7"
    return (f"{node} serves {key} as a visitor", "RFC 3344 3.7") if old is None else ("", "")


def _mapping(node: str, key: str, old: TableRow | None, new: TableRow | None) -> tuple[str, str]:
    if old is not None and new is not None:
        return "", ""
    if new is None:
        return f"{node} forgets the mapping of {key}", "RFC 4787 4.3"
    return f"{node} maps {new.get('inside')} to {new.get('outside')}", "RFC 3022 2.2"


_TABLES: Final[
    Mapping[str, Callable[[str, str, TableRow | None, TableRow | None], tuple[str, str]]]
] = {
    "bindings": _binding,
    "binding-cache": _cached,
    "sad": _association,
    "visitors": _visitor,
    "nat": _mapping,
}
