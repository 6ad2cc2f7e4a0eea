"""What several sections of the ledger share: thresholds, and asks that belong together."""

from __future__ import annotations

from functools import partial
from math import inf
from typing import TYPE_CHECKING, Final

from simulation.claims.measures import attack, data, structure
from simulation.claims.scenes import attacked, outside_only
from simulation.claims.units import count

if TYPE_CHECKING:
    from simulation.claims.claim import Ask, Measure, Readings

UP, DOWN = "mn > cn", "cn > mn"

ALL: Final = 0.95
"""From this share on, data come through: what remains is lost to the move itself."""
NONE: Final = 0.05
"""Up to this share they do not."""

MARGIN: Final = 0.05
"""What differs by no more than this share is alike: neither more nor less, slower nor quicker."""

IP_HEADER: Final = 20
"""Octets of an IPv4 header, which is what one layer of IP-in-IP costs (RFC 2003)."""
MAIN_AND_QUICK: Final = 9
"""Messages of IKEv1's main mode and quick mode (RFC 2409 section 5)."""
PADDING: Final = 0.5
"""Octets by which a mean over ciphers' blocks may miss a figure."""
UNUSUAL: Final = ("home_address=dynamic", "xauth=on", "user_seconds=1")
"""A node that knows little and is asked for a password."""
ASTRAY: Final = count("octet", "led astray")
KINDS: Final = count("kind", "of table, tunnel and message at the gateway")
SKILLS: Final = partial(structure.skills, node="vpn-gw")
"""What the gateway holds and says."""

SIZES: Final = {
    "aes-cbc-sha1": (160, 164, 168, 172),
    "3des-sha1": (160, 164),
    "aes-gcm": (160,),
}
"""Payloads that meet every remainder of a cipher's blocks once, in steps of the four octets to
which every header of these stacks is aligned."""


def through(reading: float) -> bool:
    """Return whether data came through."""
    return reading >= ALL


def stopped(reading: float) -> bool:
    """Return whether they did not."""
    return reading <= NONE


def more(one: float, other: float) -> bool:
    """Return whether *one* is more, longer or slower than *other*: by over five per cent."""
    return one > other * (1 + MARGIN)


def grows_with(times: float, many: float, one: float) -> bool:
    """Return whether what is *one* once is *many* with *times* as much: that often, or nearly."""
    return one > 0 and many >= (1 - MARGIN) * times * one


def ask(measure: Measure, document: dict[str, object]) -> Ask:
    """Return one thing to ask of a run."""
    return document, measure


def overheads(name: str, option: str) -> dict[str, Ask]:
    """Return the overhead of *option* on the cellular link, for every suite and remainder."""
    return {
        f"{name} {suite} {octets}": ask(
            partial(data.overhead, link="cellular", flow=UP),
            outside_only(option, f"suite={suite}", f"payload_octets={octets}"),
        )
        for suite, sizes in SIZES.items()
        for octets in sizes
    }


def differences(got: Readings, more: str, less: str) -> dict[str, list[float]]:
    """Return by how much *more* is above *less*, by suite, over the payload sizes."""
    return {
        suite: [
            got[f"{more} {suite} {octets}"].value - got[f"{less} {suite} {octets}"].value
            for octets in sizes
        ]
        for suite, sizes in SIZES.items()
    }


def mean(values: list[float]) -> float:
    """Return the mean."""
    return sum(values) / len(values)


def spread(found: dict[str, list[float]]) -> str:
    """Return the different values by suite, in words."""
    return "; ".join(
        f"{suite} {'/'.join(f'{each:g}' for each in sorted(set(values)))}"
        for suite, values in found.items()
    )


LIMITS: Final = range(1, 9)
"""Numbers of packets that the attacker may touch, each of them, one after the other."""


def touching(option: str, target: str, limit: int, *settings: str) -> Ask:
    """Return an ask for the octets led astray when the attacker may touch so many packets."""
    return ask(
        attack.redirected,
        attacked(option, f"attack_target={target}", f"attack_packets={limit}", *settings),
    )


def costs(name: str, option: str, target: str, *settings: str) -> dict[str, Ask]:
    """Return asks for the octets led astray with each number of packets up to the last one."""
    return {f"{name} {limit}": touching(option, target, limit, *settings) for limit in LIMITS}


def cost(got: Readings, name: str) -> float:
    """Return how many packets must be touched until data go astray; no number if none did it."""
    return min([limit for limit in LIMITS if got[f"{name} {limit}"].value > 0], default=inf)


def told(packets: float) -> str:
    """Return that number as it is told: what was not found is more than what was tried."""
    return f"more than {LIMITS[-1]}" if packets == inf else f"{packets:g}"
