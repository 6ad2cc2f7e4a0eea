"""Option 1.3, draft section 2.4.2."""

from functools import partial
from typing import Final

from simulation.claims.claim import Claim, by_judgement, by_run, by_structure, judged
from simulation.claims.common import DOWN, ask, through
from simulation.claims.measures import data, moves, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import scene
from simulation.claims.units import count

_NEAR: Final = ("x_ha=operator", "care_of=colocated")
_FAR: Final = (*_NEAR, "link.operator.delay_ms=200")
_ADDED_MS: Final = 185
"""By how much the far agent's link is longer, one way."""
_SLIGHT_MS: Final = 20.0
"""A difference that is not the detour's."""

CLAIMS: tuple[Claim, ...] = (
    by_run(
        "1.3-pro-1",
        "It works well even where another party runs the external home agent. Run with that agent "
        "15 ms and 200 ms away: downlink delay and delivery must not depend on it.",
        {
            "near": ask(
                partial(data.delay_ms, flow=DOWN, since_s=10),
                scene("1.3", "handover-outside", *_NEAR),
            ),
            "far": ask(
                partial(data.delay_ms, flow=DOWN, since_s=10),
                scene("1.3", "handover-outside", *_FAR),
            ),
            "came": ask(
                partial(data.delivery, flow=DOWN, since_s=10),
                scene("1.3", "handover-outside", *_FAR),
            ),
            "their near": ask(
                partial(data.delay_ms, flow=DOWN, since_s=10),
                scene("1.1", "handover-outside", *_NEAR),
            ),
            "their far": ask(
                partial(data.delay_ms, flow=DOWN, since_s=10),
                scene("1.1", "handover-outside", *_FAR),
            ),
            "gap near": ask(
                partial(moves.gap_ms, flow=DOWN, move=0), scene("1.3", "handover-outside", *_NEAR)
            ),
            "gap far": ask(
                partial(moves.gap_ms, flow=DOWN, move=0), scene("1.3", "handover-outside", *_FAR)
            ),
        },
        lambda got: judged(
            got["far"].value - got["near"].value < _SLIGHT_MS
            and got["their far"].value - got["their near"].value > _ADDED_MS / 2,
            through(got["came"].value) or got["came"].value > 0.9,
            shown=got["far"],
            unit="ms of downlink delay, external home agent far away",
            against=f"{got['near'].value:.1f} with it near; under option 1.1 "
            f"{got['their far'].value:.1f} and {got['their near'].value:.1f}; silence of a move "
            f"{got['gap far'].value:.0f} and {got['gap near'].value:.0f}",
        ),
    ),
    by_structure(
        "1.3-con-1",
        "The gateway needs new Mobile IP functions, those of route optimization.",
        {
            "ours": ask(partial(structure.skills, node="vpn-gw"), scene("1.3", "leave-colocated")),
            "stock": ask(partial(structure.skills, node="vpn-gw"), scene("0", "leave-colocated")),
            "keys": ask(
                partial(structure.secrets, node="vpn-gw", kind="mip"),
                scene("1.3", "leave-colocated"),
            ),
        },
        lambda got: judged(
            {"table binding-cache", "wrapped"} <= members(got["ours"]) - members(got["stock"])
            and got["keys"].value > 0,
            shown=got["ours"],
            unit=count("kind", "of table, tunnel and message at the gateway"),
            against=f"{got['stock'].value:g} of a stock gateway; new: "
            f"{', '.join(sorted(members(got['ours']) - members(got['stock'])))}",
        ),
    ),
    by_judgement(
        "1.3-con-2",
        "The route optimization draft brings much that is not needed. Not settled: how much of a "
        "document is ballast is for readers to say; two of its four messages are used here.",
    ),
)
