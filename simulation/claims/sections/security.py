"""Security concerns of options 1.1 and 1.2, draft section 2.2.3."""

from functools import partial
from typing import Final

from simulation.claims.claim import (
    Ask,
    Claim,
    Readings,
    Trial,
    by_judgement,
    by_run,
    by_structure,
    judged,
    tried,
)
from simulation.claims.common import (
    ASTRAY,
    LIMITS,
    ask,
    cost,
    costs,
    more,
    told,
    touching,
)
from simulation.claims.measures import attack, moves, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import (
    attacked,
    both_at,
    forged,
    guessed,
    idle_hour,
    outside_only,
    scene,
)
from simulation.claims.units import count, counted, share

_QUIET: Final = "attack_target=mobike"
"""The attacker stands on the path and looks, but nothing here is what it would rewrite."""
_MIP = attacked("1.1", "attack_target=mip")
_RUN = scene("1.1", "leave-colocated")
_SUFFICES: Final[dict[str, Ask]] = {
    "third party": touching("1.1", "mip", 1, "redirect_to=victim"),
    "renewed soon": touching(
        "1.1", "mip", 1, "redirect_to=victim", "registration_lifetime_outside_s=10"
    ),
}
"""One rewritten request, where the node soon sends another one."""
_FALLS_SHORT: Final[dict[str, Ask]] = {
    "half followed": touching("0", "ike", 1, "follow_nat=ike"),
    "untranslated": touching("0", "ike", 1, "nat_traversal=off"),
    "liveness": touching("0", "ike", 1, "dpd_s=2"),
    "at the border": touching("4", "ike", 1),
}
"""One rewritten packet of IKE, where gateways differ and nodes do."""
_COSTS: Final[dict[str, Ask]] = {
    **costs("mip", "1.1", "mip"),
    **costs("ike", "0", "ike"),
    **costs("idle", "0", "ike", "flow_direction=down"),
    **costs("latched", "0", "ike", "follow_nat=nothing"),
}
"""What attacks on Mobile IP cost, and on IKE where the next packet puts the gateway right, where
no packet comes, and where the gateway goes after none."""


def _ike_costs(got: Readings) -> list[float]:
    return [cost(got, name) for name in ("ike", "idle", "latched")]


def _told_costs(got: Readings) -> str:
    busy, idle, latched = map(told, _ike_costs(got))
    return (
        f"packets to rewrite: {told(cost(got, 'mip'))} for Mobile IP; for IKE {busy} where the "
        f"gateway goes after the node's next packet, {idle} where the node sends none, {latched} "
        "where the gateway goes after nothing"
    )


def _one_packet(got: Readings) -> tuple[Trial, ...]:
    """Return whether one packet suffices against Mobile IP, and against IKE does not."""
    return (
        *(tried(got[name].value > 0, got[name], counted(got[name], ASTRAY)) for name in _SUFFICES),
        *(
            tried(got[name].value == 0, got[name], counted(got[name], ASTRAY))
            for name in _FALLS_SHORT
        ),
    )


CLAIMS: tuple[Claim, ...] = (
    by_structure(
        "SEC-X1",
        "Mobile IP typically authenticates signalling alone, with shared secrets; IPsec typically "
        "derives its keys in an authenticated exchange. What the whole is worth depends on both.",
        {
            "static": ask(partial(structure.secrets, node="mn", kind="mip"), _RUN),
            "derived": ask(structure.derived_after_exchange, _RUN),
            "sealing": ask(structure.data_sealed_by, _RUN),
        },
        lambda got: judged(
            got["static"].value > 0,
            got["derived"].value == 1,
            members(got["sealing"]) == {"esp"},
            tried(
                got["replaced"].value == 1,
                got["replaced"],
                f"{share(got['replaced'])} of the keys derived by IKE",
            ),
            tried(
                members(got["weak"]) == {"esp"},
                got["weak"],
                f"data sealed by {got['weak'].words or 'nothing'}",
            ),
            shown=got["static"],
            at=got["sealing"],
            unit=count("static Mobile IP secret", "of the node"),
            against=f"user data sealed by {got['sealing'].words or 'nothing'} keys alone, "
            f"{share(got['derived'])} of them derived by IKE",
        ),
        challenges={
            "replaced": ask(
                structure.derived_after_exchange, outside_only("1.1", "esp_lifetime_s=10")
            ),
            "weak": ask(structure.data_sealed_by, outside_only("1.2", "weak_mip_secret=on")),
        },
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
            *(
                tried(
                    got[name].value == 0,
                    got[name],
                    f"{got[name].value:g} replays and forgeries accepted",
                )
                for name in ("kept back", "other suite")
            ),
            *(
                tried(got[name].value == 0, got[name], f"{got[name].value:g} packets readable")
                for name in ("third party", "optimized")
            ),
            shown=got["astray"],
            unit=count("octet", "of sealed data redirected"),
            against=f"{got['read'].value:g} packets of them readable; {got['taken'].value:g} of "
            f"{got['tried'].value:g} replays and forgeries accepted",
        ),
        challenges={
            "kept back": ask(
                attack.taken_for_genuine, forged("1.1", "attack_target=mip", "attack_packets=1")
            ),
            "other suite": ask(
                attack.taken_for_genuine, forged("1.1", "attack_target=mip", "suite=aes-gcm")
            ),
            "third party": ask(
                attack.read_by_attacker, attacked("1.1", "attack_target=mip", "redirect_to=victim")
            ),
            "optimized": ask(attack.read_by_attacker, attacked("1.2", "attack_target=mip")),
        },
    ),
    by_run(
        "SEC-X3",
        "Mobile IP secrets are usually set by hand; where words are chosen that are easy to keep "
        "in mind they may be weak, which opens the redirection.",
        {
            "weak": ask(attack.guesses, guessed("1.1", _QUIET, "weak_mip_secret=on")),
            "strong": ask(attack.guesses, guessed("1.1", _QUIET)),
        },
        lambda got: judged(
            got["weak"].value > 0 and got["strong"].value == 0,
            *(
                tried(
                    got[name].value > 0,
                    got[name],
                    f"forged binding after {got[name].value:.2f} s"
                    if got[name].value > 0
                    else "no forged binding",
                )
                for name in ("slow", "no translation", "optimized")
            ),
            shown=got["weak"],
            unit="s from the first guess to a forged binding, secret a word",
            against="no forged binding with a random secret"
            if got["strong"].value == 0
            else f"{got['strong'].value:g} s with a random secret",
        ),
        challenges={
            "slow": ask(
                attack.guesses,
                guessed("1.1", _QUIET, "weak_mip_secret=on", "guesses_per_second=1000"),
            ),
            "no translation": ask(
                attack.guesses, guessed("1.1", _QUIET, "weak_mip_secret=on", "nat_traversal=off")
            ),
            "optimized": ask(attack.guesses, guessed("1.2", _QUIET, "weak_mip_secret=on")),
        },
    ),
    by_run(
        "SEC-1",
        "Both Mobile IP and IPsec fall to a transient pseudo-NAT, provided that NAT traversal is "
        "on. Judged is the proviso, too: that they do not while it is off.",
        {
            "mip": ask(attack.redirected, _MIP),
            "ike": ask(attack.redirected, attacked("0", "attack_target=ike")),
        },
        lambda got: judged(
            got["mip"].value > 0,
            got["ike"].value > 0,
            *(
                tried(got[name].value == 0, got[name], counted(got[name], ASTRAY))
                for name in ("mip off", "ike off")
            ),
            *(
                tried(got[name].value > 0, got[name], counted(got[name], ASTRAY))
                for name in ("mip idle", "ike idle", "ike latched")
            ),
            shown=got["mip"],
            unit=count("octet", "led astray by Mobile IP"),
            against=f"{got['ike'].value:g} by IKE where the gateway goes after the node's next "
            "packet",
        ),
        challenges={
            "mip off": ask(
                attack.redirected, attacked("1.1", "attack_target=mip", "nat_traversal=off")
            ),
            "ike off": ask(
                attack.redirected, attacked("0", "attack_target=ike", "nat_traversal=off")
            ),
            "mip idle": ask(
                attack.redirected, attacked("1.1", "attack_target=mip", "flow_direction=down")
            ),
            "ike idle": ask(
                attack.redirected, attacked("0", "attack_target=ike", "flow_direction=down")
            ),
            "ike latched": ask(
                attack.redirected, attacked("0", "attack_target=ike", "follow_nat=nothing")
            ),
        },
    ),
    by_run(
        "SEC-2",
        "With NAT traversal, redirecting Mobile IP may be easier than redirecting IPsec. Counted: "
        "packets to rewrite until data go astray, every number from one on.",
        _COSTS,
        lambda got: judged(
            cost(got, "mip") < min(_ike_costs(got)),
            *_one_packet(got),
            shown=got[f"mip {min(cost(got, 'mip'), LIMITS[-1]):g}"],
            unit=count("octet", "led astray by the cheapest attack on Mobile IP"),
            against=_told_costs(got),
        ),
        challenges={**_SUFFICES, **_FALLS_SHORT},
    ),
    by_run(
        "SEC-2a",
        "Registrations are typically renewed more often than SAs are set up, though perhaps not "
        "by mobile hosts. Run: ten minutes at rest, and ten minutes with 28 moves.",
        {
            "still": ask(partial(moves.registrations, agent="x-ha"), idle_hour("1.1", 0)),
            "still sa": ask(moves.setups, idle_hour("0", 0)),
            "mobile": ask(partial(moves.registrations, agent="x-ha"), idle_hour("1.1", 28)),
            "mobile sa": ask(moves.setups, idle_hour("0", 28)),
        },
        lambda got: judged(
            more(got["still"].value, got["still sa"].value),
            not more(got["mobile"].value, got["mobile sa"].value),
            *(
                tried(
                    more(got[name].value, got["still sa"].value),
                    got[name],
                    f"{counted(got[name], count('registration'))} against "
                    f"{counted(got['still sa'], count('setup'))}",
                )
                for name in ("long", "longer")
            ),
            tried(
                more(got["still"].value, got["replaced"].value),
                got["replaced"],
                f"{got['still'].value:g} registrations against "
                f"{counted(got['replaced'], count('setup'))}",
            ),
            shown=got["still"],
            unit=count("registration", "in ten minutes, at rest"),
            against=f"{counted(got['still sa'], count('SA setup'))}; with 28 moves "
            f"{got['mobile'].value:g} registrations and {got['mobile sa'].value:g} setups",
        ),
        challenges={
            "long": ask(
                partial(moves.registrations, agent="x-ha"),
                idle_hour("1.1", 0, "registration_lifetime_outside_s=600"),
            ),
            "longer": ask(
                partial(moves.registrations, agent="x-ha"),
                idle_hour("1.1", 0, "registration_lifetime_outside_s=1800"),
            ),
            "replaced": ask(moves.setups, idle_hour("0", 0, "esp_lifetime_s=300")),
        },
    ),
    by_run(
        "SEC-2b",
        "It suffices to catch and modify one registration request, whereas attacking IKE takes "
        "several packets.",
        _COSTS,
        lambda got: judged(
            cost(got, "mip") == 1,
            min(_ike_costs(got)) > 1,
            *_one_packet(got),
            shown=got["mip 1"],
            unit=count("octet", "led astray by one rewritten packet"),
            against=_told_costs(got),
        ),
        challenges={**_SUFFICES, **_FALLS_SHORT},
    ),
    by_judgement(
        "SEC-3",
        "Different algorithms side by side (HMAC-SHA1-96 in IPsec, HMAC-MD5 in Mobile IP) are hard "
        "to explain. Not settled: about people; a run only lists the algorithms.",
    ),
    by_structure(
        "SEC-4",
        "Used with a PKI, IPsec has the better key management, so that adding Mobile IP makes it "
        "more complex. Counted: "
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
            *(
                tried(got[name].value > 0, got[name], counted(got[name], count("further secret")))
                for name in ("optimized", "dynamic")
            ),
            shown=got["mip"],
            at=got["asked"],
            unit=count("further secret", "for one node, by Mobile IP"),
            against=f"{got['ipsec'].value:g} for IPsec; for two nodes "
            f"{got['mip'].value + got['mip two'].value:g} and "
            f"{got['ipsec'].value + got['ipsec two'].value:g}",
        ),
        challenges={
            "optimized": ask(
                partial(structure.secrets, node="mn", kind="mip"), both_at("1.2", "cellular")
            ),
            "dynamic": ask(
                partial(structure.secrets, node="mn", kind="mip"),
                both_at("1.1", "hotspot", "home_address=dynamic", "xauth=on"),
            ),
        },
    ),
    by_judgement(
        "SEC-5",
        "Every further security mechanism makes the whole harder to understand. Not settled: "
        "understanding is not simulated.",
    ),
)
