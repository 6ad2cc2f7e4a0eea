"""Option 4, draft section 2.7.2."""

from functools import partial
from typing import Final

from simulation.claims.claim import Claim, by_judgement, by_run, by_structure, judged, tried
from simulation.claims.common import (
    DOWN,
    MAIN_AND_QUICK,
    UP,
    ask,
    differences,
    mean,
    more,
    overheads,
    spread,
    stopped,
    through,
)
from simulation.claims.measures import data, moves, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import outside_only, scene, short_stay
from simulation.claims.units import count, counted, percent, share

_GUEST = scene("4", "leave-foreign-agent")
_MOVES = scene("4", "handover-outside", "care_of=colocated")
_TCP: Final = ("care_of=colocated", "traffic=tcp", "tcp_octets=10000000")
_USER: Final = ("xauth=on", "user_seconds=15", "tcp_user_timeout_s=10")
_IKE_OF_MOVE = partial(moves.of_move, key="ike_messages", move=0)
_WITHOUT: Final = "agents_share_credentials=off"
_LAYERS: Final = count("Mobile IP encapsulation")
_FRAMES: Final = count("frame", "with readable data")


def _dropped(survived: float) -> str:
    return "TCP survives" if survived else "TCP drops"


CLAIMS: tuple[Claim, ...] = (
    by_judgement(
        "4-pro-1",
        "Mobility and security in one layer make the design simple. Not settled: simplicity is a "
        "judgement; a run counts one entity less, and three changed.",
    ),
    by_run(
        "4-pro-2",
        "There is no extra tunnelling overhead: no IP-in-IP or GRE comes on top of IPsec.",
        {
            "layers": ask(
                partial(data.layers, link="cellular", flow=UP), scene("4", "leave-colocated")
            ),
            **overheads("ours", "4"),
            **overheads("plain", "0"),
        },
        lambda got: judged(
            got["layers"].value == 0,
            all(mean(each) > 0 for each in differences(got, "plain", "ours").values()),
            *(
                tried(got[name].value == 0, got[name], counted(got[name], _LAYERS))
                for name in ("agent", "gre", "translated")
            ),
            tried(
                got["minimal"].value > got["ours aes-gcm 160"].value,
                got["minimal"],
                f"{got['minimal'].value:g} octets against our {got['ours aes-gcm 160'].value:g}",
            ),
            shown=got["ours aes-cbc-sha1 164"],
            unit=count("octet", "of overhead on the access link"),
            against=f"{got['plain aes-cbc-sha1 164'].value:g} with a Mobile IP layer inside "
            f"(option 0); saved {spread(differences(got, 'plain', 'ours'))}",
        ),
        challenges={
            "agent": ask(partial(data.layers, link="isp", flow=UP), _GUEST),
            "gre": ask(
                partial(data.layers, link="cellular", flow=UP),
                outside_only("4", "encapsulation=gre"),
            ),
            "translated": ask(
                partial(data.layers, link="hotel", flow=UP), short_stay("4", "hotel")
            ),
            "minimal": ask(
                partial(data.overhead, link="cellular", flow=UP),
                outside_only("0", "encapsulation=minimal", "suite=aes-gcm"),
            ),
        },
    ),
    by_run(
        "4-con-1",
        "When the node uses a foreign agent's care-of address, data go in clear between node and "
        "agent.",
        {
            "clear": ask(partial(data.in_clear, link="hotspot", since_s=13), _GUEST),
            "beyond": ask(partial(data.in_clear, link="isp", since_s=13), _GUEST),
        },
        lambda got: judged(
            got["clear"].value > 0 and got["beyond"].value == 0,
            *(
                tried(got[name].value > 0, got[name], counted(got[name], _FRAMES))
                for name in ("other suite", "plain")
            ),
            tried(got["dual"].value == 0, got["dual"], counted(got["dual"], _FRAMES)),
            shown=got["clear"],
            unit=count("frame", "with readable data at the hotspot"),
            against=f"{got['beyond'].value:g} beyond the agent",
        ),
        challenges={
            "other suite": ask(
                partial(data.in_clear, link="hotspot", since_s=13),
                scene("4", "leave-foreign-agent", "suite=aes-gcm"),
            ),
            "plain": ask(
                partial(data.in_clear, link="hotspot", since_s=13),
                scene("4", "leave-foreign-agent", "nat_traversal=off"),
            ),
            "dual": ask(
                partial(data.in_clear, link="hotspot", since_s=13),
                scene("1.1", "leave-foreign-agent"),
            ),
        },
    ),
    by_run(
        "4-con-2",
        "With an address of its own the node must negotiate IKE again on every move, which leads "
        "to sessions being dropped and to more of IKE's overhead. Run: UDP; TCP; TCP with loss; "
        "TCP with a user who takes 15 s to answer and an end that waits 10 s.",
        {
            "ike": ask(_IKE_OF_MOVE, _MOVES),
            "tcp": ask(data.survived, scene("4", "handover-outside", *_TCP)),
            "stall": ask(data.stall_ms, scene("4", "handover-outside", *_TCP)),
        },
        lambda got: judged(
            got["ike"].value >= MAIN_AND_QUICK,
            got["tcp"].value == 0,
            tried(
                more(got["ike"].value, got["dual"].value),
                got["dual"],
                counted(got["dual"], count("IKE message", "of a move")),
            ),
            *(
                tried(got[name].value == 0, got[name], _dropped(got[name].value))
                for name in ("loss", "user", "slow user")
            ),
            shown=got["ike"],
            unit=count("IKE message", "of a move"),
            against=f"{MAIN_AND_QUICK} of a negotiation; {_dropped(got['tcp'].value)} (stall "
            f"{got['stall'].value:.0f} ms)",
        ),
        challenges={
            "dual": ask(_IKE_OF_MOVE, scene("1.1", "handover-outside", "care_of=colocated")),
            "loss": ask(
                data.survived, scene("4", "handover-outside", *_TCP, "link.hotspot.loss=0.05")
            ),
            "user": ask(data.survived, scene("4", "handover-outside", *_TCP, "xauth=on")),
            "slow user": ask(data.survived, scene("4", "handover-outside", *_TCP, *_USER)),
        },
    ),
    by_run(
        "4-con-3",
        "Foreign and home agent of different domains may share no credentials, and then IKE "
        "between them cannot work.",
        {
            "without": ask(
                partial(data.delivery, flow=DOWN, since_s=13),
                scene("4", "leave-foreign-agent", _WITHOUT),
            ),
            "with": ask(partial(data.delivery, flow=DOWN, since_s=13), _GUEST),
        },
        lambda got: judged(
            stopped(got["without"].value) and through(got["with"].value),
            *(
                tried(
                    stopped(got[name].value) and through(got["with"].value),
                    got[name],
                    f"{share(got[name])} delivered",
                )
                for name in ("other suite", "plain")
            ),
            shown=got["without"],
            unit=percent("delivered without a key between the agents"),
            against=f"{share(got['with'])} with one",
        ),
        challenges={
            "other suite": ask(
                partial(data.delivery, flow=DOWN, since_s=13),
                scene("4", "leave-foreign-agent", _WITHOUT, "suite=aes-gcm"),
            ),
            "plain": ask(
                partial(data.delivery, flow=DOWN, since_s=13),
                scene("4", "leave-foreign-agent", _WITHOUT, "nat_traversal=off"),
            ),
        },
    ),
    by_structure(
        "4-con-4",
        "Home agent, foreign agent and mobile node all change. Counted: what the foreign agent "
        "does that a stock one does not, too.",
        {
            "changes": ask(structure.changed, _GUEST),
            "agent": ask(partial(structure.skills, node="x-fa"), _GUEST),
            "stock": ask(
                partial(structure.skills, node="x-fa"), scene("1.1", "leave-foreign-agent")
            ),
        },
        lambda got: judged(
            {"home-agent", "foreign-agent", "mobile-node"} <= members(got["changes"]),
            {"encrypted", "decrypted", "message isakmp"}
            <= members(got["agent"]) - members(got["stock"]),
            shown=got["agent"],
            unit=count("kind", "of table, tunnel and message at the foreign agent"),
            against=f"{got['stock'].value:g} of a stock one; declared as changed: "
            f"{got['changes'].words}",
        ),
        unchallenged="What must change in an entity is the same in every setting.",
        declared=True,
    ),
)
