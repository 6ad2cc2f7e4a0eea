"""Option 1.2, draft section 2.3.2: what follows from having to delete SAs, and the rest."""

from functools import partial
from typing import Final

from simulation.claims.claim import Claim, by_run, by_structure, judged
from simulation.claims.common import (
    DOWN,
    UP,
    ask,
    stopped,
    through,
)
from simulation.claims.measures import data, moves, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import (
    crash_in_company,
    minutes_inside,
    one_broadcast,
    outside_only,
    scene,
    two_and_inside,
)
from simulation.claims.units import count, percent, share

_TO, _BACK = "mn > mn2", "mn2 > mn"
_MAIN_AND_QUICK: Final = 9
"""Messages of main mode (6) and quick mode (3)."""
_LOST_DELETE = two_and_inside("1.2", "inside_reaches_gateway=off")
_OUT = scene("1.2", "leave-colocated")
_AFTER_RETURN = partial(data.delivery, flow=_TO, since_s=33)

CLAIMS: tuple[Claim, ...] = (
    by_structure(
        "1.2-con-6",
        "That SAs must be deleted brings further requirements. Counted: IKE messages that coming "
        "inside takes, and rules that the firewall must drop for them.",
        {
            "ours": ask(
                partial(moves.of_move, key="ike_messages", move=0), scene("1.2", "return-inside")
            ),
            "theirs": ask(
                partial(moves.of_move, key="ike_messages", move=0), scene("1.1", "return-inside")
            ),
            "rules": ask(structure.rules, scene("1.2", "return-inside")),
            "their rules": ask(structure.rules, scene("1.1", "return-inside")),
        },
        lambda got: judged(
            got["ours"].value > got["theirs"].value,
            got["rules"].value < got["their rules"].value,
            shown=got["ours"],
            unit=count("IKE message", "when coming inside"),
            against=f"{got['theirs'].value:g} under option 1.1, where the firewall keeps "
            f"{got['their rules'].value - got['rules'].value:g} rule more shut",
        ),
    ),
    by_run(
        "1.2-con-6a",
        "The gateway must honour IKE's DELETE, which not every product does.",
        {
            "ignored": ask(_AFTER_RETURN, two_and_inside("1.2", "honour_delete=off")),
            "honoured": ask(_AFTER_RETURN, two_and_inside("1.2")),
        },
        lambda got: judged(
            stopped(got["ignored"].value) and through(got["honoured"].value),
            shown=got["ignored"],
            unit=percent("delivered from a peer outside, DELETE ignored"),
            against=f"{share(got['honoured'])} with it honoured",
        ),
    ),
    by_run(
        "1.2-con-6b",
        "After a crash only INITIAL-CONTACT clears the old SAs, and client and gateway must "
        "both do it.",
        {
            "without": ask(
                partial(data.delivery, flow=_BACK, since_s=30),
                crash_in_company("1.2", "initial_contact=off"),
            ),
            "with": ask(partial(data.delivery, flow=_BACK, since_s=30), crash_in_company("1.2")),
            "theirs": ask(
                partial(data.delivery, flow=_BACK, since_s=30),
                crash_in_company("1.1", "initial_contact=off"),
            ),
        },
        lambda got: judged(
            stopped(got["without"].value) and through(got["with"].value),
            shown=got["without"],
            unit=percent("delivered after the restart, without INITIAL-CONTACT"),
            against=f"{share(got['with'])} with it; {share(got['theirs'])} under option "
            "1.1 without it",
        ),
    ),
    by_run(
        "1.2-con-6c",
        "The DELETE must reach the gateway's public address from inside, which firewalls may "
        "forbid.",
        {
            "forbidden": ask(_AFTER_RETURN, _LOST_DELETE),
            "allowed": ask(_AFTER_RETURN, two_and_inside("1.2")),
        },
        lambda got: judged(
            stopped(got["forbidden"].value) and through(got["allowed"].value),
            shown=got["forbidden"],
            unit=percent("delivered from a peer outside, firewall shut"),
            against=f"{share(got['allowed'])} with the rule",
        ),
    ),
    by_run(
        "1.2-con-7",
        "Out, in and out again makes the node authenticate once more, which hurts where the "
        "user is asked. Run with XAUTH.",
        {
            "ours": ask(
                partial(moves.of_move, key="prompts", move=1),
                scene("1.2", "return-inside", "xauth=on"),
            ),
            "theirs": ask(
                partial(moves.of_move, key="prompts", move=1),
                scene("1.1", "return-inside", "xauth=on"),
            ),
            "gap": ask(
                partial(moves.gap_ms, flow=UP, move=1), scene("1.2", "return-inside", "xauth=on")
            ),
            "their gap": ask(
                partial(moves.gap_ms, flow=UP, move=1), scene("1.1", "return-inside", "xauth=on")
            ),
        },
        lambda got: judged(
            got["ours"].value > got["theirs"].value,
            got["gap"].value > got["their gap"].value,
            shown=got["ours"],
            unit=count("prompt", "when going out again"),
            against=f"{got['theirs'].value:g} under option 1.1; silence "
            f"{got['gap'].value:.0f} against {got['their gap'].value:.0f} ms",
        ),
    ),
    by_structure(
        "1.2-con-7a",
        "Nothing in IPsec forbids going on with an SA that has rested for a while. Shown by "
        "option 1.1.",
        {"rested": ask(partial(structure.same_association, since_s=190), minutes_inside("1.1"))},
        lambda got: judged(
            got["rested"].value > 60,
            shown=got["rested"],
            unit="s of rest between two packets of one SA",
            against="60 s at least; its lifetime is 28,800 s",
        ),
    ),
    by_run(
        "1.2-con-7b",
        "So there is no reason in IPsec not to take up old SAs after a few minutes inside.",
        {
            "ours": ask(
                partial(moves.ike_messages_between, since_s=190, until_s=230), minutes_inside("1.2")
            ),
            "theirs": ask(
                partial(moves.ike_messages_between, since_s=190, until_s=230), minutes_inside("1.1")
            ),
            "flows": ask(partial(data.delivery, flow=DOWN, since_s=195), minutes_inside("1.1")),
        },
        lambda got: judged(
            got["theirs"].value == 0
            and through(got["flows"].value)
            and got["ours"].value >= _MAIN_AND_QUICK,
            shown=got["ours"],
            unit=count("IKE message", "after three minutes inside"),
            against=f"{got['theirs'].value:g} under option 1.1, whose old SA delivers "
            f"{share(got['flows'])}",
        ),
    ),
    by_run(
        "1.2-con-8",
        "What is not unicast needs an odd use of the D bit in the registration. Run: one "
        "broadcast of the home network, with the D bit of a node that has an address of its "
        "own, and without it.",
        {
            "set": ask(data.broadcasts_heard, one_broadcast("1.2")),
            "clear": ask(data.broadcasts_heard, one_broadcast("1.2", "registration_d_bit=off")),
            "theirs": ask(data.broadcasts_heard, one_broadcast("1.1")),
            "named": ask(structure.care_of_in_vpn, one_broadcast("1.2")),
        },
        lambda got: judged(
            got["set"].value == 0 and got["clear"].value > 0 and got["theirs"].value > 0,
            shown=got["set"],
            unit=count("broadcast", "heard with D set"),
            against=f"{got['clear'].value:g} with D clear, as if {got['named'].words} were a "
            f"foreign agent; {got['theirs'].value:g} under option 1.1 with D set",
        ),
    ),
    by_run(
        "1.2-con-9",
        "Dynamic home addresses are complicated: the SA is made for an address that only the "
        "registration gives, so that IKE must negotiate twice.",
        {
            f"{option} {kind}": ask(measure, outside_only(option, f"home_address={kind}"))
            for option in ("1.1", "1.2")
            for kind, measure in (
                ("static", partial(moves.ike_messages_between, since_s=0, until_s=9)),
                ("dynamic", partial(moves.ike_messages_between, since_s=0, until_s=9)),
            )
        }
        | {
            f"first {kind}": ask(
                partial(data.first_ms, flow=UP), outside_only("1.2", f"home_address={kind}")
            )
            for kind in ("static", "dynamic")
        },
        lambda got: judged(
            got["1.2 dynamic"].value > got["1.2 static"].value
            and got["1.1 dynamic"].value == got["1.1 static"].value,
            shown=got["1.2 dynamic"],
            unit=count("IKE message", "with a dynamic home address"),
            against=f"{got['1.2 static'].value:g} with a static one; under option 1.1 "
            f"{got['1.1 dynamic'].value:g} and {got['1.1 static'].value:g}; first data "
            f"{got['first dynamic'].value - got['first static'].value:.0f} ms later",
        ),
    ),
    by_structure(
        "1.2-sec-X1",
        "The concerns of section 2.2.3 hold here, too: the same parties share the same kinds "
        "of key.",
        {
            "ours": ask(structure.trust, _OUT),
            "named": ask(structure.care_of_in_vpn, _OUT),
            "theirs": ask(structure.trust, scene("1.1", "leave-colocated")),
        },
        lambda got: judged(
            members(got["theirs"]) <= members(got["ours"]),
            shown=got["ours"],
            at=got["named"],
            unit=count("edge", "of trust of the node"),
            against=f"{got['theirs'].value:g} under option 1.1: {got['theirs'].words}",
        ),
    ),
)
