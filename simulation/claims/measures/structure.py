"""Measures of structure: who is there, what must change, what is configured, held and said.

Readings of sets carry their members in `words`, joined by commas; their value is how many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.metrics import novelty
from simulation.metrics.novelty import new_types
from simulation.trace import (
    Arrived,
    Decrypted,
    Encrypted,
    KeyHeld,
    RowChanged,
    Sent,
    StateChanged,
    Translated,
    Unwrapped,
    Wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulation.claims.evidence import Evidence
    from simulation.claims.reading import Reading

_CONFIGURED: Final = frozenset({"routes", "filter", "tunnels", "interfaces"})
_ANNOUNCEMENTS: Final = ("registration-", "binding-", "esp-route-", "path-")


def members(reading: Reading) -> set[str]:
    """Return the set that a reading of a set carries."""
    return {each for each in reading.words.split(", ") if each}


def _set(run: Evidence, found: Iterable[str], event: int | None = None) -> Reading:
    names = sorted(set(found))
    return run.reading(len(names), event, ", ".join(names))


def first_row(run: Evidence, node: str, table: str) -> int | None:
    """Return the first event in which *node* wrote a row of *table* after the start."""
    for number, event in run.events(RowChanged):
        if event.node == node and event.table == table and event.new is not None:
            return number
    return None


# -- who is there, and what differs from stock -------------------------------------------------


def kinds(run: Evidence) -> Reading:
    """Return the kinds of entity of the run, what only a timeline adds left out."""
    names = {
        each["kind"]: each["name"] for each in run.trace.head["nodes"] if each["kind"] != "attacker"
    }
    newest = max(names.values(), key=lambda name: name in ("mip-proxy", "x-ha"))
    return _set(run, names, first_row(run, newest, "routes"))


def home_agents(run: Evidence) -> Reading:
    """Return the nodes that keep mobility bindings."""
    rows = [
        (number, event) for number, event in run.events(RowChanged) if event.table == "bindings"
    ]
    return _set(run, (event.node for _, event in rows), rows[0][0] if rows else None)


def changed(run: Evidence) -> Reading:
    """Return the entities and specifications that the option declares to differ from stock."""
    told = run.trace.head["structure"]
    names = {
        each["entity"] if each["kind"] == "modified" else f"new {each['entity']}" for each in told
    }
    return _set(run, names, first_row(run, "vpn-gw", "sad"))


def beyond_stock(run: Evidence) -> Reading:
    """Return what entities other than mobile nodes did that no stock one of 2003 does."""
    found = {
        f"{row['entity']} {row['what']}": row["first_event"]["evidence"][0]
        for row in novelty.measure(run.facts)
        if row["entity"] != "mobile-node"
    }
    return _set(run, found, next(iter(found.values()), None))


def skills(run: Evidence, node: str) -> Reading:
    """Return what a node did: tables it kept, tunnels it opened or closed, messages it made."""
    found: dict[str, int] = {}
    for number, event in run.events(RowChanged):
        if event.node == node:
            found.setdefault(f"table {event.table}", number)
    for kind in (Wrapped, Unwrapped, Encrypted, Decrypted, Translated):
        did = (number for number, each in run.facts.of(kind) if each.node == node)
        if (first := next(did, None)) is not None:
            found.setdefault(kind.kind, first)
    for number, sent, opened in run.messages:
        if sent.node == node:
            for layer in opened.layers:
                key = layer.header.key
                if key.startswith(_ANNOUNCEMENTS) or key == "isakmp":
                    found.setdefault(f"message {key}", number)
    wanted = ("table binding-cache", "table esp-routes", "wrapped", "unwrapped", "table sad")
    shown = next((found[each] for each in wanted if each in found), None)
    return _set(run, found, shown if shown is not None else next(iter(found.values()), None))


# -- what is said ------------------------------------------------------------------------------


def inventory(run: Evidence) -> Reading:
    """Return the types of message and extension on the wire that were no standard in 2003."""
    found: dict[str, int] = {}
    for number, _, opened in run.messages:
        for header in new_types(opened):
            found.setdefault(header.key, number)
    shown = next(iter(found.values()), None)
    if shown is None:
        shown = next((number for number, *_ in run.messages), None)
    return _set(run, found, shown)


def mobility_messages(run: Evidence) -> Reading:
    """Return the types of message that manage mobility in this run."""
    found: dict[str, int] = {}
    for number, _, opened in run.messages:
        for layer in opened.layers:
            if layer.header.key.startswith(_ANNOUNCEMENTS):
                found.setdefault(layer.header.key, number)
    return _set(run, found, next(iter(found.values()), None))


def ipsec_messages(run: Evidence) -> Reading:
    """Return the types of IKE payload in this run."""
    found: dict[str, int] = {}
    for number, _, opened in run.messages:
        for layer in opened.layers:
            if layer.header.key.startswith(("ike", "isakmp")):
                found.setdefault(layer.header.key, number)
    return _set(run, found, next(iter(found.values()), None))


def care_of_in_vpn(run: Evidence) -> Reading:
    """Return the care-of address that the node names to the internal home agent within ESP."""
    for number, event, opened in run.messages:
        keys = [layer.header.key for layer in opened.layers]
        if event.node == "mn" and "esp" in keys and "registration-request" in keys:
            request = opened.layers[keys.index("registration-request")].header
            return run.reading(1, number, str(getattr(request, "care_of_address", "")))
    return run.reading(0)


def told_before_registration(run: Evidence, address: str) -> Reading:
    """Return how many messages with that *address* in them reached the node before it named it.

    Messages are searched in all their layers, opened with every key of the run.
    """
    octets = bytes(map(int, address.split(".")))
    named = care_of_in_vpn(run)
    heard, shown = 0, None
    for number, event in run.events(Arrived):
        if number >= named.event or event.node != "mn" or run.flow_of(event.packet):
            continue
        if any(octets in buffer for buffer in run.opened(event).buffers):
            heard += 1
            shown = number if shown is None else shown
    return run.reading(heard, named.event if shown is None else shown)


def home_agents_asked(run: Evidence) -> Reading:
    """Return the home agents that the node's requests from outside in clear name."""
    found: dict[str, int] = {}
    for number, event, opened in run.messages:
        keys = [layer.header.key for layer in opened.layers]
        if event.node != "mn" or "esp" in keys or "registration-request" not in keys:
            continue
        request = opened.layers[keys.index("registration-request")].header
        found.setdefault(str(getattr(request, "home_agent", "")), number)
    return _set(run, found, list(found.values())[-1] if found else None)


# -- what is configured and held ---------------------------------------------------------------


def configured(run: Evidence) -> Reading:
    """Return how many things are set up before the first packet: nodes, routes, rules, keys."""
    fixed = [each["name"] for each in run.trace.head["nodes"] if each["kind"] != "mobile-node"]
    rows = [
        number
        for number, event in run.events(RowChanged)
        if event.at_ns == 0 and event.table in _CONFIGURED and event.node in fixed
    ]
    keys = [
        number for number, event in run.events(KeyHeld) if event.at_ns == 0 and event.node in fixed
    ]
    return run.reading(len(fixed) + len(rows) + len(keys), rows[-1] if rows else None)


def rules(run: Evidence) -> Reading:
    """Return how many rules both firewalls begin with."""
    found = [
        number
        for number, event in run.events(RowChanged)
        if event.at_ns == 0 and event.table == "filter"
    ]
    return run.reading(len(found), found[0] if found else None)


def policy_routes(run: Evidence) -> Reading:
    """Return the routes of fixed nodes that look at more than the destination."""
    mobile = set(run.facts.mobiles)
    found = {
        f"{event.node}: {event.key}": number
        for number, event in run.events(RowChanged)
        if event.table == "routes" and event.node not in mobile and event.new
        and (event.new["source"] or event.new["inbound"])
    }  # fmt: skip
    return _set(run, found, next(iter(found.values()), None))


def stations(run: Evidence, node: str, address: str) -> Reading:
    """Return the Ethernet addresses that *node* has taken for *address*, one after another."""
    heard: list[str] = []
    shown = None
    for number, event in run.events(RowChanged):
        if event.node != node or event.table != "arp" or not event.new:
            continue
        if event.key.split(" ")[-1] == address:
            if heard and event.new["mac"] != heard[-1]:
                shown = number
            shown = number if shown is None else shown
            heard.append(event.new["mac"])
    return _set(run, heard, shown)


def secrets(run: Evidence, node: str, kind: str) -> Reading:
    """Return what *node* holds from the start without any negotiation: keys of one kind."""
    found = {
        (
            event.key,
            str(event.binding.get("between", event.binding.get("peer", ""))),
        ): number
        for number, event in run.events(KeyHeld)
        if event.node == node and event.key.startswith(f"{kind}:")
    }
    return _set(run, (f"{name} {whom}" for name, whom in found), next(iter(found.values()), None))


def trust(run: Evidence) -> Reading:
    """Return between whom the node's keys are, and of which kind: its edges of trust."""
    found = set()
    shown = None
    for number, event in run.events(KeyHeld):
        if event.node == "mn":
            kind = event.key.split(":", 1)[0]
            binding = event.binding
            found.add(f"{kind} {binding.get('between', '')}".strip())
            shown = number if shown is None else shown
    return _set(run, (each.replace(", ", " ") for each in found), shown)


def derived_after_exchange(run: Evidence) -> Reading:
    """Return the share of the node's ESP keys that came after an IKE key of the same run."""
    first = next((n for n, e in run.events(KeyHeld) if e.key.startswith("ike")), None)
    sealing = [n for n, e in run.events(KeyHeld) if e.key.startswith("esp:") and e.node == "mn"]
    right = [number for number in sealing if first is not None and number > first]
    return run.reading(len(right) / len(sealing) if sealing else 0.0, first)


def data_sealed_by(run: Evidence) -> Reading:
    """Return the kinds of key that seal user data."""
    found: dict[str, int] = {}
    for number, event in run.events(Sent):
        if run.flow_of(event.packet):
            for layer in run.stack(event.packet):
                if layer.sealed:
                    found.setdefault(layer.sealed.split(":", 1)[0], number)
    return _set(run, found, next(iter(found.values()), None))


# -- tables of addresses -----------------------------------------------------------------------


def selectors(run: Evidence) -> Reading:
    """Return the inner addresses that the node's SAs are for."""
    found: dict[str, int] = {}
    for number, event in run.events(RowChanged):
        if event.node == "mn" and event.table == "spd" and event.new:
            found.setdefault(event.new["local"].removesuffix("/32"), number)
    return _set(run, found, next(iter(found.values()), None))


def destinations_of_spi(run: Evidence) -> Reading:
    """Return the most different destinations that ESP of one SPI was sent to by the gateway."""
    found: dict[str, dict[str, int]] = {}
    for number, event in run.events(RowChanged):
        row = event.new
        if event.node == "vpn-gw" and event.table == "sad" and row and row["direction"] == "out":
            found.setdefault(event.key, {}).setdefault(row["destination"], number)
    most = max(found.values(), key=len, default={})
    return _set(run, most, list(most.values())[-1] if most else None)


def ways_to(run: Evidence, flow: str, address: str) -> Reading:
    """Return what the gateway does with *flow*, which is for *address*: seal it, send it inside."""
    octets = bytes(map(int, address.split(".")))
    found: dict[str, int] = {}
    for number, sealed in run.events(Encrypted):
        if sealed.node == "vpn-gw" and run.flow_of(sealed.inner) == flow:
            found.setdefault("sealed", number)
    for number, sent in run.events(Sent):
        if sent.node != "vpn-gw" or sent.link != "vpn-inside":
            continue
        frame = run.trace.frames[sent.frame]
        if run.flow_of(sent.packet) == flow and frame[30:34] == octets:
            found.setdefault("sent inside", number)
    return _set(run, found, list(found.values())[-1] if found else None)


def same_association(run: Evidence, since_s: float) -> Reading:
    """Return for how long, in s, an SPI had rested that sealed data both before and after."""
    last: dict[str, int] = {}
    longest, shown = 0, None
    for number, event in run.events(Encrypted):
        if event.node != "mn":
            continue
        before = last.get(event.key)
        if before is not None and event.at_ns >= since_s * 1e9 and event.at_ns - before > longest:
            longest, shown = event.at_ns - before, number
        last[event.key] = event.at_ns
    return run.reading(longest / 1e9, shown)


def layers_of_state(run: Evidence, node: str) -> Reading:
    """Return the state machines that *node* ran, registrations counted by name."""
    found: dict[str, int] = {}
    for number, event in run.events(StateChanged):
        if event.node == node:
            machine = str(event.machine)
            found.setdefault("ike" if machine.startswith("ike") else machine, number)
    return _set(run, found, next(iter(found.values()), None))


def outer_addresses(run: Evidence) -> Reading:
    """Return the different outside addresses that the gateway's SAs send to at once."""
    current: dict[str, str] = {}
    most: set[str] = set()
    shown = None
    for number, event in run.events(RowChanged):
        if event.node != "vpn-gw" or event.table != "sad":
            continue
        if event.new is None:
            current.pop(event.key, None)
        elif event.new["direction"] == "out":
            current[event.key] = event.new["destination"]
        if len(set(current.values())) > len(most) or shown is None:
            most, shown = set(current.values()), number
    return _set(run, most, shown)


def associations(run: Evidence) -> Reading:
    """Return how many outbound SAs the gateway held at once."""
    held: set[str] = set()
    most, shown = 0, None
    for number, event in run.events(RowChanged):
        if event.node == "vpn-gw" and event.table == "sad" and event.key.endswith(" out"):
            (held.discard if event.new is None else held.add)(event.key)
            if len(held) > most:
                most, shown = len(held), number
    return run.reading(most, shown)


def rows_of(run: Evidence, table: str, node: str = "") -> Reading:
    """Return the most rows that *table* held at once, at one fixed node or at all together."""
    mobile = set(run.facts.mobiles)
    held, most, shown = 0, 0, None
    for number, event in run.events(RowChanged):
        if event.table != table or event.node in mobile or (node and event.node != node):
            continue
        held += (event.new is not None) - (event.old is not None)
        if held > most:
            most, shown = held, number
    return run.reading(most, shown)


def load(run: Evidence, node: str) -> Reading:
    """Return how many octets of user packets *node* put on links."""
    octets, shown = 0, None
    for number, event in run.events(Sent):
        if event.node == node and run.flow_of(event.packet):
            octets += run.trace.packets[event.packet].octets
            shown = number if shown is None else shown
    return run.reading(octets, shown)
