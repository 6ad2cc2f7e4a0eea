"""Option 1.2, draft section 2.3.2: what follows from having to delete SAs, and the rest."""

from functools import partial
from typing import Final

from simulation.claims.claim import Claim, by_run, by_structure, judged, tried
from simulation.claims.common import (
    DOWN,
    MAIN_AND_QUICK,
    UP,
    ask,
    more,
    stopped,
    through,
)
from simulation.claims.measures import data, moves, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import (
    crash_in_company,
    crash_outside,
    minutes_inside,
    one_broadcast,
    outside_only,
    scene,
    short_stay,
    two_and_inside,
)
from simulation.claims.units import count, counted, percent, share

_TO, _BACK = "mn > mn2", "mn2 > mn"
_LOST_DELETE = two_and_inside("1.2", "inside_reaches_gateway=off")
_OUT = scene("1.2", "leave-colocated")
_AFTER_RETURN = partial(data.delivery, flow=_TO, since_s=33)
_SOON_AFTER_RETURN = partial(data.delivery, flow=_TO, since_s=33, until_s=38)
_AFTER_RESTART = partial(data.delivery, flow=_BACK, since_s=32)
_A_WHILE_S: Final = 60
_RESTED = partial(structure.same_association, since_s=190)
_IKE_MESSAGES: Final = count("IKE message")
_LIVENESS: Final = "dpd_s=10"
_USER: Final = ("xauth=on", "user_seconds=2")
_OUT_AGAIN = partial(moves.ike_messages_between, since_s=190, until_s=230)
_SETTING_UP = partial(moves.ike_messages_between, since_s=0, until_s=9)

CLAIMS: tuple[Claim, ...] = (
    by_structure(
        "1.2-con-6",
        "That SAs must be deleted brings a few further requirements. Counted: IKE messages that "
        "coming inside takes, and rules that the firewall must drop for them.",
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
            tried(
                more(got["live"].value, got["their live"].value),
                got["their live"],
                f"{counted(got['their live'], _IKE_MESSAGES)} there against our "
                f"{got['live'].value:g}",
            ),
            tried(
                more(got["agent"].value, got["their agent"].value),
                got["agent"],
                f"{counted(got['agent'], _IKE_MESSAGES)} against "
                f"{got['their agent'].value:g} under option 1.1",
            ),
            shown=got["ours"],
            unit=count("IKE message", "when coming inside"),
            against=f"{got['theirs'].value:g} under option 1.1, where the firewall keeps "
            f"{got['their rules'].value - got['rules'].value:g} rule more shut",
        ),
        challenges={
            f"{whose}{name}": ask(
                partial(moves.of_move, key="ike_messages", move=0),
                scene(option, "return-inside", setting),
            )
            for whose, option in (("", "1.2"), ("their ", "1.1"))
            for name, setting in (("live", "dpd_s=5"), ("agent", "care_of=foreign-agent"))
        },
    ),
    by_run(
        "1.2-con-6a",
        "IKE's DELETE must be supported, which not every product does.",
        {
            "ignored": ask(_AFTER_RETURN, two_and_inside("1.2", "honour_delete=off")),
            "honoured": ask(_AFTER_RETURN, two_and_inside("1.2")),
        },
        lambda got: judged(
            stopped(got["ignored"].value) and through(got["honoured"].value),
            *(
                tried(
                    stopped(got[name].value) and through(got["honoured"].value),
                    got[name],
                    f"{share(got[name])} delivered",
                )
                for name in ("liveness", "short life")
            ),
            shown=got["ignored"],
            unit=percent("delivered from a peer outside, DELETE ignored"),
            against=f"{share(got['honoured'])} with it honoured",
        ),
        challenges={
            "liveness": ask(_AFTER_RETURN, two_and_inside("1.2", "honour_delete=off", _LIVENESS)),
            "short life": ask(
                _SOON_AFTER_RETURN, two_and_inside("1.2", "honour_delete=off", "esp_lifetime_s=10")
            ),
        },
    ),
    by_run(
        "1.2-con-6b",
        "After a crash the node must use INITIAL-CONTACT to flush out the SAs from before, which "
        "the gateway must support as well. Run: the node starts again inside, and outside.",
        {
            "without": ask(_AFTER_RESTART, crash_in_company("1.2", "initial_contact=off")),
            "with": ask(_AFTER_RESTART, crash_in_company("1.2")),
            "theirs": ask(_AFTER_RESTART, crash_in_company("1.1", "initial_contact=off")),
        },
        lambda got: judged(
            stopped(got["without"].value) and through(got["with"].value),
            *(
                tried(
                    stopped(got[name].value) and through(got["with"].value),
                    got[name],
                    f"{share(got[name])} delivered",
                )
                for name in ("outside", "liveness")
            ),
            shown=got["without"],
            unit=percent("delivered after the restart, without INITIAL-CONTACT"),
            against=f"{share(got['with'])} with it; {share(got['theirs'])} under option "
            "1.1 without it",
        ),
        challenges={
            "outside": ask(_AFTER_RESTART, crash_outside("1.2", "initial_contact=off")),
            "liveness": ask(
                _AFTER_RESTART, crash_in_company("1.2", "initial_contact=off", _LIVENESS)
            ),
        },
    ),
    by_run(
        "1.2-con-6c",
        "The node must be able to send the DELETE to the gateway's public address from inside, "
        "which firewalls sometimes do not allow.",
        {
            "forbidden": ask(_AFTER_RETURN, _LOST_DELETE),
            "allowed": ask(_AFTER_RETURN, two_and_inside("1.2")),
        },
        lambda got: judged(
            stopped(got["forbidden"].value) and through(got["allowed"].value),
            *(
                tried(
                    stopped(got[name].value) and through(got["allowed"].value),
                    got[name],
                    f"{share(got[name])} delivered",
                )
                for name in ("liveness", "short life")
            ),
            shown=got["forbidden"],
            unit=percent("delivered from a peer outside, firewall shut"),
            against=f"{share(got['allowed'])} with the rule",
        ),
        challenges={
            "liveness": ask(
                _AFTER_RETURN,
                two_and_inside("1.2", "inside_reaches_gateway=off", _LIVENESS),
            ),
            "short life": ask(
                _SOON_AFTER_RETURN,
                two_and_inside("1.2", "inside_reaches_gateway=off", "esp_lifetime_s=10"),
            ),
        },
    ),
    by_run(
        "1.2-con-7",
        "Out, in and out again makes the node authenticate once more, unnecessarily, which hurts "
        "most where the user is asked. Run with XAUTH; with liveness checks; with a user who "
        "answers at once.",
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
            more(got["gap"].value, got["their gap"].value),
            tried(
                more(got["live"].value, got["their live"].value),
                got["their live"],
                f"{counted(got['their live'], count('prompt'))} there against our "
                f"{got['live'].value:g}",
            ),
            tried(
                more(got["at once"].value, got["their gap"].value),
                got["at once"],
                f"{got['at once'].value:,.0f} ms of silence",
            ),
            shown=got["ours"],
            unit=count("prompt", "when going out again"),
            against=f"{got['theirs'].value:g} under option 1.1; silence "
            f"{got['gap'].value:.0f} against {got['their gap'].value:.0f} ms",
        ),
        challenges={
            "live": ask(
                partial(moves.of_move, key="prompts", move=1),
                minutes_inside("1.2", *_USER, _LIVENESS),
            ),
            "their live": ask(
                partial(moves.of_move, key="prompts", move=1),
                minutes_inside("1.1", *_USER, _LIVENESS),
            ),
            "at once": ask(
                partial(moves.gap_ms, flow=UP, move=1),
                scene("1.2", "return-inside", "xauth=on", "user_seconds=0"),
            ),
        },
    ),
    by_structure(
        "1.2-con-7a",
        "Many products delete SAs that rest, but nothing in IPsec forbids going on with one after "
        "a while. Shown by option 1.1.",
        {"rested": ask(_RESTED, minutes_inside("1.1"))},
        lambda got: judged(
            got["rested"].value > _A_WHILE_S,
            *(
                tried(got[name].value > _A_WHILE_S, got[name], f"{got[name].value:.0f} s of rest")
                for name in ("other suite", "user", "plain")
            ),
            shown=got["rested"],
            unit="s of rest between two packets of one SA",
            against=f"{_A_WHILE_S} s at least; its lifetime is 28,800 s",
        ),
        challenges={
            "other suite": ask(_RESTED, minutes_inside("1.1", "suite=aes-gcm")),
            "user": ask(_RESTED, minutes_inside("1.1", *_USER)),
            "plain": ask(_RESTED, minutes_inside("1.1", "nat_traversal=off")),
        },
    ),
    by_run(
        "1.2-con-7b",
        "So there is no reason in IPsec not to take up old SAs after a few minutes inside. Run: "
        "three minutes, with liveness checks and without them.",
        {
            "ours": ask(_OUT_AGAIN, minutes_inside("1.2")),
            "theirs": ask(_OUT_AGAIN, minutes_inside("1.1")),
            "flows": ask(partial(data.delivery, flow=DOWN, since_s=195), minutes_inside("1.1")),
        },
        lambda got: judged(
            got["theirs"].value == 0
            and through(got["flows"].value)
            and got["ours"].value >= MAIN_AND_QUICK,
            *(
                tried(got[name].value == 0, got[name], counted(got[name], _IKE_MESSAGES))
                for name in ("liveness", "other suite")
            ),
            shown=got["ours"],
            unit=count("IKE message", "after three minutes inside"),
            against=f"{got['theirs'].value:g} under option 1.1, whose old SA delivers "
            f"{share(got['flows'])}",
        ),
        challenges={
            "liveness": ask(_OUT_AGAIN, minutes_inside("1.1", _LIVENESS)),
            "other suite": ask(_OUT_AGAIN, minutes_inside("1.1", "suite=aes-gcm")),
        },
    ),
    by_run(
        "1.2-con-8",
        "What is not unicast needs a non-standard use of the D bit in the request. Run: one "
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
            *(
                tried(
                    got[name].value == 0, got[name], counted(got[name], count("broadcast", "heard"))
                )
                for name in ("translating", "plain")
            ),
            tried(
                got["clear translating"].value > 0,
                got["clear translating"],
                counted(got["clear translating"], count("broadcast", "heard")),
            ),
            shown=got["set"],
            unit=count("broadcast", "heard with D set"),
            against=f"{got['clear'].value:g} with D clear, as if {got['named'].words} were a "
            f"foreign agent; {got['theirs'].value:g} under option 1.1 with D set",
        ),
        challenges={
            "translating": ask(data.broadcasts_heard, one_broadcast("1.2", "gateway_nat=on")),
            "plain": ask(data.broadcasts_heard, one_broadcast("1.2", "nat_traversal=off")),
            "clear translating": ask(
                data.broadcasts_heard,
                one_broadcast("1.2", "registration_d_bit=off", "gateway_nat=on"),
            ),
        },
    ),
    by_run(
        "1.2-con-9",
        "Dynamic home addresses are complicated: the SA is made for an address that only the "
        "registration gives, so that IKE must negotiate twice.",
        {
            f"{option} {kind}": ask(_SETTING_UP, outside_only(option, f"home_address={kind}"))
            for option in ("1.1", "1.2")
            for kind in ("static", "dynamic")
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
            *(
                tried(
                    more(got[f"{name} dynamic"].value, got[f"{name} static"].value),
                    got[f"{name} dynamic"],
                    f"{counted(got[f'{name} dynamic'], _IKE_MESSAGES)} against "
                    f"{got[f'{name} static'].value:g}",
                )
                for name in ("translated", "plain")
            ),
            shown=got["1.2 dynamic"],
            unit=count("IKE message", "with a dynamic home address"),
            against=f"{got['1.2 static'].value:g} with a static one; under option 1.1 "
            f"{got['1.1 dynamic'].value:g} and {got['1.1 static'].value:g}; first data "
            f"{got['first dynamic'].value - got['first static'].value:.0f} ms later",
        ),
        challenges={
            f"translated {kind}": ask(
                _SETTING_UP, short_stay("1.2", "hotel", f"home_address={kind}")
            )
            for kind in ("static", "dynamic")
        }
        | {
            f"plain {kind}": ask(
                _SETTING_UP, outside_only("1.2", f"home_address={kind}", "nat_traversal=off")
            )
            for kind in ("static", "dynamic")
        },
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
            *(
                tried(
                    members(got["theirs"]) <= members(got[name]),
                    got[name],
                    f"{got[name].words or 'none'}",
                )
                for name in ("agent", "user")
            ),
            shown=got["ours"],
            at=got["named"],
            unit=count("edge", "of trust of the node"),
            against=f"{got['theirs'].value:g} under option 1.1: {got['theirs'].words}",
        ),
        challenges={
            "agent": ask(structure.trust, scene("1.2", "leave-foreign-agent")),
            "user": ask(structure.trust, scene("1.2", "leave-colocated", "xauth=on")),
        },
    ),
)
