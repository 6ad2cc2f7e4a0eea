"""Option 6, draft section 2.9.2."""

from simulation.claims.claim import Claim, by_judgement, by_run, judged, tried
from simulation.claims.common import ASTRAY, ask
from simulation.claims.measures import attack
from simulation.claims.scenes import attacked
from simulation.claims.units import count, counted

_WAYS = ("redirect_to=victim", "attack_target=mobike")
_UNTESTED = "return_routability=off"

CLAIMS: tuple[Claim, ...] = (
    by_run(
        "6-open-1",
        "What are the security considerations? Judged is the proposition that an explicit "
        "update lets an attacker on the path lead a node's packets to a third party, or to "
        "itself: with MOBIKE's cookie test, without it, and with NATs forbidden.",
        {
            "off": ask(attack.redirected, attacked("6", *_WAYS, _UNTESTED)),
            "read": ask(attack.read_by_attacker, attacked("6", *_WAYS, _UNTESTED)),
        },
        lambda got: judged(
            got["off"].value > 0,
            *(
                tried(got[name].value > 0, got[name], counted(got[name], ASTRAY))
                for name in ("default", "nonats", "after", "sleeping", "itself")
            ),
            shown=got["off"],
            unit=count("octet", "led to a third party without a cookie test"),
            against=f"{got['read'].value:g} packets readable",
        ),
        challenges={
            "default": ask(attack.redirected, attacked("6", *_WAYS)),
            "nonats": ask(
                attack.redirected, attacked("6", *_WAYS, _UNTESTED, "no_nats_allowed=on")
            ),
            "after": ask(attack.redirected, attacked("6", *_WAYS, "return_routability=after")),
            "sleeping": ask(
                attack.redirected,
                attacked("6", *_WAYS, _UNTESTED, "flow_direction=down", "dpd_s=5"),
            ),
            "itself": ask(attack.redirected, attacked("6", "attack_target=mobike")),
        },
    ),
    by_judgement(
        "6-open-2",
        "Is it IPsec's business? Not settled: a question of charters; three years later RFC 4555 "
        "answered it with yes.",
    ),
    by_judgement(
        "6-open-3",
        "May makers of gateways be told to do it? Not settled: a question of policy.",
    ),
)
