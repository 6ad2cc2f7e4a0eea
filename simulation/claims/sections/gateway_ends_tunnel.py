"""Option 1.2, draft section 2.3.2: the gateway's private address, and its routing by SAs."""

from functools import partial
from typing import Final

from simulation.claims.claim import (
    Ask,
    Claim,
    by_judgement,
    by_run,
    by_structure,
    judged,
    tried,
)
from simulation.claims.common import DOWN, UNUSUAL, ask, stopped, through
from simulation.claims.measures import data, structure
from simulation.claims.scenes import failing, scene, short_stay, two_and_inside
from simulation.claims.units import count, counted, percent, share

_TO = "mn > mn2"
_PRIVATE: Final = "10.0.1.10"
_LOST_DELETE = two_and_inside("1.2", "inside_reaches_gateway=off")
_OUT = scene("1.2", "leave-colocated")
_AFTER_RETURN = partial(data.delivery, flow=_TO, since_s=33)


def _failed(choice: str) -> Ask:
    return ask(
        partial(data.delivery, flow=DOWN, since_s=8.5),
        failing("1.2", "private_interfaces=2", f"private_address={choice}"),
    )


CLAIMS: tuple[Claim, ...] = (
    by_structure(
        "1.2-con-4",
        "Outside, the node must know the gateway's private address: it registers that as care-of "
        "address.",
        {
            "named": ask(structure.care_of_in_vpn, _OUT),
            "theirs": ask(structure.care_of_in_vpn, scene("1.1", "leave-colocated")),
        },
        lambda got: judged(
            got["named"].words == _PRIVATE and got["theirs"].words != _PRIVATE,
            tried(
                got["dynamic"].words == _PRIVATE, got["dynamic"], f"it names {got['dynamic'].words}"
            ),
            shown=got["named"],
            unit=count(
                "private address", "of the gateway in the registration", many="private addresses"
            ),
            against=f"it names {got['named'].words}; under option 1.1 {got['theirs'].words}",
        ),
        challenges={"dynamic": ask(structure.care_of_in_vpn, short_stay("1.2", "hotel", *UNUSUAL))},
    ),
    by_structure(
        "1.2-con-4a",
        "That may not be available: no standard tells it that address. Counted: messages that had "
        "brought it, opened with every key, before the node used it. Tried: a node that asks for "
        "all that it is given, its home address and a prompt.",
        {
            "told": ask(partial(structure.told_before_registration, address=_PRIVATE), _OUT),
            "named": ask(structure.care_of_in_vpn, _OUT),
            "theirs": ask(
                partial(structure.told_before_registration, address="10.9.0.5"),
                scene("1.1", "leave-colocated"),
            ),
        },
        lambda got: judged(
            got["told"].value == 0 and got["named"].words == _PRIVATE,
            tried(got["asked"].value == 0, got["asked"], counted(got["asked"], count("message"))),
            shown=got["told"],
            unit=count("message", "that told the node the address"),
            against=f"{got['theirs'].value:g} that told the inner address under option 1.1",
        ),
        challenges={
            "asked": ask(
                partial(structure.told_before_registration, address=_PRIVATE),
                short_stay("1.2", "hotel", *UNUSUAL),
            ),
        },
    ),
    by_run(
        "1.2-con-4b",
        "When the administrator renumbers the gateway's private side, nodes are not told: they "
        "stay cut off until somebody sets them up anew. Tried: nodes that know a second address "
        "and register often.",
        {
            "ours": ask(
                partial(data.delivery, flow=DOWN, since_s=20.5), scene("1.2", "gateway-renumbering")
            ),
            "theirs": ask(
                partial(data.delivery, flow=DOWN, since_s=20.5), scene("1.1", "gateway-renumbering")
            ),
        },
        lambda got: judged(
            stopped(got["ours"].value) and through(got["theirs"].value),
            tried(
                stopped(got["two"].value) and through(got["theirs"].value),
                got["two"],
                f"{share(got['two'])} delivered",
            ),
            shown=got["ours"],
            unit=percent("delivered after the renumbering"),
            against=f"{share(got['theirs'])} under option 1.1",
        ),
        challenges={
            "two": ask(
                partial(data.delivery, flow=DOWN, since_s=20.5),
                scene(
                    "1.2",
                    "gateway-renumbering",
                    "private_interfaces=2",
                    "private_address=failover",
                    "registration_lifetime_inside_s=20",
                ),
            ),
        },
    ),
    by_run(
        "1.2-con-4c",
        "With several private addresses of the gateway it is open which one a node should "
        "name: the choice decides whether it is cut off when one fails. Run: the first of two "
        "fails. Tried: a node that was given both.",
        {choice: _failed(choice) for choice in ("first", "second")},
        lambda got: judged(
            stopped(got["first"].value) and through(got["second"].value),
            tried(
                stopped(got["failover"].value) and through(got["second"].value),
                got["failover"],
                f"{share(got['failover'])} delivered, for it tries both in turn",
            ),
            shown=got["first"],
            unit=percent("delivered to a node that named the first"),
            against=f"{share(got['second'])} where it named the second",
        ),
        challenges={"failover": _failed("failover")},
    ),
    by_structure(
        "1.2-con-5",
        "The gateway routes by the existence of an SA: packets for one and the same address "
        "are sealed while it stands, and sent inside when it does not.",
        {
            "ours": ask(
                partial(structure.ways_to, flow=_TO, address="10.1.0.101"),
                scene("1.2", "two-outside"),
            ),
            "theirs": ask(
                partial(structure.ways_to, flow=_TO, address="10.1.0.101"),
                scene("1.1", "two-outside"),
            ),
        },
        lambda got: judged(
            got["ours"].value > 1 and got["theirs"].value < got["ours"].value,
            tried(got["plain"].value > 1, got["plain"], got["plain"].words),
            shown=got["ours"],
            unit=count("way", "of the gateway for one home address"),
            against=f"{got['theirs'].value:g} under option 1.1; here: {got['ours'].words}",
        ),
        challenges={
            "plain": ask(
                partial(structure.ways_to, flow=_TO, address="10.1.0.101"),
                scene("1.2", "two-outside", "hairpin=off"),
            ),
        },
    ),
    by_run(
        "1.2-con-5a",
        "The gateway takes an SA for proof that the node is outside. Where it has not been "
        "deleted, peers outside send into a black hole. Tried: a gateway that hands what clients "
        "send to the home agent, and SAs that live for 20 s.",
        {
            "outside": ask(_AFTER_RETURN, _LOST_DELETE),
            "inside": ask(partial(data.delivery, flow="cn > mn2", since_s=33), _LOST_DELETE),
            "deleted": ask(_AFTER_RETURN, two_and_inside("1.2")),
            "theirs": ask(_AFTER_RETURN, two_and_inside("1.1", "inside_reaches_gateway=off")),
        },
        lambda got: judged(
            stopped(got["outside"].value)
            and through(got["inside"].value)
            and through(got["deleted"].value),
            *(
                tried(
                    stopped(got[way].value) and through(got["deleted"].value),
                    got[way],
                    f"{share(got[way])} delivered",
                )
                for way in ("handed", "short")
            ),
            shown=got["outside"],
            unit=percent("delivered from a peer outside, DELETE lost"),
            against=f"{share(got['inside'])} from a host inside; {share(got['deleted'])} "
            f"with the DELETE; {share(got['theirs'])} under option 1.1",
        ),
        challenges={
            way: ask(_AFTER_RETURN, two_and_inside("1.2", "inside_reaches_gateway=off", *settings))
            for way, settings in {
                "handed": ("hairpin=off",),
                "short": ("esp_lifetime_s=20",),
            }.items()
        },
    ),
    by_judgement(
        "1.2-con-5b",
        "Decapsulating and then applying an SA may be hard in some VPN architectures. Not settled: "
        "about products.",
    ),
    by_judgement(
        "1.2-con-5c",
        "Some vendors call that change easy. Not settled: a report of what vendors said.",
    ),
)
