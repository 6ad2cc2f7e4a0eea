"""Option 3, draft section 2.6.2."""

from functools import partial
from typing import Final

from simulation.claims.claim import Ask, Claim, Readings, by_judgement, by_run, by_structure, judged
from simulation.claims.common import DOWN, UP, ask, stopped
from simulation.claims.measures import attack, data, moves, structure
from simulation.claims.scenes import attacked, forged, scene
from simulation.claims.units import Unit, count, percent

_OTHERS: Final = ("0", "1.1", "1.2", "1.3", "2", "4", "5", "6", "7")
_ANCHORED: Final = tuple(option for option in _OTHERS if option != "5")
_SAME_MS: Final = 1.0
"""What packets of different lengths need more or less on the same links."""
_PERIOD_MS: Final = 50
"""Between two packets of the measured flow."""
_ROUND_TRIP_MS: Final = 100


def _anchors() -> dict[str, Ask]:
    return {
        option: ask(
            partial(moves.switched_ms, move=0),
            scene(option, "handover-outside", "care_of=colocated"),
        )
        for option in ("3", *_OTHERS)
    }


def _fastest(got: Readings) -> str:
    return min(_OTHERS, key=lambda option: got[option].value)


def _quick(got: Readings) -> str:
    return ", ".join(f"{option}: {got[option].value:.0f}" for option in _OTHERS)


CLAIMS: tuple[Claim, ...] = (
    by_run(
        "3-pro-1",
        "It is the quickest way to change an address. Measured: from arriving on a link until the "
        "anchor sends there; against every option with an anchor, and against host routes, which "
        "have none.",
        _anchors(),
        lambda got: judged(
            all(got["3"].value <= got[option].value + _SAME_MS for option in _ANCHORED),
            got["3"].value <= got["5"].value + _SAME_MS,
            shown=got["3"],
            unit="ms until the anchor has switched",
            against=f"the quickest other is option {_fastest(got)}; {_quick(got)}",
        ),
    ),
    by_run(
        "3-pro-2",
        "No registration is needed. Counted: registrations accepted and IKE messages of a move "
        "outside.",
        {
            "ours": ask(partial(moves.bindings_changed, move=0), scene("3", "handover-outside")),
            "dual": ask(partial(moves.bindings_changed, move=0), scene("1.1", "handover-outside")),
            "flows": ask(moves.resumed, scene("3", "handover-outside")),
        },
        lambda got: judged(
            got["ours"].value == 0 and got["flows"].value == 1,
            shown=got["ours"],
            unit=Unit(
                "accepted registration or IKE message in a move",
                "accepted registrations and IKE messages in a move",
            ),
            against=f"{got['dual'].value:g} under option 1.1",
        ),
    ),
    by_structure(
        "3-pro-3",
        "One home agent and one layer of Mobile IP are enough.",
        {
            "agents": ask(structure.home_agents, scene("3", "handover-outside")),
            "layers": ask(
                partial(data.layers, link="cellular", flow=UP), scene("3", "handover-outside")
            ),
            "dual": ask(structure.home_agents, scene("1.1", "handover-outside")),
        },
        lambda got: judged(
            got["agents"].value == 1 and got["layers"].value == 1,
            shown=got["agents"],
            unit=count("home agent"),
            against=f"{got['dual'].value:g} under option 1.1; {got['layers'].value:g} layer of "
            "Mobile IP",
        ),
    ),
    by_run(
        "3-pro-4",
        "It is hard to break, because a valid ESP packet is hard to forge. Run: a hundred "
        "forgeries, and replays.",
        {
            "tried": ask(
                attack.sent_by_attacker, forged("3", "attack_target=mobike", "forgeries=100")
            ),
            "taken": ask(
                attack.taken_for_genuine, forged("3", "attack_target=mobike", "forgeries=100")
            ),
        },
        lambda got: judged(
            got["tried"].value > 0 and got["taken"].value == 0,
            shown=got["taken"],
            unit=Unit("forgery or replay accepted", "forgeries and replays accepted"),
            against=f"{got['tried'].value:g} tried",
        ),
    ),
    by_run(
        "3-pro-5",
        "Even if a bogus packet moves the SA, the node's next one brings it back. Run: one genuine "
        "packet is caught and sent on from a stranger's address; with a node that sends, with one "
        "that does not, and with an attacker who stays.",
        {
            "busy": ask(
                attack.healed_ms,
                attacked("3", "attack_target=esp", "attack_packets=1", "redirect_to=victim"),
            ),
            "slow": ask(
                attack.healed_ms,
                attacked(
                    "3",
                    "attack_target=esp",
                    "attack_packets=1",
                    "redirect_to=victim",
                    "packets_per_second=1",
                ),
            ),
            "idle": ask(
                attack.healed_ms,
                attacked(
                    "3",
                    "attack_target=esp",
                    "attack_packets=1",
                    "redirect_to=victim",
                    "flow_direction=down",
                ),
            ),
            "stays": ask(
                attack.healed_ms, attacked("3", "attack_target=esp", "redirect_to=victim")
            ),
        },
        lambda got: judged(
            0 <= got["busy"].value <= _PERIOD_MS + _ROUND_TRIP_MS
            and got["slow"].value <= 1000 + _ROUND_TRIP_MS,
            0 <= got["idle"].value <= 1000 + _ROUND_TRIP_MS,
            0 <= got["stays"].value <= 1000 + _ROUND_TRIP_MS,
            shown=got["busy"],
            unit="ms until the SA was back, of a node that sends 20 packets a second",
            against=f"{got['slow'].value:.0f} at one packet a second; {got['idle'].value:.0f}, to "
            "the end of the run, of a node that sends nothing; "
            f"{got['stays'].value:.0f} where the attacker catches every packet for 8 s",
        ),
    ),
    by_structure(
        "3-con-1",
        "RFC 2401 gives an SA its identity, and following an address breaks it. Counted: "
        "destinations that one SPI has had.",
        {
            "ours": ask(structure.destinations_of_spi, scene("3", "handover-outside")),
            "dual": ask(structure.destinations_of_spi, scene("1.1", "handover-outside")),
        },
        lambda got: judged(
            got["ours"].value > 1 and got["dual"].value == 1,
            shown=got["ours"],
            unit=count("destination", "of one SPI"),
            against=f"{got['dual'].value:g} under option 1.1; here: {got['ours'].words}",
        ),
    ),
    by_structure(
        "3-con-1a",
        "There an SA is known by SPI, destination address and protocol. Run with peers that "
        "take this literally.",
        {
            "strict": ask(
                partial(moves.gap_ms, flow=DOWN, move=0),
                scene("3", "handover-outside", "strict_triple=on"),
            ),
            "lax": ask(partial(moves.gap_ms, flow=DOWN, move=0), scene("3", "handover-outside")),
        },
        lambda got: judged(
            got["strict"].value > 10 * got["lax"].value,
            shown=got["strict"],
            unit="ms of silence after a move, peers strict",
            against=f"{got['lax'].value:.0f} with peers that look at the SPI alone",
        ),
    ),
    by_judgement(
        "3-con-2",
        "It is unclear what a fixed outer destination gives; the inner address could take its "
        "place. Not settled: how a specification is to be read.",
    ),
    by_run(
        "3-con-3",
        "A node with nothing to send must send a packet just to be found.",
        {
            "silent": ask(
                partial(moves.gap_ms, flow=DOWN, move=0),
                scene("3", "handover-outside", "flow_direction=down", "announce_move=off"),
            ),
            "told": ask(
                partial(moves.gap_ms, flow=DOWN, move=0),
                scene("3", "handover-outside", "flow_direction=down"),
            ),
        },
        lambda got: judged(
            got["silent"].value > 10 * got["told"].value,
            shown=got["silent"],
            unit="ms of silence of a node that sends nothing",
            against=f"{got['told'].value:.0f} with one empty ESP packet after the move",
        ),
    ),
    by_judgement(
        "3-open-1",
        "Do most VPNs do it? Not settled: a question about products of 2003.",
    ),
    by_run(
        "3-open-2",
        "Does it break IPsec? Judged is the proposition that it does: for peers that take RFC 2401 "
        "literally, and for the protection that ESP gives.",
        {
            "strict": ask(
                partial(data.delivery, flow=DOWN, since_s=22, until_s=39),
                scene("3", "handover-outside", "strict_triple=on"),
            ),
            "taken": ask(
                attack.taken_for_genuine, forged("3", "attack_target=mobike", "forgeries=100")
            ),
            "read": ask(
                attack.read_by_attacker, attacked("3", "attack_target=esp", "redirect_to=victim")
            ),
            "astray": ask(
                attack.redirected, attacked("3", "attack_target=esp", "redirect_to=victim")
            ),
        },
        lambda got: judged(
            stopped(got["strict"].value),
            got["taken"].value > 0 or got["read"].value > 0,
            shown=got["strict"],
            unit=percent("delivered to a strict peer after a move"),
            against=f"{got['taken'].value:g} forgeries accepted, {got['read'].value:g} "
            f"redirected packets readable; {got['astray'].value:g} octets led astray while an "
            "attacker was on the path",
        ),
    ),
    by_judgement(
        "3-open-3",
        "Is it IPsec's business? Not settled: a question of charters; RFC 7296 section 2.23 later "
        "made it so, for peers behind a NAT.",
    ),
    by_judgement(
        "3-open-4",
        "Can it be recommended to makers of gateways? Not settled: a question of policy.",
    ),
)
