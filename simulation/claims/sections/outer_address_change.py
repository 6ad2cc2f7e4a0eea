"""Option 3, draft section 2.6.2."""

from functools import partial
from typing import Final

from simulation.claims.claim import (
    Ask,
    Claim,
    Readings,
    by_judgement,
    by_run,
    by_structure,
    judged,
    tried,
)
from simulation.claims.common import ASTRAY, DOWN, UP, ask, more, stopped, through
from simulation.claims.measures import attack, data, moves, structure
from simulation.claims.scenes import attacked, forged, scene, short_stay
from simulation.claims.units import Unit, count, counted, percent, share

_OTHERS: Final = ("0", "1.1", "1.2", "1.3", "2", "4", "5", "6", "7")
_ANCHORED: Final = tuple(option for option in _OTHERS if option != "5")
_SAME_MS: Final = 1.0
"""What packets of different lengths need more or less on the same links."""
_PERIOD_MS: Final = 50
"""Between two packets of the measured flow."""
_SECOND_MS: Final = 1000
_ROUND_TRIP_MS: Final = 100


_STRICT: Final = "strict_triple=on"
_TEN_TIMES: Final = 10
"""From so many times on, a silence is another kind of thing and no longer one."""
_LATER = partial(data.delivery, flow=DOWN, since_s=22, until_s=39)
_SILENCE = partial(moves.gap_ms, flow=DOWN, move=0)
_FORGERIES: Final = ("attack_target=mobike", "forgeries=100")
_CAUGHT: Final = ("attack_target=esp", "redirect_to=victim")
"""The attacker catches genuine packets and sends them on from a stranger's address."""
_ACCEPTED: Final = Unit(
    "accepted registration or IKE message in a move",
    "accepted registrations and IKE messages in a move",
)
_TAKEN: Final = Unit("forgery or replay accepted", "forgeries and replays accepted")
_IDLE: Final = "flow_direction=down"


def _anchor(option: str, *settings: str) -> Ask:
    return ask(partial(moves.switched_ms, move=0), scene(option, "handover-outside", *settings))


def _quickest_elsewhere() -> dict[str, Ask]:
    """Return settings in which another design may be quicker, or this one may be slow."""
    return {
        "agent": _anchor("1.1"),
        "silent": _anchor("3", "care_of=colocated", _IDLE, "announce_move=off"),
        "idle": _anchor("3", "care_of=colocated", _IDLE),
        "far": _anchor("3", "care_of=colocated", "link.isp.delay_ms=200"),
        "far other": _anchor("1.1", "care_of=colocated", "link.isp.delay_ms=200"),
    }


def _anchors() -> dict[str, Ask]:
    return {option: _anchor(option, "care_of=colocated") for option in ("3", *_OTHERS)}


def _fastest(got: Readings) -> str:
    return min(_OTHERS, key=lambda option: got[option].value)


def _quick(got: Readings) -> str:
    return ", ".join(f"{option}: {got[option].value:.0f}" for option in _OTHERS)


CLAIMS: tuple[Claim, ...] = (
    by_run(
        "3-pro-1",
        "It is the quickest way to change an address. Measured: from arriving on a link outside "
        "until the anchor sends there; against every option with an anchor, and against host "
        "routes, which have none.",
        _anchors(),
        lambda got: judged(
            all(got["3"].value <= got[option].value + _SAME_MS for option in _ANCHORED),
            got["3"].value <= got["5"].value + _SAME_MS,
            tried(
                got["3"].value <= got["agent"].value + _SAME_MS,
                got["agent"],
                f"{got['agent'].value:.0f} ms by way of a foreign agent",
            ),
            tried(
                got["far"].value <= got["far other"].value + _SAME_MS,
                got["far"],
                f"{got['far'].value:.0f} ms against {got['far other'].value:.0f}",
            ),
            *(
                tried(
                    got[name].value <= got["3"].value + _SAME_MS,
                    got[name],
                    f"{got[name].value:.0f} ms",
                )
                for name in ("idle", "silent")
            ),
            shown=got["3"],
            unit="ms until the anchor has switched",
            against=f"the quickest other is option {_fastest(got)}; {_quick(got)}",
        ),
        challenges=_quickest_elsewhere(),
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
            *(
                tried(got[name].value == 0, got[name], counted(got[name], _ACCEPTED))
                for name in ("translated", "idle", "liveness")
            ),
            shown=got["ours"],
            unit=_ACCEPTED,
            against=f"{got['dual'].value:g} under option 1.1",
        ),
        challenges={
            "translated": ask(partial(moves.bindings_changed, move=0), scene("3", "behind-nat")),
            "idle": ask(
                partial(moves.bindings_changed, move=0), scene("3", "handover-outside", _IDLE)
            ),
            "liveness": ask(
                partial(moves.bindings_changed, move=0),
                scene("3", "handover-outside", _IDLE, "dpd_s=10"),
            ),
        },
    ),
    by_structure(
        "3-pro-3",
        "No dual home agent is required: a single instance of Mobile IP is enough.",
        {
            "agents": ask(structure.home_agents, scene("3", "handover-outside")),
            "layers": ask(
                partial(data.layers, link="cellular", flow=UP), scene("3", "handover-outside")
            ),
            "dual": ask(structure.home_agents, scene("1.1", "handover-outside")),
        },
        lambda got: judged(
            got["agents"].value == 1 and got["layers"].value == 1,
            *(
                tried(got[name].value == 1, got[name], counted(got[name], count("home agent")))
                for name in ("tour", "agent")
            ),
            tried(
                got["translated"].value == 1,
                got["translated"],
                counted(got["translated"], count("layer", "of Mobile IP")),
            ),
            shown=got["agents"],
            unit=count("home agent"),
            against=f"{got['dual'].value:g} under option 1.1; {got['layers'].value:g} layer of "
            "Mobile IP",
        ),
        challenges={
            "tour": ask(structure.home_agents, scene("3", "return-inside")),
            "agent": ask(structure.home_agents, scene("3", "leave-foreign-agent")),
            "translated": ask(
                partial(data.layers, link="hotel", flow=UP), short_stay("3", "hotel")
            ),
        },
    ),
    by_run(
        "3-pro-4",
        "It is difficult to break, because a valid ESP packet is difficult to forge. Run: a "
        "hundred forgeries, and replays; and an attacker who forges nothing but catches genuine "
        "packets and sends them on from another address.",
        {
            "tried": ask(attack.sent_by_attacker, forged("3", *_FORGERIES)),
            "taken": ask(attack.taken_for_genuine, forged("3", *_FORGERIES)),
        },
        lambda got: judged(
            got["tried"].value > 0 and got["taken"].value == 0,
            *(
                tried(got[name].value == 0, got[name], counted(got[name], _TAKEN))
                for name in ("old suite", "new suite")
            ),
            *(
                tried(got[name].value == 0, got[name], counted(got[name], ASTRAY))
                for name in ("caught", "caught once")
            ),
            shown=got["caught"],
            unit=count("octet", "led astray without a forgery"),
            against=f"{got['taken'].value:g} of {got['tried'].value:g} forgeries and replays "
            "accepted",
        ),
        challenges={
            "old suite": ask(attack.taken_for_genuine, forged("3", *_FORGERIES, "suite=3des-sha1")),
            "new suite": ask(attack.taken_for_genuine, forged("3", *_FORGERIES, "suite=aes-gcm")),
            "caught": ask(attack.redirected, attacked("3", *_CAUGHT)),
            "caught once": ask(
                attack.redirected, attacked("3", *_CAUGHT, "attack_packets=1", _IDLE)
            ),
        },
    ),
    by_run(
        "3-pro-5",
        "Even if a bogus packet moves the SA in some way, the node's next one brings it back. Run: "
        "one genuine packet is caught and sent on from a stranger's address; with a node that "
        "sends, with one that does not, and with an attacker who stays.",
        {
            "busy": ask(attack.healed_ms, attacked("3", *_CAUGHT, "attack_packets=1")),
            "slow": ask(
                attack.healed_ms,
                attacked("3", *_CAUGHT, "attack_packets=1", "packets_per_second=1"),
            ),
        },
        lambda got: judged(
            0 <= got["busy"].value <= _PERIOD_MS + _ROUND_TRIP_MS,
            0 <= got["slow"].value <= _SECOND_MS + _ROUND_TRIP_MS,
            *(
                tried(
                    got[name].value == 0,
                    got[name],
                    f"{counted(got[name], ASTRAY)} to the victim",
                )
                for name in ("idle", "idle with liveness")
            ),
            tried(
                0 <= got["stays"].value <= _SECOND_MS + _ROUND_TRIP_MS,
                got["stays"],
                f"{got['stays'].value:,.0f} ms while every packet is caught for 8 s",
            ),
            shown=got["busy"],
            unit="ms until the SA was back, of a node that sends 20 packets a second",
            against=f"{got['slow'].value:.0f} at one packet a second",
        ),
        challenges={
            "idle": ask(attack.redirected, attacked("3", *_CAUGHT, "attack_packets=1", _IDLE)),
            "idle with liveness": ask(
                attack.redirected, attacked("3", *_CAUGHT, "attack_packets=1", _IDLE, "dpd_s=5")
            ),
            "stays": ask(attack.healed_ms, attacked("3", *_CAUGHT)),
        },
    ),
    by_structure(
        "3-con-1",
        "What RFC 2401 states of an SA's identity is not kept where an address is followed. "
        "Counted: destinations that one SPI has had.",
        {
            "ours": ask(structure.destinations_of_spi, scene("3", "handover-outside")),
            "dual": ask(structure.destinations_of_spi, scene("1.1", "handover-outside")),
        },
        lambda got: judged(
            got["ours"].value > 1 and got["dual"].value == 1,
            *(
                tried(got[name].value > 1, got[name], counted(got[name], count("destination")))
                for name in ("translated", "idle")
            ),
            shown=got["ours"],
            unit=count("destination", "of one SPI"),
            against=f"{got['dual'].value:g} under option 1.1; here: {got['ours'].words}",
        ),
        challenges={
            "translated": ask(structure.destinations_of_spi, scene("3", "behind-nat")),
            "idle": ask(structure.destinations_of_spi, scene("3", "handover-outside", _IDLE)),
        },
    ),
    by_structure(
        "3-con-1a",
        "There an SA is uniquely identified by SPI, destination address and protocol. Run with "
        "peers that take this literally.",
        {
            "strict": ask(_SILENCE, scene("3", "handover-outside", _STRICT)),
            "lax": ask(_SILENCE, scene("3", "handover-outside")),
        },
        lambda got: judged(
            got["strict"].value > _TEN_TIMES * got["lax"].value,
            *(
                tried(
                    got[name].value > _TEN_TIMES * got["lax"].value,
                    got[name],
                    f"{got[name].value:,.0f} ms of silence",
                )
                for name in ("translated", "replaced")
            ),
            tried(
                got["explicit"].value > _TEN_TIMES * got["lax"].value,
                got["explicit"],
                f"{got['explicit'].value:,.0f} ms there, where the change is signalled",
            ),
            shown=got["strict"],
            unit="ms of silence after a move, peers strict",
            against=f"{got['lax'].value:.0f} with peers that look at the SPI alone",
        ),
        challenges={
            "translated": ask(_SILENCE, scene("3", "behind-nat", _STRICT)),
            "replaced": ask(_SILENCE, scene("3", "handover-outside", _STRICT, "esp_lifetime_s=30")),
            "explicit": ask(_SILENCE, scene("6", "handover-outside", _STRICT)),
        },
    ),
    by_judgement(
        "3-con-2",
        "It is unclear what a fixed outer destination gives; the inner address could take its "
        "place. Not settled: how a specification is to be read.",
    ),
    by_run(
        "3-con-3",
        "A node that moves and has nothing to send to the gateway at that time may have to send a "
        "packet just for the update.",
        {
            "silent": ask(_SILENCE, scene("3", "handover-outside", _IDLE, "announce_move=off")),
            "told": ask(_SILENCE, scene("3", "handover-outside", _IDLE)),
        },
        lambda got: judged(
            more(got["silent"].value, got["told"].value),
            *(
                tried(
                    more(got[name].value, got["told"].value),
                    got[name],
                    f"{got[name].value:,.0f} ms of silence",
                )
                for name in ("liveness", "renewed", "translated")
            ),
            shown=got["silent"],
            unit="ms of silence of a node that sends nothing",
            against=f"{got['told'].value:.0f} with one empty ESP packet after the move",
        ),
        challenges={
            "liveness": ask(
                _SILENCE, scene("3", "handover-outside", _IDLE, "announce_move=off", "dpd_s=10")
            ),
            "renewed": ask(
                _SILENCE,
                scene(
                    "3",
                    "handover-outside",
                    _IDLE,
                    "announce_move=off",
                    "registration_lifetime_inside_s=20",
                ),
            ),
            "translated": ask(_SILENCE, scene("3", "behind-nat", _IDLE, "announce_move=off")),
        },
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
            "strict": ask(_LATER, scene("3", "handover-outside", _STRICT)),
            "taken": ask(attack.taken_for_genuine, forged("3", *_FORGERIES)),
            "read": ask(attack.read_by_attacker, attacked("3", *_CAUGHT)),
        },
        lambda got: judged(
            stopped(got["strict"].value),
            got["taken"].value > 0 or got["read"].value > 0,
            tried(not through(got["lax"].value), got["lax"], f"{share(got['lax'])} delivered"),
            tried(
                not through(got["replaced"].value),
                got["replaced"],
                f"{share(got['replaced'])} delivered",
            ),
            tried(
                got["astray"].value > 0,
                got["astray"],
                f"{counted(got['astray'], ASTRAY)} while an attacker was on the path",
            ),
            shown=got["strict"],
            unit=percent("delivered to a strict peer after a move"),
            against=f"{got['taken'].value:g} forgeries accepted, {got['read'].value:g} "
            "redirected packets readable",
        ),
        challenges={
            "lax": ask(_LATER, scene("3", "handover-outside")),
            "replaced": ask(_LATER, scene("3", "handover-outside", _STRICT, "esp_lifetime_s=20")),
            "astray": ask(attack.redirected, attacked("3", *_CAUGHT, "attack_packets=2")),
        },
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
