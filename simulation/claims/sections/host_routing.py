"""Option 5, draft section 2.8.2."""

from functools import partial
from typing import Final

from simulation.claims.claim import Claim, by_judgement, by_run, by_structure, judged, tried
from simulation.claims.common import DOWN, UP, ask, grows_with, more
from simulation.claims.measures import data, moves, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import both_at, many, outside_only, overlapping, scene, short_stay
from simulation.claims.units import count, counted, share

_NODES: Final = 10
_OUT = scene("5", "leave-colocated")
_TAKEN = partial(data.taken_by_another, flow=DOWN, receiver="mn")
_TUNNELS: Final = count("octet", "of tunnel headers")
_FAR: Final = "link.isp.delay_ms=200"
_GAP = partial(moves.gap_ms, flow=DOWN, move=0)
_UNDETECTED = partial(moves.gap_without_ms, flow=DOWN, move=0, parts=("detection_ms",))
"""The silence of a move less the time in which the node waited to learn where it is."""

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
        unchallenged="What must change in an entity is the same in every setting.",
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
            *(
                tried(got[name].value == 0, got[name], counted(got[name], _TUNNELS))
                for name in ("down", "long", "hotspot")
            ),
            shown=got["tunnel"],
            unit=count("octet", "of tunnel headers"),
            against=f"{got['dual'].value:g} under option 1.1; ESP itself takes "
            f"{got['total'].value:g}, in tunnel mode {got['plain'].value:g} (option 4)",
        ),
        challenges={
            "down": ask(
                partial(data.tunnel_octets, link="cellular", flow=DOWN),
                outside_only("5", "suite=aes-gcm"),
            ),
            "long": ask(
                partial(data.tunnel_octets, link="cellular", flow=UP),
                outside_only("5", "payload_octets=3000"),
            ),
            "hotspot": ask(
                partial(data.tunnel_octets, link="hotspot", flow=UP), short_stay("5", "hotspot")
            ),
        },
    ),
    by_structure(
        "5-con-1",
        "It deviates from Mobile IP and invents a modified mobility management. Counted: types of "
        "message that it has in common with Mobile IP.",
        {
            "ours": ask(structure.mobility_messages, _OUT),
            "theirs": ask(structure.mobility_messages, scene("1.1", "leave-colocated")),
        },
        lambda got: judged(
            got["ours"].value > 0 and not members(got["ours"]) & members(got["theirs"]),
            *(
                tried(
                    not members(got[name]) & members(got["theirs"]),
                    got[name],
                    f"{got[name].words or 'none'}",
                )
                for name in ("agent", "inside")
            ),
            shown=got["ours"],
            unit=count("type", "of mobility message, none of them Mobile IP's"),
            against=f"{got['ours'].words}; Mobile IP has {got['theirs'].words}",
        ),
        challenges={
            "agent": ask(
                structure.mobility_messages, scene("5", "leave-foreign-agent", "care_of=auto")
            ),
            "inside": ask(structure.mobility_messages, scene("5", "return-inside")),
        },
    ),
    by_judgement(
        "5-con-2",
        "Its security model is unknown. Not settled: the draft gives none; what runs here is our "
        "reading, with one key for the whole domain.",
    ),
    by_run(
        "5-con-3",
        "Overlapping addresses are harder to accommodate. Run: two nodes claim one home address, "
        "and the later one takes over the route; in another place, and on the same link.",
        {
            "taken": ask(_TAKEN, overlapping("5", "overlapping_home=on")),
            "apart": ask(_TAKEN, overlapping("5")),
            "came": ask(partial(data.delivery, flow=DOWN, since_s=5), overlapping("5")),
        },
        lambda got: judged(
            got["taken"].value > 0 and got["apart"].value == 0,
            *(
                tried(
                    got[name].value > 0,
                    got[name],
                    counted(got[name], count("packet", "came to the other node")),
                )
                for name in ("same link", "inside")
            ),
            shown=got["taken"],
            unit=count("packet", "for the first node that came to the second"),
            against=f"{got['apart'].value:g} with addresses of their own, where "
            f"{share(got['came'])} come",
        ),
        challenges={
            "same link": ask(_TAKEN, both_at("5", "cellular", "overlapping_home=on")),
            "inside": ask(_TAKEN, both_at("5", "office", "overlapping_home=on")),
        },
    ),
    by_run(
        "5-con-4",
        "For many mobiles routes explode in number and converge slowly, especially between access "
        "networks of two types. Counted: rows of all routers for one and ten nodes, and messages "
        "of a move; compared: the silence of a move out of the office, with the time of detection "
        "and without it.",
        {
            "ten": ask(
                partial(structure.rows_of, table="host-routes"), many("5", "cellular", _NODES)
            ),
            "one": ask(partial(structure.rows_of, table="host-routes"), many("5", "cellular", 1)),
            "bindings": ask(
                partial(structure.rows_of, table="bindings"), many("1.1", "cellular", _NODES)
            ),
            "far": ask(partial(moves.of_move, key="signalling_messages", move=0), _OUT),
            "near": ask(
                partial(moves.of_move, key="signalling_messages", move=0),
                scene("5", "handover-outside"),
            ),
            "slow": ask(_GAP, _OUT),
            "undetected": ask(_UNDETECTED, _OUT),
        },
        lambda got: judged(
            grows_with(_NODES, got["ten"].value, got["one"].value)
            and more(got["ten"].value, got["bindings"].value),
            more(got["far"].value, got["near"].value),
            *(
                tried(
                    more(got["slow"].value, got[name].value),
                    got[name],
                    f"{got[name].value:,.0f} ms of silence there",
                )
                for name in ("dual", "explicit", "baseline")
            ),
            *(
                tried(
                    more(got["undetected"].value, got[name].value),
                    got[name],
                    f"{got[name].value:,.0f} ms there against our "
                    f"{got['undetected'].value:,.0f}, detection left out",
                )
                for name in ("undetected dual", "undetected explicit", "undetected baseline")
            ),
            tried(
                more(got["distant"].value, got["distant dual"].value),
                got["distant dual"],
                f"{got['distant dual'].value:,.0f} ms of silence there against our "
                f"{got['distant'].value:,.0f}",
            ),
            shown=got["slow"],
            unit="ms of silence of a move from the office to the cellular link",
            against=f"{got['ten'].value:g} host routes in all routers for {_NODES} nodes, "
            f"{got['one'].value:g} for one, and {got['bindings'].value:g} bindings under option "
            f"1.1; that move takes {got['far'].value:g} messages, one between access links of the "
            f"same router {got['near'].value:g}",
        ),
        challenges={
            "dual": ask(_GAP, scene("1.1", "leave-colocated")),
            "explicit": ask(_GAP, scene("6", "leave-colocated")),
            "baseline": ask(_GAP, scene("0", "leave-colocated")),
            "undetected dual": ask(_UNDETECTED, scene("1.1", "leave-colocated")),
            "undetected explicit": ask(_UNDETECTED, scene("6", "leave-colocated")),
            "undetected baseline": ask(_UNDETECTED, scene("0", "leave-colocated")),
            "distant": ask(_GAP, scene("5", "leave-colocated", _FAR)),
            "distant dual": ask(_GAP, scene("1.1", "leave-colocated", _FAR)),
        },
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
