"""Option 6, draft section 2.9.2."""

from simulation.claims.claim import Claim, by_judgement, by_run, judged
from simulation.claims.common import ask
from simulation.claims.measures import attack
from simulation.claims.scenes import attacked
from simulation.claims.units import count

_WAYS = ("redirect_to=victim", "attack_target=mobike")

CLAIMS: tuple[Claim, ...] = (
    by_run(
        "6-open-1",
        "What are the security considerations? Judged is the proposition that an explicit "
        "update lets an attacker on the path lead a node's packets to a third party: with "
        "MOBIKE's cookie test, without it, and with NATs forbidden.",
        {
            "off": ask(attack.redirected, attacked("6", *_WAYS, "return_routability=off")),
            "before": ask(attack.redirected, attacked("6", *_WAYS, "return_routability=before")),
            "nonats": ask(
                attack.redirected,
                attacked("6", *_WAYS, "return_routability=off", "no_nats_allowed=on"),
            ),
            "read": ask(attack.read_by_attacker, attacked("6", *_WAYS, "return_routability=off")),
        },
        lambda got: judged(
            got["off"].value > 0,
            got["before"].value > 0,
            got["nonats"].value > 0,
            shown=got["off"],
            unit=count("octet", "led to a third party without a cookie test"),
            against=f"{got['before'].value:g} with the test before the change, "
            f"{got['nonats'].value:g} with NATs forbidden; {got['read'].value:g} packets "
            "readable",
        ),
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
