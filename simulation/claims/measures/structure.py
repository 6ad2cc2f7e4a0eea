"""Measures of structure: who is there, what must change, what is configured, held and said.

Readings of sets carry their members in `words`, joined by commas; their value is how many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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

    from simulation.claims.claim import Reading
    from simulation.claims.look import Look

STOCK_2003: Final = (
    "RFC 768", "RFC 791", "RFC 792", "RFC 793", "RFC 826", "RFC 894", "RFC 1256", "RFC 2003",
    "RFC 2004", "RFC 2131", "RFC 2132", "RFC 2406", "RFC 2407", "RFC 2408", "RFC 2409", "RFC 2784",
    "RFC 2794", "RFC 3024", "RFC 3344", "RFC 3519", "RFC 3947", "RFC 3948", "RFC 4303",
    "IEEE 802.3", "mode-config draft",
)  # fmt: skip
"""Documents that were standards in January 2003, or drafts that products already followed (NAT
traversal, mode-config); RFC 4303 stands for RFC 2406, whose layout it has."""
_CONFIGURED: Final = frozenset({"routes", "filter", "tunnels", "interfaces"})
_ANNOUNCEMENTS: Final = ("registration-", "binding-", "esp-route-", "path-")


def members(reading: Reading) -> set[str]:
    """Return the set that a reading of a set carries."""
    return {each for each in reading.words.split(", ") if each}


def _set(look: Look, found: Iterable[str], event: int | None = None) -> Reading:
    names = sorted(set(found))
    return look.reading(len(names), event, ", ".join(names))


def first_row(look: Look, node: str, table: str) -> int | None:
    """Return the first event in which *node* wrote a row of *table* after the start."""
    for number, event in look.events(RowChanged):
        if event.node == node and event.table == table and event.new is not None:
            return number
    return None


# -- who is there, and what differs from stock -------------------------------------------------


def kinds(look: Look) -> Reading:
    """Return the kinds of entity of the run, what only a timeline adds left out."""
    names = {
        each["kind"]: each["name"]
        for each in look.trace.head["nodes"]
        if each["kind"] != "attacker"
    }
    newest = max(names.values(), key=lambda name: name in ("mip-proxy", "x-ha"))
    return _set(look, names, first_row(look, newest, "routes"))


def home_agents(look: Look) -> Reading:
    """Return the nodes that keep mobility bindings."""
    rows = [
        (number, event) for number, event in look.events(RowChanged) if event.table == "bindings"
    ]
    return _set(look, (event.node for _, event in rows), rows[0][0] if rows else None)


def changed(look: Look) -> Reading:
    """Return the entities and specifications that the option says differ from stock."""
    told = look.trace.head["structure"]
    names = {
        each["entity"] if each["kind"] == "modified" else f"new {each['entity']}" for each in told
    }
    return _set(look, names, first_row(look, "vpn-gw", "sad"))


def skills(look: Look, node: str) -> Reading:
    """Return what a node did: tables it kept, tunnels it opened or closed, messages it made."""
    found: dict[str, int] = {}
    for number, event in look.events(RowChanged):
        if event.node == node:
            found.setdefault(f"table {event.table}", number)
    for kind in (Wrapped, Unwrapped, Encrypted, Decrypted, Translated):
        did = (number for number, each in look.facts.of(kind) if each.node == node)
        if (first := next(did, None)) is not None:
            found.setdefault(kind.kind, first)
    for number, sent, opened in look.messages:
        if sent.node == node:
            for layer in opened.layers:
                key = layer.header.key
                if key.startswith(_ANNOUNCEMENTS) or key == "isakmp":
                    found.setdefault(f"message {key}", number)
    wanted = ("table binding-cache", "table esp-routes", "wrapped", "unwrapped", "table sad")
    shown = next((found[each] for each in wanted if each in found), None)
    return _set(look, found, shown if shown is not None else next(iter(found.values()), None))


# -- what is said ------------------------------------------------------------------------------


def inventory(look: Look) -> Reading:
    """Return the types of message and extension on the wire that were no standard in 2003."""
    found: dict[str, int] = {}
    for number, _, opened in look.messages:
        for layer in opened.layers:
            header = layer.header
            if header.spec and not header.spec.startswith(STOCK_2003):
                found.setdefault(header.key, number)
    shown = next(iter(found.values()), None)
    if shown is None:
        shown = next((number for number, *_ in look.messages), None)
    return _set(look, found, shown)


def mobility_messages(look: Look) -> Reading:
    """Return the types of message that manage mobility in this run."""
    found: dict[str, int] = {}
    for number, _, opened in look.messages:
        for layer in opened.layers:
            if layer.header.key.startswith(_ANNOUNCEMENTS):
                found.setdefault(layer.header.key, number)
    return _set(look, found, next(iter(found.values()), None))


def ipsec_messages(look: Look) -> Reading:
    """Return the types of IKE payload in this run."""
    found: dict[str, int] = {}
    for number, _, opened in look.messages:
        for layer in opened.layers:
            if layer.header.key.startswith(("ike", "isakmp")):
                found.setdefault(layer.header.key, number)
    return _set(look, found, next(iter(found.values()), None))


def care_of_in_vpn(look: Look) -> Reading:
    """Return the care-of address that the node names to the internal home agent within ESP."""
    for number, event, opened in look.messages:
        keys = [layer.header.key for layer in opened.layers]
        if event.node == "mn" and "esp" in keys and "registration-request" in keys:
            request = opened.layers[keys.index("registration-request")].header
            return look.reading(1, number, str(getattr(request, "care_of_address", "")))
    return look.reading(0)


def told_before_registration(look: Look, address: str) -> Reading:
    """Return how many messages with that *address* in them reached the node before it named it.

    Messages are searched in all their layers, opened with every key of the run.
    """
    octets = bytes(map(int, address.split(".")))
    named = care_of_in_vpn(look)
    heard, shown = 0, None
    for number, event in look.events(Arrived):
        if number >= named.event or event.node != "mn" or look.flow_of(event.packet):
            continue
        if any(octets in buffer for buffer in look.opened(event).buffers):
            heard += 1
            shown = number if shown is None else shown
    return look.reading(heard, named.event if shown is None else shown)


def home_agents_asked(look: Look) -> Reading:
    """Return the home agents that the node's requests from outside in clear name."""
    found: dict[str, int] = {}
    for number, event, opened in look.messages:
        keys = [layer.header.key for layer in opened.layers]
        if event.node != "mn" or "esp" in keys or "registration-request" not in keys:
            continue
        request = opened.layers[keys.index("registration-request")].header
        found.setdefault(str(getattr(request, "home_agent", "")), number)
    return _set(look, found, list(found.values())[-1] if found else None)


# -- what is configured and held ---------------------------------------------------------------


def configured(look: Look) -> Reading:
    """Return how many things are set up before the first packet: nodes, routes, rules, keys."""
    fixed = [each["name"] for each in look.trace.head["nodes"] if each["kind"] != "mobile-node"]
    rows = [
        number
        for number, event in look.events(RowChanged)
        if event.at_ns == 0 and event.table in _CONFIGURED and event.node in fixed
    ]
    keys = [
        number for number, event in look.events(KeyHeld) if event.at_ns == 0 and event.node in fixed
    ]
    return look.reading(len(fixed) + len(rows) + len(keys), rows[-1] if rows else None)


def rules(look: Look) -> Reading:
    """Return how many rules both firewalls begin with."""
    found = [
        number
        for number, event in look.events(RowChanged)
        if event.at_ns == 0 and event.table == "filter"
    ]
    return look.reading(len(found), found[0] if found else None)


def policy_routes(look: Look) -> Reading:
    """Return the routes of fixed nodes that look at more than the destination."""
    mobile = set(look.facts.mobiles)
    found = {
        f"{event.node}: {event.key}": number
        for number, event in look.events(RowChanged)
        if event.table == "routes" and event.node not in mobile and event.new
        and (event.new["source"] or event.new["inbound"])
    }  # fmt: skip
    return _set(look, found, next(iter(found.values()), None))


def stations(look: Look, node: str, address: str) -> Reading:
    """Return the Ethernet addresses that *node* has taken for *address*, one after another."""
    heard: list[str] = []
    shown = None
    for number, event in look.events(RowChanged):
        if event.node != node or event.table != "arp" or not event.new:
            continue
        if event.key.split(" ")[-1] == address:
            if heard and event.new["mac"] != heard[-1]:
                shown = number
            shown = number if shown is None else shown
            heard.append(event.new["mac"])
    return _set(look, heard, shown)


def secrets(look: Look, node: str, kind: str) -> Reading:
    """Return what *node* holds from the start without any negotiation: keys of one kind."""
    found = {
        (
            event.key,
            str(event.binding.get("between", event.binding.get("peer", ""))),
        ): number
        for number, event in look.events(KeyHeld)
        if event.node == node and event.key.startswith(f"{kind}:")
    }
    return _set(look, (f"{name} {whom}" for name, whom in found), next(iter(found.values()), None))


def trust(look: Look) -> Reading:
    """Return between whom the node's keys are, and of which kind: its edges of trust."""
    found = set()
    shown = None
    for number, event in look.events(KeyHeld):
        if event.node == "mn":
            kind = event.key.split(":", 1)[0]
            binding = event.binding
            found.add(f"{kind} {binding.get('between', '')}".strip())
            shown = number if shown is None else shown
    return _set(look, (each.replace(", ", " ") for each in found), shown)


def derived_after_exchange(look: Look) -> Reading:
    """Return the share of the node's ESP keys that came after an IKE key of the same run."""
    first = next((n for n, e in look.events(KeyHeld) if e.key.startswith("ike")), None)
    sealing = [n for n, e in look.events(KeyHeld) if e.key.startswith("esp:") and e.node == "mn"]
    right = [number for number in sealing if first is not None and number > first]
    return look.reading(len(right) / len(sealing) if sealing else 0.0, first)


def data_sealed_by(look: Look) -> Reading:
    """Return the kinds of key that seal user data."""
    found: dict[str, int] = {}
    for number, event in look.events(Sent):
        if look.flow_of(event.packet):
            for layer in look.stack(event.packet):
                if layer.sealed:
                    found.setdefault(layer.sealed.split(":", 1)[0], number)
    return _set(look, found, next(iter(found.values()), None))


# -- tables of addresses -----------------------------------------------------------------------


def selectors(look: Look) -> Reading:
    """Return the inner addresses that the node's SAs are for."""
    found: dict[str, int] = {}
    for number, event in look.events(RowChanged):
        if event.node == "mn" and event.table == "spd" and event.new:
            found.setdefault(event.new["local"].removesuffix("/32"), number)
    return _set(look, found, next(iter(found.values()), None))


def destinations_of_spi(look: Look) -> Reading:
    """Return the most different destinations that ESP of one SPI was sent to by the gateway."""
    found: dict[str, dict[str, int]] = {}
    for number, event in look.events(RowChanged):
        row = event.new
        if event.node == "vpn-gw" and event.table == "sad" and row and row["direction"] == "out":
            found.setdefault(event.key, {}).setdefault(row["destination"], number)
    most = max(found.values(), key=len, default={})
    return _set(look, most, list(most.values())[-1] if most else None)


def ways_to(look: Look, flow: str, address: str) -> Reading:
    """Return what the gateway does with *flow*, which is for *address*: seal it, send it inside."""
    octets = bytes(map(int, address.split(".")))
    found: dict[str, int] = {}
    for number, sealed in look.events(Encrypted):
        if sealed.node == "vpn-gw" and look.flow_of(sealed.inner) == flow:
            found.setdefault("sealed", number)
    for number, sent in look.events(Sent):
        if sent.node != "vpn-gw" or sent.link != "vpn-inside":
            continue
        frame = look.trace.frames[sent.frame]
        if look.flow_of(sent.packet) == flow and frame[30:34] == octets:
            found.setdefault("sent inside", number)
    return _set(look, found, list(found.values())[-1] if found else None)


def same_association(look: Look, since_s: float) -> Reading:
    """Return for how long, in s, an SPI had rested that sealed data both before and after."""
    last: dict[str, int] = {}
    longest, shown = 0, None
    for number, event in look.events(Encrypted):
        if event.node != "mn":
            continue
        before = last.get(event.key)
        if before is not None and event.at_ns >= since_s * 1e9 and event.at_ns - before > longest:
            longest, shown = event.at_ns - before, number
        last[event.key] = event.at_ns
    return look.reading(longest / 1e9, shown)


def layers_of_state(look: Look, node: str) -> Reading:
    """Return the state machines that *node* ran, registrations counted by name."""
    found: dict[str, int] = {}
    for number, event in look.events(StateChanged):
        if event.node == node:
            machine = str(event.machine)
            found.setdefault("ike" if machine.startswith("ike") else machine, number)
    return _set(look, found, next(iter(found.values()), None))


def outer_addresses(look: Look) -> Reading:
    """Return the different outside addresses that the gateway's SAs send to at once."""
    current: dict[str, str] = {}
    most: set[str] = set()
    shown = None
    for number, event in look.events(RowChanged):
        if event.node != "vpn-gw" or event.table != "sad":
            continue
        if event.new is None:
            current.pop(event.key, None)
        elif event.new["direction"] == "out":
            current[event.key] = event.new["destination"]
        if len(set(current.values())) > len(most) or shown is None:
            most, shown = set(current.values()), number
    return _set(look, most, shown)


def associations(look: Look) -> Reading:
    """Return how many outbound SAs the gateway held at once."""
    held: set[str] = set()
    most, shown = 0, None
    for number, event in look.events(RowChanged):
        if event.node == "vpn-gw" and event.table == "sad" and event.key.endswith(" out"):
            (held.discard if event.new is None else held.add)(event.key)
            if len(held) > most:
                most, shown = len(held), number
    return look.reading(most, shown)


def rows_of(look: Look, table: str, node: str = "") -> Reading:
    """Return the most rows that *table* held at once, at one fixed node or at all together."""
    mobile = set(look.facts.mobiles)
    held, most, shown = 0, 0, None
    for number, event in look.events(RowChanged):
        if event.table != table or event.node in mobile or (node and event.node != node):
            continue
        held += (event.new is not None) - (event.old is not None)
        if held > most:
            most, shown = held, number
    return look.reading(most, shown)


def load(look: Look, node: str) -> Reading:
    """Return how many octets of user packets *node* put on links."""
    octets, shown = 0, None
    for number, event in look.events(Sent):
        if event.node == node and look.flow_of(event.packet):
            octets += look.trace.packets[event.packet].octets
            shown = number if shown is None else shown
    return look.reading(octets, shown)
