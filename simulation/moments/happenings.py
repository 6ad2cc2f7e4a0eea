"""Every kind of happening that a phrase can name, in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.metrics.moves import moves
from simulation.moments import gaps, passages, rows, steps
from simulation.moments.happening import Happening
from simulation.scenario import ACTIONS
from simulation.trace import (
    ConnectionLost,
    Decrypted,
    Encrypted,
    Forged,
    Fragmented,
    Noted,
    Prompted,
    Reassembled,
    TransferFinished,
    Translated,
    Unwrapped,
    Wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from simulation.metrics.facts import Facts
    from simulation.moments.happening import Said


def _moves(facts: Facts, said: Said) -> Iterator[int]:
    for move in moves(facts):
        if said.get("of", move.node) == move.node:
            yield move.arrival.event


_DATA: Final = (
    Happening(
        ("data",),
        "data of a user reach the application that they are for; with by, on or at: each packet "
        "of them is sent by that node, on that link, or arrives at that node",
        passages.data,
        ("from", "to", "by", "on", "at"),
    ),
    Happening(
        ("lost data", "loss of data"),
        "a packet with data of a user ends, and none of its copies ever comes",
        passages.lost_data,
        ("from", "to", "at", "because"),
    ),
    Happening(
        ("drop",),
        "a packet of any kind ends unwanted; from is the node that made it",
        passages.drops,
        ("from", "at", "because"),
    ),
    Happening(
        ("beginning of longest gap",),
        "the last data before the longest silence around a move",
        gaps.begins_longest,
        ("from", "to"),
    ),
    Happening(
        ("end of longest gap",),
        "the first data after the longest silence around a move that ended",
        gaps.ends_longest,
        ("from", "to"),
    ),
    Happening(("end of gap",), "data flow again after a move", gaps.ends, ("from", "to")),
)
_FAMILIES: Final = tuple(
    Happening(
        (f"{name} message",),
        f"a message of {name}, told once, however often it is handed on: as its maker sends it, "
        "or as by, on and at say",
        passages.messages(prefixes),
        ("from", "by", "on", "at"),
    )
    for name, prefixes in passages.FAMILIES.items()
)
_KINDS: Final = tuple(
    Happening(
        (kind.replace("-", " "),),
        "a message of that kind, told once as well",
        passages.messages((kind,)),
        ("from", "by", "on", "at"),
    )
    for kind in passages.KINDS
)
_STATES: Final = (
    Happening(
        ("registration accepted",),
        "an agent enters a binding, or renews one",
        rows.entered("bindings", "proxy-sessions"),
        ("by",),
    ),
    Happening(
        ("registration stands",),
        "a node learns that its registration was accepted",
        steps.becomes("registration", "registered"),
        ("of",),
    ),
    Happening(
        ("external registration stands",),
        "the same of the registration with the external home agent",
        steps.becomes("external registration", "registered"),
        ("of",),
    ),
    Happening(
        ("internal registration stands",),
        "the same of the registration with the internal home agent, by whatever way",
        steps.becomes("internal registration", "registered"),
        ("of",),
    ),
    Happening(
        ("vpn is up",),
        "a VPN client has keys and an address, and may send",
        steps.becomes("vpn client", "up"),
        ("of",),
    ),
    Happening(
        ("vpn is down",),
        "a VPN client gives up what it had",
        steps.becomes("vpn client", "down"),
        ("of",),
    ),
    Happening(
        ("found outside",),
        "a node takes itself to be outside",
        steps.becomes("detection", "outside"),
        ("of",),
    ),
    Happening(
        ("found inside",),
        "a node takes itself to be inside",
        steps.becomes("detection", "inside"),
        ("of",),
    ),
    Happening(
        ("address",), "a node gets an address by DHCP", steps.becomes("dhcp", "bound"), ("of",)
    ),
    Happening(
        ("security association",),
        "a node enters an IPsec security association",
        rows.added("sad"),
        ("at",),
    ),
    Happening(
        ("end of security association",),
        "a node takes an IPsec security association away",
        rows.removed("sad"),
        ("at",),
    ),
    Happening(("row added",), "a table has a row more", rows.added(), ("in", "at")),
    Happening(("row removed",), "a table has a row less", rows.removed(), ("in", "at")),
    Happening(
        ("row changed",), "a row is added, removed or becomes another", rows.changed, ("in", "at")
    ),
    Happening(("key",), "a node comes to hold a key", steps.keys, ("at",)),
)
_PACKETS: Final = tuple(
    Happening(words, meaning, passages.of_kind(kind), ("at",))
    for words, meaning, kind in (
        (("wrapping",), "a packet is put into another", Wrapped),
        (("unwrapping",), "a packet is taken out of another", Unwrapped),
        (("encryption",), "a packet is sealed with a key", Encrypted),
        (("decryption",), "a packet is opened with a key", Decrypted),
        (("translation",), "addresses or ports of a packet are rewritten", Translated),
        (("fragment", "fragmentation"), "a packet is cut into fragments", Fragmented),
        (("reassembly",), "fragments are joined again", Reassembled),
        (("forged packet",), "an attacker sends what is not its own", Forged),
        (("prompt",), "a user has to authenticate", Prompted),
        (("note",), "something worth telling happens", Noted),
        (("transfer finished",), "a transfer has brought everything", TransferFinished),
        (("connection lost",), "a transfer loses its connection", ConnectionLost),
    )
)
_ACTIONS: Final = (
    Happening(("move",), "a mobile node arrives on a link, after it left another", _moves, ("of",)),
    Happening(("attack begins",), "an attacker begins to rewrite", steps.attack(begins=True)),
    Happening(("attack ends",), "an attacker ceases to rewrite", steps.attack(begins=False)),
    *(
        Happening(
            (do.replace("-", " "),),
            f"the timeline acts: a node {action.meaning}",
            steps.action(do),
            ("of", "onto") if any(each.key == "link" for each in action.fields) else ("of",),
        )
        for do, action in ACTIONS.items()
        if do != "attack"
    ),
    Happening(("start of run",), "the first event of all", steps.start),
    Happening(("end of run",), "the last event of all", steps.end),
)
HAPPENINGS: Final = _DATA + _FAMILIES + _KINDS + _STATES + _PACKETS + _ACTIONS
"""All of them, in the order of the documentation."""
BY_WORDS: Final[Mapping[str, Happening]] = {
    words: each for each in HAPPENINGS for words in each.words
}
COMMON: Final = tuple(
    each.words[0] for part in (_DATA, _FAMILIES, _STATES, _PACKETS, _ACTIONS) for each in part
)
"""What is named where somebody wrote nothing that comes close: all but single messages."""
