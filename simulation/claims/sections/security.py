"""Security concerns of options 1.1 and 1.2, draft section 2.2.3."""

from functools import partial
from typing import Final

from simulation.claims.claim import Claim, by_judgement, by_run, by_structure, judged
from simulation.claims.common import LIMITS, ask, cost, costs, told
from simulation.claims.measures import attack, moves, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import attacked, both_at, forged, guessed, idle_hour, scene
from simulation.claims.units import count, counted, share

_QUIET: Final = "attack_target=mobike"
"""The attacker stands on the path and looks, but nothing here is what it would rewrite."""
_MIP = attacked("1.1", "attack_target=mip")
_RUN = scene("1.1", "leave-colocated")


CLAIMS: tuple[Claim, ...] = (
    by_structure(
        "SEC-X1",
        "Mobile IP authenticates signalling alone, with static secrets; IPsec derives its keys "
        "in an authenticated exchange. What the whole is worth depends on both.",
        {
            "static": ask(partial(structure.secrets, node="mn", kind="mip"), _RUN),
            "derived": ask(structure.derived_after_exchange, _RUN),
            "sealing": ask(structure.data_sealed_by, _RUN),
        },
        lambda got: judged(
            got["static"].value > 0,
            got["derived"].value == 1,
            members(got["sealing"]) == {"esp"},
            shown=got["static"],
            at=got["sealing"],
            unit=count("static Mobile IP secret", "of the node"),
            against=f"user data sealed by {got['sealing'].words or 'nothing'} keys alone, "
            f"{share(got['derived'])} of them derived by IKE",
        ),
    ),
    by_run(
        "SEC-X2",
        "Whoever breaks Mobile IP can redirect IPsec's packets, but confidentiality, integrity and "
        "replay protection stand.",
        {
            "astray": ask(attack.redirected, _MIP),
            "read": ask(attack.read_by_attacker, _MIP),
            "tried": ask(attack.sent_by_attacker, forged("1.1", _QUIET)),
            "taken": ask(attack.taken_for_genuine, forged("1.1", _QUIET)),
        },
        lambda got: judged(
            got["astray"].value > 0,
            got["read"].value == 0,
            got["tried"].value > 0 and got["taken"].value == 0,
            shown=got["astray"],
            unit=count("octet", "of sealed data redirected"),
            against=f"{got['read'].value:g} packets of them readable; {got['taken'].value:g} of "
            f"{got['tried'].value:g} replays and forgeries accepted",
        ),
    ),
    by_run(
        "SEC-X3",
        "Mobile IP secrets are typed in by people and may be weak, which opens the redirection.",
        {
            "weak": ask(attack.guesses, guessed("1.1", _QUIET, "weak_mip_secret=on")),
            "strong": ask(attack.guesses, guessed("1.1", _QUIET)),
        },
        lambda got: judged(
            got["weak"].value > 0 and got["strong"].value == 0,
            shown=got["weak"],
            unit="s from the first guess to a forged binding, secret a word",
            against="no forged binding with a random secret"
            if got["strong"].value == 0
            else f"{got['strong'].value:g} s with a random secret",
        ),
    ),
    by_run(
        "SEC-1",
        "Both Mobile IP and IPsec fall to a transient pseudo-NAT while NAT traversal is on.",
        {
            "mip": ask(attack.redirected, _MIP),
            "ike": ask(attack.redirected, attacked("0", "attack_target=ike")),
            "ike latched": ask(
                attack.redirected, attacked("0", "attack_target=ike", "follow_nat=nothing")
            ),
            "mip off": ask(
                attack.redirected, attacked("1.1", "attack_target=mip", "nat_traversal=off")
            ),
            "ike off": ask(
                attack.redirected, attacked("0", "attack_target=ike", "nat_traversal=off")
            ),
        },
        lambda got: judged(
            got["mip"].value > 0,
            got["ike"].value > 0,
            shown=got["mip"],
            unit=count("octet", "led astray by Mobile IP"),
            against=f"{got['ike'].value:g} by IKE where the gateway goes after the node's next "
            f"packet, {got['ike latched'].value:g} where it does not; without NAT traversal "
            f"{got['mip off'].value:g} and {got['ike off'].value:g}",
        ),
    ),
    by_run(
        "SEC-2",
        "Redirecting Mobile IP may be easier than redirecting IPsec. Counted: packets to rewrite "
        "until data go astray.",
        {**costs("mip", "1.1", "mip"), **costs("ike", "0", "ike")},
        lambda got: judged(
            cost(got, "mip") < cost(got, "ike"),
            shown=got[f"mip {min(cost(got, 'mip'), LIMITS[-1]):g}"],
            unit=count("octet", "led astray by the cheapest attack on Mobile IP"),
            against=f"packets to rewrite: {told(cost(got, 'mip'))} for Mobile IP, "
            f"{told(cost(got, 'ike'))} for IKE",
        ),
    ),
    by_run(
        "SEC-2a",
        "Registrations are renewed more often than SAs are set up, if perhaps not by nodes that "
        "move a lot.",
        {
            "still": ask(partial(moves.registrations, agent="x-ha"), idle_hour("1.1", 0)),
            "still sa": ask(moves.setups, idle_hour("0", 0)),
            "mobile": ask(
                partial(moves.registrations, agent="x-ha"),
                idle_hour("1.1", 28, "registration_lifetime_outside_s=1800"),
            ),
            "mobile sa": ask(moves.setups, idle_hour("0", 28)),
        },
        lambda got: judged(
            got["still"].value > got["still sa"].value,
            got["mobile"].value > got["mobile sa"].value * 1.1,
            shown=got["still"],
            unit=count("registration", "in ten minutes, at rest"),
            against=f"{counted(got['still sa'], count('SA setup'))}; with 28 moves (and a lifetime "
            f"of 1800 s) {got['mobile'].value:g} registrations and {got['mobile sa'].value:g} "
            "setups",
        ),
    ),
    by_run(
        "SEC-2b",
        "One rewritten request is enough against Mobile IP; against IKE several packets must be "
        "rewritten.",
        {**costs("mip", "1.1", "mip"), **costs("ike", "0", "ike")},
        lambda got: judged(
            cost(got, "mip") == 1,
            cost(got, "ike") > 1,
            shown=got["mip 1"],
            unit=count("octet", "led astray by one rewritten packet"),
            against=f"one packet against IKE leads {got['ike 1'].value:g} astray; the least number "
            f"that does is {told(cost(got, 'ike'))}",
        ),
    ),
    by_judgement(
        "SEC-3",
        "Different algorithms side by side (HMAC-SHA1-96 in IPsec, HMAC-MD5 in Mobile IP) are hard "
        "to explain. Not settled: about people; a run only lists the algorithms.",
    ),
    by_structure(
        "SEC-4",
        "A PKI gives IPsec the better key management; adding Mobile IP complicates it. Counted: "
        "static secrets that an administrator hands to two nodes (a pre-shared key stands for the "
        "certificate here).",
        {
            "asked": ask(structure.home_agents_asked, both_at("1.1", "cellular")),
            "mip": ask(
                partial(structure.secrets, node="mn", kind="mip"), both_at("1.1", "cellular")
            ),
            "mip two": ask(
                partial(structure.secrets, node="mn2", kind="mip"), both_at("1.1", "cellular")
            ),
            "ipsec": ask(
                partial(structure.secrets, node="mn", kind="psk"), both_at("1.1", "cellular")
            ),
            "ipsec two": ask(
                partial(structure.secrets, node="mn2", kind="psk"), both_at("1.1", "cellular")
            ),
        },
        lambda got: judged(
            got["mip"].value + got["mip two"].value > 0
            and not members(got["mip"]) & members(got["mip two"]),
            shown=got["mip"],
            at=got["asked"],
            unit=count("further secret", "for one node, by Mobile IP"),
            against=f"{got['ipsec'].value:g} for IPsec; for two nodes "
            f"{got['mip'].value + got['mip two'].value:g} and "
            f"{got['ipsec'].value + got['ipsec two'].value:g}",
        ),
    ),
    by_judgement(
        "SEC-5",
        "Every further security mechanism makes the whole harder to understand. Not settled: "
        "understanding is not simulated.",
    ),
)
