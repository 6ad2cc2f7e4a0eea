"""Option 1.3, draft section 2.4.2."""

from functools import partial
from typing import Final

from simulation.claims.claim import (
    Ask,
    Claim,
    Measure,
    Readings,
    Trial,
    by_judgement,
    by_run,
    by_structure,
    judged,
    tried,
)
from simulation.claims.common import DOWN, SKILLS, UP, ask, more, through
from simulation.claims.measures import data, moves, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import Document, outside_only, scene, short_stay
from simulation.claims.units import count

_OPERATOR: Final = ("x_ha=operator",)
_PLACES: Final = {"near": _OPERATOR, "far": (*_OPERATOR, "link.operator.delay_ms=200")}
"""The agent of another party 15 ms and 200 ms away."""
_LONGER: Final = "duration_ns=16000000000"
_STAY: Final = partial(data.delay_ms, since_s=10)
"""Delay once data flow, wherever the agent stands."""
_TRIALS: Final[dict[str, tuple[Measure, str, tuple[str, ...]]]] = {
    "attach": (partial(moves.gap_ms, flow=DOWN, move=0), "leave-colocated", ()),
    "move": (partial(moves.gap_ms, flow=DOWN, move=0), "handover-outside", ()),
    "guest": (partial(_STAY, flow=UP), "hotspot", ()),
    "hotel": (partial(_STAY, flow=DOWN), "hotel", ()),
}  # fmt: skip
"""Where the far agent may matter: on the way out, on a move, at a foreign agent, behind a NAT."""
_SAID: Final = {
    "attach": "silence on the way out",
    "move": "silence of a move",
    "guest": "delay of what a foreign agent's visitor sends",
    "hotel": "delay behind a NAT",
}
_ROUTE_OPTIMIZATION: Final = {
    "message binding-acknowledge", "table binding-cache", "table tunnels", "wrapped",
}  # fmt: skip


def _place(preset: str, *settings: str) -> Document:
    if preset in ("hotspot", "hotel"):
        return short_stay("1.3", preset, _LONGER, *settings)
    return scene("1.3", preset, "packets_per_second=10", *settings)


def _challenges() -> dict[str, Ask]:
    return {
        f"{name} {where}": ask(measure, _place(preset, *settings, *agent))
        for name, (measure, preset, settings) in _TRIALS.items()
        for where, agent in _PLACES.items()
    }


def _trial(got: Readings, name: str) -> Trial:
    near, far = got[f"{name} near"], got[f"{name} far"]
    said = f"{far.value:.0f} ms of {_SAID[name]}, {near.value:.0f} with the agent near"
    return tried(not more(far.value, near.value), far, said)


def _alike(got: Readings, option: str) -> bool:
    return not any(
        more(got[f"{option} {way} far"].value, got[f"{option} {way} near"].value)
        for way in ("down", "up")
    )


CLAIMS: tuple[Claim, ...] = (
    by_run(
        "1.3-pro-1",
        "It works well even where another party runs the external home agent. Run with that agent "
        "15 ms and 200 ms away: neither delay, with an address of one's own, may depend on it. "
        "Tried: attaching, moving, visiting a foreign agent, and a stay behind a NAT.",
        {
            f"{option} {way} {where}": ask(
                partial(_STAY, flow=flow), outside_only(option, _LONGER, *agent)
            )
            for option in ("1.3", "1.1")
            for way, flow in (("down", DOWN), ("up", UP))
            for where, agent in _PLACES.items()
        }
        | {
            "came": ask(
                partial(data.delivery, flow=DOWN, since_s=10),
                outside_only("1.3", _LONGER, *_PLACES["far"]),
            )
        },
        lambda got: judged(
            _alike(got, "1.3") and not _alike(got, "1.1") and through(got["came"].value),
            *(_trial(got, name) for name in _TRIALS),
            shown=got["1.3 down far"],
            unit="ms of downlink delay, external home agent far away",
            against=f"{got['1.3 down near'].value:.1f} with it near, uplink "
            f"{got['1.3 up far'].value:.1f} and {got['1.3 up near'].value:.1f}; under option 1.1 "
            f"{got['1.1 down far'].value:.1f} and {got['1.1 down near'].value:.1f}",
        ),
        challenges=_challenges(),
    ),
    by_structure(
        "1.3-con-1",
        "The gateway needs new Mobile IP functions, but only those of route optimization. Tried: "
        "visitors of a foreign agent, and data that go up through the home agent.",
        {
            "ours": ask(SKILLS, scene("1.3", "leave-colocated")),
            "stock": ask(SKILLS, scene("0", "leave-colocated")),
            "keys": ask(
                partial(structure.secrets, node="vpn-gw", kind="mip"),
                scene("1.3", "leave-colocated"),
            ),
        },
        lambda got: judged(
            got["keys"].value > 0
            and {"table binding-cache", "wrapped"} <= members(got["ours"]) - members(got["stock"]),
            members(got["ours"]) - members(got["stock"]) <= _ROUTE_OPTIMIZATION,
            tried(
                members(got["guest"]) - members(got["stock"]) <= _ROUTE_OPTIMIZATION,
                got["guest"],
                ", ".join(sorted(members(got["guest"]) - members(got["stock"]))) or "nothing new",
            ),
            shown=got["ours"],
            unit=count("kind", "of table, tunnel and message at the gateway"),
            against=f"{got['stock'].value:g} of a stock gateway; new: "
            f"{', '.join(sorted(members(got['ours']) - members(got['stock'])))}",
        ),
        challenges={"guest": ask(SKILLS, short_stay("1.3", "hotspot", "uplink=tunnelled"))},
    ),
    by_judgement(
        "1.3-con-2",
        "The route optimization draft brings much that is not needed. Not settled: how much of a "
        "document is ballast is for readers to say; two of its four messages are used here.",
    ),
)
