"""Tells how keys are agreed upon, and that they are replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.narration.beat import Focus, Point
from simulation.narration.words import counted, tunnels_of
from simulation.trace import Acted, KeyHeld, Prompted, StateChanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.narration.reading import Reading

_BEGINS: Final = frozenset({"ike-main-mode-1", "ike-sa-init-request", "wireguard-initiation"})
_REPLACES: Final = frozenset(
    {
        "ike-main-mode-1-rekeying",
        "ike-quick-mode-1-rekeying",
        "ike-rekey-esp-request",
        "ike-rekey-ike-request",
    }
)
_OF_IKE: Final = frozenset({"ike-main-mode-1-rekeying", "ike-rekey-ike-request"})
"""Of these, those that replace the keys of IKE itself."""
_KEYED: Final = ("ike-", "wireguard-initiation", "wireguard-response")
_WATCH: Final = ("ike-r-u-there", "ike-liveness-check")
"""Messages of IKE that give no keys: they ask whether the other is still there."""
_DATA_KEYS: Final = ("esp:", "wg:")
_IKE_KEYS: Final = ("ikev1:", "ikev2:")
_ENDS: Final = frozenset({"ike-main-mode-5", "ike-main-mode-6", "ike-quick-mode-3"})
"""Messages that may follow when keys are held already (RFC 2409 5.4, 5.5)."""
_STARTS: Final = frozenset({"switch-on", "crash", "restart"})
"""What a node does that holds none of its old keys afterwards."""


def tell(reading: Reading) -> Iterator[Point]:
    """Yield a point for every negotiation that gave keys, and for what the user is asked."""
    ends = -1
    for root, hops in sorted(reading.hops.items(), key=lambda each: each[1][0]):
        message, begun = reading.trace.packets[root].message, hops[0]
        if begun <= ends or message not in _BEGINS | _REPLACES:
            continue
        done = _keyed(reading, begun, _IKE_KEYS if message in _OF_IKE else _DATA_KEYS)
        if done is None:
            if message in _BEGINS:
                ends = _tries(reading, begun)
                yield _unanswered(reading, root, begun, ends)
            continue
        ends = done
        replaces = message in _REPLACES or (
            message.startswith("wireguard") and _held(reading, reading.sent(begun).node, begun)
        )
        tells = _replaces if replaces else _negotiates
        yield tells(reading, root, begun, done)
    for number, prompt in reading.facts.of(Prompted):
        who = reading.words.node(prompt.node)
        yield Point(
            number,
            "prompt",
            7,
            "cost",
            f"the user of {who} has to type a {prompt.what}, and until then no data go out",
            focus=Focus((prompt.node,)),
        )


def _held(reading: Reading, node: str, begun: int) -> bool:
    """Return whether *node* has held keys that seal data before, since it started."""
    starts = [
        number
        for number, event in reading.facts.of(Acted)
        if event.node == node and event.action["do"] in _STARTS and number < begun
    ]
    held = reading.within(KeyHeld, max(starts, default=0), begun)
    return any(each.node == node and each.key.startswith(_DATA_KEYS) for _, each in held)


def _keyed(reading: Reading, begun: int, keys: tuple[str, ...]) -> int | None:
    """Return the event by which who began holds a key of that sort, if it comes to that."""
    node = reading.sent(begun).node
    stay = reading.stay_of(node, begun)
    for number, event in reading.within(KeyHeld, begun, stay.ends if stay else reading.end):
        if event.key.startswith(keys) and event.node == node:
            return number
    return None


def _messages(reading: Reading, node: str, first: int, last: int) -> list[int]:
    """Return the messages of the exchange of *node* between two events, by innermost packet.

    Keys are held before an exchange ends: the answers that follow belong to it, too.
    """
    found = list[int]()
    for root, hops in sorted(reading.hops.items(), key=lambda each: each[1][0]):
        message = reading.trace.packets[root].message
        if not message.startswith(_KEYED) or message.startswith(_WATCH) or hops[0] < first:
            continue
        ends = message in _ENDS and reading.root_of_cause(hops[0]) in found
        if (hops[0] <= last or ends) and not _others(reading, node, hops):
            found.append(root)
    return found


def _others(reading: Reading, node: str, hops: list[int]) -> bool:
    """Return whether a message goes from or to a mobile node other than *node*."""
    first, last = reading.sent(hops[0]), reading.sent(hops[-1])
    return any(each in reading.facts.mobiles and each != node for each in (first.node, *last.to))


def _peer(reading: Reading, roots: list[int], node: str) -> str:
    """Return who answers *node*, or nothing."""
    senders = (reading.sent(reading.hops[root][0]).node for root in roots)
    return next((each for each in senders if each != node), "")


def _negotiates(reading: Reading, root: int, begun: int, done: int) -> Point:
    words, node = reading.words, reading.sent(begun).node
    roots = _messages(reading, node, begun, done)
    peer = _peer(reading, roots, node)
    new = "new keys" if _held(reading, node, begun) else "keys"
    outer = tunnels_of(reading.stack(begun))
    within = f"through the {words.tunnel('external-mip')}, " if "external-mip" in outer else ""
    headline = (
        f"{within}{words.node(node)} agrees on {new} with {words.node(peer)}. "
        "The keys are computed at both ends and never travel"
    )
    user = any(each.at_ns for _, each in reading.within(Prompted, begun, done))
    wireguard = reading.trace.packets[root].message.startswith("wireguard")
    how = words.term("WireGuard", "wireguard") if wireguard else words.term("IKE", "ike")
    more = (
        f"{counted(len(roots), f'{how} message')}",
        "from now on data can be sealed: who lacks the key sees only the outermost addresses",
        "the user had to type a password meanwhile" if user else "",
    )
    spec = _spec(reading, roots)
    focus = Focus((node, peer), "ipsec", root, begun)
    weight = 0.6 if len(roots) <= 4 else 0.3
    shown = tuple((each, weight) for each in roots)
    return Point(begun, "keys", 8, "read", headline, more, spec, focus, (done,), shown)


def _spec(reading: Reading, roots: list[int]) -> str:
    first = reading.trace.packets[roots[0]].message
    if first.startswith("wireguard"):
        return "WireGuard white paper 5.4"
    return "RFC 2409 5" if "mode" in first else "RFC 7296 1.2"


def _replaces(reading: Reading, root: int, begun: int, done: int) -> Point:
    words, node = reading.words, reading.sent(begun).node
    roots = _messages(reading, node, begun, done)
    peer, message = _peer(reading, roots, node), reading.trace.packets[root].message
    own = f" of {words.term('IKE', 'ike')} itself" if message in _OF_IKE else ""
    headline = (
        f"the keys{own} grow old. {words.node(node)} and {words.node(peer)} agree on new ones"
    )
    more = (counted(len(roots), "message"),)
    focus = Focus((node, peer), "ipsec", root, begun)
    shown = tuple((each, 0.3) for each in roots)
    return Point(
        begun, "rekeys", 4, "read", headline, more, _spec(reading, roots), focus, (done,), shown
    )


def _tries(reading: Reading, begun: int) -> int:
    """Return where the stay ends in which nobody answered, or where the client gave up."""
    node = reading.sent(begun).node
    stay = reading.stay_of(node, begun)
    ends = stay.ends if stay is not None else reading.end
    for number, event in reading.within(StateChanged, begun, ends):
        if event.node == node and event.new in {"gone", "down"}:
            return number
    return ends - 1


def _unanswered(reading: Reading, root: int, begun: int, ends: int) -> Point:
    words, node = reading.words, reading.sent(begun).node
    roots = _messages(reading, node, begun, ends)
    peer = _peer(reading, roots, node)
    headline = (
        f"{words.node(node)} asks {words.node(peer)} for keys, and they come to no agreement"
        if peer
        else f"{words.node(node)} asks for keys, and nobody answers"
    )
    focus = Focus((node,), "ipsec", root, begun)
    shown = ((root, 1.0),)
    return Point(begun, "keys", 7, "read", headline, (), "", focus, (begun,), shown)
