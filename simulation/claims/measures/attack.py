"""Measures of attacks: what was led astray, what could be read, what was taken for genuine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.trace import (
    Acted,
    Arrived,
    Decrypted,
    Dropped,
    Forged,
    RowChanged,
    Sent,
    Translated,
    Unwrapped,
    shut_at,
)

if TYPE_CHECKING:
    from simulation.claims.evidence import Evidence
    from simulation.claims.reading import Reading

SECOND: Final = 1_000_000_000
_INJECTION: Final = "injection"
"""What a forgery is called that brings plain data in another's name."""
_REPLAY: Final = "replay"
"""And what a captured packet is called that is put out again."""
_SEAL: Final = 12
"""Octets at the end of a sealed packet that no other one ends in: the least that suites check."""
_WRONG: Final = ("attacker", "victim")


def redirected(run: Evidence, since_s: float = 0) -> Reading:
    """Return how many octets of user data ended where an attacker led them."""
    octets, shown = 0, None
    for number, event in run.events(Dropped):
        packet = event.packet
        if event.reason != "redirected" or event.at_ns < since_s * SECOND:
            continue
        if run.flow_of(packet):
            octets += run.trace.packets[packet].octets
            shown = number if shown is None else shown
    return run.reading(octets, shown)


def read_by_attacker(run: Evidence) -> Reading:
    """Return how many redirected frames have user data that can be read without a key."""
    led = {event.packet: n for n, event in run.events(Dropped) if event.reason == "redirected"}
    count, shown = 0, next(iter(led.values()), None)
    for _, event in run.events(Arrived):
        astray = event.node in _WRONG and event.packet in led
        if astray and run.flow_of(event.packet) and shut_at(run.stack(event.packet)) is None:
            count += 1
            shown = led[event.packet]
    return run.reading(count, shown)


def sent_by_attacker(run: Evidence) -> Reading:
    """Return how many replayed and forged packets the attacker sent."""
    found = _forged(run)
    return run.reading(len(found), next(iter(found.values()), None))


def _forged(run: Evidence) -> dict[int, int]:
    """Return the attacker's own packets and the events of their sending."""
    made = {event.packet for _, event in run.events(Forged) if event.forgery != _INJECTION}
    return {
        event.packet: number
        for number, event in run.events(Sent)
        if event.node == "attacker" and event.packet in made
    }


def taken_for_genuine(run: Evidence) -> Reading:
    """Return how many replayed or forged packets were opened with a key, or changed a row.

    What the attacker had kept back and sends on later comes for the first time: it is late, and
    no replay (RFC 4303 section 3.4.3 refuses numbers that were received before).
    """
    forged, frames = _forged(run), _frames(run)
    replays = {event.packet for _, event in run.events(Forged) if event.forgery == _REPLAY}
    opened: set[bytes] = set()
    taken = []
    for number, event in run.events(Decrypted):
        sealed = frames.get(event.packet, b"")[-_SEAL:]
        if event.packet in forged and (event.packet not in replays or sealed in opened):
            taken.append(number)
        opened.add(sealed)
    taken += [
        number
        for number, event in run.events(RowChanged)
        if event.cause in forged and event.table in ("bindings", "sad", "binding-cache")
    ]
    refused = [n for n, event in run.events(Dropped) if event.packet in forged]
    return run.first(len(taken), taken, refused)


def _frames(run: Evidence) -> dict[int, bytes]:
    """Return the octets in which each packet arrived last."""
    return {event.packet: run.trace.frames[event.frame] for _, event in run.events(Arrived)}


def guesses(run: Evidence) -> Reading:
    """Return after how many seconds of guessing a forged binding stood; 0 if none ever did."""
    began = next(
        (event.at_ns for _, event in run.events(Acted) if event.action["do"] == "dictionary"),
        0,
    )
    forged = _forged(run)
    for number, event in run.events(RowChanged):
        if event.table == "bindings" and event.cause in forged and event.new is not None:
            return run.reading((event.at_ns - began) / SECOND, number)
    return run.reading(0)


def injected(run: Evidence) -> Reading:
    """Return how many of the attacker's plain packets reached the correspondent node."""
    plain = {e.packet for _, e in run.events(Forged) if e.forgery == _INJECTION}
    for _, event in run.events(Unwrapped):
        if event.packet in plain:
            plain.add(event.inner)
    found = [
        number
        for number, event in run.events(Arrived)
        if event.node == "cn" and event.packet in plain
    ]
    refused = [number for number, event in run.events(Dropped) if event.packet in plain]
    return run.first(len(found), found, refused)


def healed_ms(run: Evidence) -> Reading:
    """Return how long the gateway's SA pointed to the attacker's address before it came back."""
    astray: tuple[int, str] | None = None
    for number, event in run.events(RowChanged):
        if event.node != "vpn-gw" or event.table != "sad" or event.new is None:
            continue
        if event.new["direction"] != "out":
            continue
        to = event.new["destination"]
        if astray is None and to in LED_TO:
            astray = (event.at_ns, to)
        elif astray is not None and to not in LED_TO:
            return run.reading((event.at_ns - astray[0]) / 1e6, number)
    if astray is None:
        return run.reading(-1)
    return run.reading((run.facts.duration_ns - astray[0]) / 1e6)


LED_TO: Final = ("203.0.113.101", "198.51.100.30")
"""Second address of the attacker, and its bystander's."""


def touched(run: Evidence) -> Reading:
    """Return how many packets the attacker rewrote on their way out, if data went astray."""
    rewritten = [
        number
        for number, event in run.events(Translated)
        if event.node == "attacker" and _source(event.before) != _source(event.after)
    ]
    return run.reading(len(rewritten), rewritten[0] if rewritten else None)


def _source(ends: str) -> str:
    """Return the source of ``source > destination``."""
    return ends.partition(" > ")[0]
