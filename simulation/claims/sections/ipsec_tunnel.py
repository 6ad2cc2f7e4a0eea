"""Option 4, draft section 2.7.2."""

from functools import partial
from typing import Final

from simulation.claims.claim import Claim, by_judgement, by_run, by_structure, judged
from simulation.claims.common import (
    DOWN,
    UP,
    ask,
    differences,
    mean,
    overheads,
    spread,
    stopped,
    through,
)
from simulation.claims.measures import data, moves, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import scene
from simulation.claims.units import count, percent, share

_MAIN_AND_QUICK: Final = 9
_GUEST = scene("4", "leave-foreign-agent")
_MOVES = scene("4", "handover-outside", "care_of=colocated")
_TCP: Final = ("care_of=colocated", "traffic=tcp", "tcp_octets=10000000")
_USER: Final = ("xauth=on", "user_seconds=15", "tcp_user_timeout_s=10")

CLAIMS: tuple[Claim, ...] = (
    by_judgement(
        "4-pro-1",
        "Mobility and security in one layer make the design simple. Not settled: simplicity is a "
        "judgement; a run counts one entity less, and three changed.",
    ),
    by_run(
        "4-pro-2",
        "No IP-in-IP or GRE comes on top of IPsec.",
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
            shown=got["ours aes-cbc-sha1 164"],
            unit=count("octet", "of overhead on the access link"),
            against=f"{got['plain aes-cbc-sha1 164'].value:g} with a Mobile IP layer inside "
            f"(option 0); saved {spread(differences(got, 'plain', 'ours'))}",
        ),
    ),
    by_run(
        "4-con-1",
        "With a foreign agent's address, data are in clear between node and agent.",
        {
            "clear": ask(partial(data.in_clear, link="hotspot", since_s=13), _GUEST),
            "beyond": ask(partial(data.in_clear, link="isp", since_s=13), _GUEST),
            "dual": ask(
                partial(data.in_clear, link="hotspot", since_s=13),
                scene("1.1", "leave-foreign-agent"),
            ),
        },
        lambda got: judged(
            got["clear"].value > 0,
            shown=got["clear"],
            unit=count("frame", "with readable data at the hotspot"),
            against=f"{got['dual'].value:g} under option 1.1; {got['beyond'].value:g} beyond "
            "the agent",
        ),
    ),
    by_run(
        "4-con-2",
        "With an address of its own, every move takes a new IKE negotiation, and sessions may "
        "drop. Run: UDP; TCP; TCP with a user who takes 15 s to answer and an end that waits "
        "10 s.",
        {
            "ike": ask(partial(moves.of_move, key="ike_messages", move=0), _MOVES),
            "dual": ask(
                partial(moves.of_move, key="ike_messages", move=0),
                scene("1.1", "handover-outside", "care_of=colocated"),
            ),
            "tcp": ask(data.survived, scene("4", "handover-outside", *_TCP)),
            "slow": ask(data.survived, scene("4", "handover-outside", *_TCP, *_USER)),
            "stall": ask(data.stall_ms, scene("4", "handover-outside", *_TCP)),
        },
        lambda got: judged(
            got["ike"].value >= _MAIN_AND_QUICK and got["dual"].value == 0,
            got["tcp"].value == 0,
            got["slow"].value == 0,
            shown=got["ike"],
            unit=count("IKE message", "of a move"),
            against=f"{got['dual'].value:g} under option 1.1; TCP "
            f"{'survives' if got['tcp'].value else 'drops'} (stall {got['stall'].value:.0f} ms) "
            f"and {'survives' if got['slow'].value else 'drops'} where the user is asked",
        ),
    ),
    by_run(
        "4-con-3",
        "Agents of different domains share no credentials, and then it does not work.",
        {
            "without": ask(
                partial(data.delivery, flow=DOWN, since_s=13),
                scene("4", "leave-foreign-agent", "agents_share_credentials=off"),
            ),
            "with": ask(partial(data.delivery, flow=DOWN, since_s=13), _GUEST),
        },
        lambda got: judged(
            stopped(got["without"].value) and through(got["with"].value),
            shown=got["without"],
            unit=percent("delivered without a key between the agents"),
            against=f"{share(got['with'])} with one",
        ),
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
        declared=True,
    ),
)
