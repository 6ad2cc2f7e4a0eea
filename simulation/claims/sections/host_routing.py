"""Option 5, draft section 2.8.2."""

from functools import partial
from typing import Final

from simulation.claims.claim import Claim, by_judgement, by_run, by_structure, judged
from simulation.claims.common import DOWN, UP, ask
from simulation.claims.measures import data, moves, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import many, outside_only, overlapping, scene
from simulation.claims.units import count, share

_NODES: Final = 10
_OUT = scene("5", "leave-colocated")

CLAIMS: tuple[Claim, ...] = (
    by_structure(
        "5-pro-1",
        "IPsec stays as it is. Counted: types of IKE payload that option 0 does not use, and "
        "whether IPsec is among what changes.",
        {
            "ours": ask(structure.ipsec_messages, _OUT),
            "stock": ask(structure.ipsec_messages, scene("0", "leave-colocated")),
            "changes": ask(structure.changed, _OUT),
        },
        lambda got: judged(
            not members(got["ours"]) - members(got["stock"])
            and "IPsec" not in members(got["changes"]),
            shown=got["ours"],
            unit=count("type", "of IKE payload"),
            against=f"{got['stock'].value:g} under option 0, "
            f"{len(members(got['ours']) - members(got['stock']))} of ours not among them; "
            f"declared as changed: {got['changes'].words}",
        ),
        declared=True,
    ),
    by_run(
        "5-pro-2",
        "Packets get no further overhead: no tunnel, only ESP between the hosts themselves.",
        {
            "tunnel": ask(partial(data.tunnel_octets, link="cellular", flow=UP), outside_only("5")),
            "total": ask(partial(data.overhead, link="cellular", flow=UP), outside_only("5")),
            "dual": ask(partial(data.tunnel_octets, link="cellular", flow=UP), outside_only("1.1")),
            "plain": ask(partial(data.overhead, link="cellular", flow=UP), outside_only("4")),
        },
        lambda got: judged(
            got["tunnel"].value == 0 and got["total"].value < got["plain"].value,
            shown=got["tunnel"],
            unit=count("octet", "of tunnel headers"),
            against=f"{got['dual'].value:g} under option 1.1; ESP itself takes "
            f"{got['total'].value:g}, in tunnel mode {got['plain'].value:g} (option 4)",
        ),
    ),
    by_structure(
        "5-con-1",
        "It leaves Mobile IP behind and invents another mobility management. Counted: types of "
        "message that it has in common with Mobile IP.",
        {
            "ours": ask(structure.mobility_messages, _OUT),
            "theirs": ask(structure.mobility_messages, scene("1.1", "leave-colocated")),
        },
        lambda got: judged(
            got["ours"].value > 0 and not members(got["ours"]) & members(got["theirs"]),
            shown=got["ours"],
            unit=count("type", "of mobility message, none of them Mobile IP's"),
            against=f"{got['ours'].words}; Mobile IP has {got['theirs'].words}",
        ),
    ),
    by_judgement(
        "5-con-2",
        "Its security model is unknown. Not settled: the draft gives none; what runs here is our "
        "reading, with one key for the whole domain.",
    ),
    by_run(
        "5-con-3",
        "Overlapping addresses are hard to bear. Run: two nodes claim one home address, and "
        "the later one takes over the route.",
        {
            "taken": ask(
                partial(data.taken_by_another, flow=DOWN, receiver="mn"),
                overlapping("5", "overlapping_home=on"),
            ),
            "apart": ask(
                partial(data.taken_by_another, flow=DOWN, receiver="mn"), overlapping("5")
            ),
            "came": ask(partial(data.delivery, flow=DOWN, since_s=5), overlapping("5")),
        },
        lambda got: judged(
            got["taken"].value > 0 and got["apart"].value == 0,
            shown=got["taken"],
            unit=count("packet", "for the first node that came to the second"),
            against=f"{got['apart'].value:g} with addresses of their own, where "
            f"{share(got['came'])} come",
        ),
    ),
    by_run(
        "5-con-4",
        "Routes multiply with the number of nodes, and converge slowly where access networks "
        "differ. Counted: host routes of all routers for one and ten nodes, messages of a move.",
        {
            "ten": ask(
                partial(structure.rows_of, table="host-routes"), many("5", "cellular", _NODES)
            ),
            "one": ask(partial(structure.rows_of, table="host-routes"), many("5", "cellular", 1)),
            "far": ask(partial(moves.of_move, key="signalling_messages", move=0), _OUT),
            "near": ask(
                partial(moves.of_move, key="signalling_messages", move=0),
                scene("5", "handover-outside"),
            ),
            "slow": ask(partial(moves.gap_ms, flow=DOWN, move=0), _OUT),
        },
        lambda got: judged(
            got["one"].value > 1 and got["ten"].value >= _NODES * got["one"].value,
            got["far"].value > got["near"].value,
            shown=got["ten"],
            unit=count("host route", f"in all routers for {_NODES} nodes"),
            against=f"{got['one'].value:g} for one; a move from inside to outside takes "
            f"{got['far'].value:g} messages ({got['slow'].value:.0f} ms of silence), one "
            f"between access links of the same router {got['near'].value:g}",
        ),
    ),
    by_judgement(
        "5-con-5",
        "Being distributed, it is hard to manage. Not settled: administrators are not simulated.",
    ),
    by_judgement(
        "5-X1",
        "The general feeling: too far from Mobile IP to be practical. Not settled: a feeling.",
    ),
)
