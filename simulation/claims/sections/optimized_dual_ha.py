"""Option 1.2, draft section 2.3.2: its pros, and what new software costs."""

from functools import partial
from typing import Final

from simulation.claims.claim import (
    Claim,
    Measure,
    by_judgement,
    by_run,
    by_structure,
    judged,
    tried,
)
from simulation.claims.common import (
    DOWN,
    IP_HEADER,
    KINDS,
    PADDING,
    SKILLS,
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
from simulation.claims.scenes import (
    neighbours,
    outside_only,
    scene,
    short_stay,
)
from simulation.claims.units import Unit, count, counted, percent, share

_TO = "mn > mn2"
_DENY: Final = "deny_mobile_to_mobile=on"
_FOLLOWED: Final = ("traffic=tcp", "stateful_inspection=on")
_OUT = scene("1.2", "leave-colocated")
_WRONG_CLOCK: Final = "clock_offset_s=8"
"""More than the seven seconds that home agents tolerate (RFC 3344 section 5.7.1)."""
_EVER = partial(data.delivery, flow=DOWN, since_s=6)
_WHILE_OUT: Final = partial(data.delivery, flow=_TO, since_s=5, until_s=29)
_WAYS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "minimal": ("cellular", ("encapsulation=minimal", "suite=aes-gcm")),
    "behind a NAT": ("hotel", ("suite=aes-gcm",)),
}


def _by(agent: str) -> Measure:
    return partial(data.through, node=agent, flow=_TO, since_s=5, until_s=29)


CLAIMS: tuple[Claim, ...] = (
    by_run(
        "1.2-pro-1",
        "Outside, 20 octets a packet are saved against option 1.1: a mean, because of padding. "
        "Tried: another encapsulation, and the way behind a NAT.",
        {**overheads("ours", "1.2"), **overheads("theirs", "1.1")},
        lambda got: judged(
            *(
                abs(mean(each) - IP_HEADER) <= PADDING
                for each in differences(got, "theirs", "ours").values()
            ),
            *(
                tried(
                    abs(got[f"their {name}"].value - got[name].value - IP_HEADER) <= PADDING,
                    got[name],
                    f"{got[f'their {name}'].value - got[name].value:g} octets saved",
                )
                for name in _WAYS
            ),
            shown=got["ours aes-cbc-sha1 164"],
            unit=count("octet", "of overhead on the access link"),
            against=f"{got['theirs aes-cbc-sha1 164'].value:g} under option 1.1, same payload; "
            f"saved over payloads {spread(differences(got, 'theirs', 'ours'))}, mean "
            f"{mean(differences(got, 'theirs', 'ours')['aes-cbc-sha1']):g}",
        ),
        challenges={
            f"{whose}{name}": ask(
                partial(data.overhead, link=link, flow=UP), short_stay(option, link, *settings)
            )
            for whose, option in (("", "1.2"), ("their ", "1.1"))
            for name, (link, settings) in _WAYS.items()
        },
    ),
    by_run(
        "1.2-pro-2",
        "What two nodes outside say to each other does not go through the home agents: neither "
        "the internal one nor the external ones. Tried: neighbours at one hotspot.",
        {
            "ours": ask(_by("i-ha"), scene("1.2", "two-outside")),
            "outer": ask(_by("x-ha"), scene("1.2", "two-outside")),
            "theirs": ask(_by("i-ha"), scene("1.1", "two-outside")),
            "came": ask(_WHILE_OUT, scene("1.2", "two-outside")),
        },
        lambda got: judged(
            got["ours"].value == 0 and got["theirs"].value > 0 and through(got["came"].value),
            got["outer"].value == 0,
            tried(
                got["near"].value == 0,
                got["near"],
                f"{share(got['near'])} by the internal agent",
            ),
            tried(
                got["near outer"].value == 0,
                got["near outer"],
                f"{share(got['near outer'])} by the external agents",
            ),
            shown=got["ours"],
            unit=percent("of packets that pass the internal home agent"),
            against=f"{share(got['outer'])} that pass the external ones; {share(got['theirs'])} "
            "that pass the internal one under option 1.1",
        ),
        challenges={
            "near": ask(partial(data.through, node="i-ha", flow=_TO, since_s=8), neighbours("1.2")),
            "near outer": ask(
                partial(data.through, node="x-ha", flow=_TO, since_s=8), neighbours("1.2")
            ),
        },
    ),
    by_run(
        "1.2-pro-2a",
        "That way round the home agent goes round its policy, too. Run with a policy that forbids "
        "traffic between mobile nodes. Tried: neighbours at one hotspot.",
        {
            "ours": ask(_WHILE_OUT, scene("1.2", "two-outside", _DENY)),
            "theirs": ask(_WHILE_OUT, scene("1.1", "two-outside", _DENY)),
        },
        lambda got: judged(
            got["ours"].value > 0 and got["theirs"].value == 0,
            tried(
                got["near"].value > 0 and got["near theirs"].value == 0,
                got["near"],
                f"{share(got['near'])} delivered, {share(got['near theirs'])} under option 1.1",
            ),
            shown=got["ours"],
            unit=percent("delivered against the policy"),
            against=f"{share(got['theirs'])} under option 1.1",
        ),
        challenges={
            "near": ask(partial(data.delivery, flow=_TO, since_s=8), neighbours("1.2", _DENY)),
            "near theirs": ask(
                partial(data.delivery, flow=_TO, since_s=8), neighbours("1.1", _DENY)
            ),
        },
    ),
    by_run(
        "1.2-pro-2b",
        "The design also works without that way round: the gateway can hand such packets to the "
        "home agent.",
        {
            "agent": ask(_by("i-ha"), scene("1.2", "two-outside", "hairpin=off")),
            "came": ask(_WHILE_OUT, scene("1.2", "two-outside", "hairpin=off")),
            "policy": ask(_WHILE_OUT, scene("1.2", "two-outside", "hairpin=off", _DENY)),
        },
        lambda got: judged(
            through(got["agent"].value) and through(got["came"].value) and got["policy"].value == 0,
            tried(
                through(got["near"].value) and through(got["near came"].value),
                got["near"],
                f"{share(got['near'])} by the agent, {share(got['near came'])} delivered",
            ),
            shown=got["agent"],
            unit=percent("of packets that pass the internal home agent"),
            against=f"{share(got['came'])} delivered; {share(got['policy'])} with a policy "
            "against it",
        ),
        challenges={
            "near": ask(
                partial(data.through, node="i-ha", flow=_TO, since_s=8),
                neighbours("1.2", "hairpin=off"),
            ),
            "near came": ask(
                partial(data.delivery, flow=_TO, since_s=8), neighbours("1.2", "hairpin=off")
            ),
        },
    ),
    by_structure(
        "1.2-pro-3",
        "The node's stack may be simpler in some cases, for only one actual layer of Mobile IP, "
        "below IPsec, is required. Tried: every other link outside, and another encapsulation.",
        {
            "ours": ask(partial(data.layers, link="cellular", flow=UP), _OUT),
            "theirs": ask(
                partial(data.layers, link="cellular", flow=UP), scene("1.1", "leave-colocated")
            ),
        },
        lambda got: judged(
            got["ours"].value == 1 and got["theirs"].value > 1,
            *(
                tried(
                    got[place].value == 1 and got[f"their {place}"].value > 1,
                    got[place],
                    f"{got[place].value:g}, {got[f'their {place}'].value:g} under option 1.1",
                )
                for place in ("hotel", "isp")
            ),
            shown=got["ours"],
            unit=count("Mobile IP encapsulation", "of a packet"),
            against=f"{got['theirs'].value:g} under option 1.1",
        ),
        challenges={
            f"{whose}{place}": ask(
                partial(data.layers, link=place, flow=UP),
                short_stay(option, stay, "encapsulation=gre"),
            )
            for whose, option in (("", "1.2"), ("their ", "1.1"))
            for place, stay in (("hotel", "hotel"), ("isp", "hotspot"))
        },
    ),
    by_structure(
        "1.2-pro-3a",
        "Outside, the inner registration is an ordinary UDP message: two registrations, but a "
        "single layer that encapsulates.",
        {
            "within": ask(structure.care_of_in_vpn, _OUT),
            "machines": ask(partial(structure.layers_of_state, node="mn"), _OUT),
            "layers": ask(partial(data.layers, link="cellular", flow=UP), _OUT),
            "denied": ask(_EVER, outside_only("1.2", _WRONG_CLOCK)),
            "theirs": ask(_EVER, outside_only("1.1", _WRONG_CLOCK)),
        },
        lambda got: judged(
            got["within"].value == 1
            and got["layers"].value == 1
            and {"internal registration", "external registration"} <= members(got["machines"]),
            tried(
                got["guest"].value == 1 and got["guest layers"].value == 1,
                got["guest"],
                counted(got["guest layers"], count("encapsulating layer")),
            ),
            shown=got["within"],
            unit=Unit(
                "inner registration without a tunnel of its own",
                "inner registrations without a tunnel of their own",
            ),
            against=f"{got['layers'].value:g} encapsulating layer; state machines: "
            f"{got['machines'].words}; from the home address, so that a denial finds no way back "
            f"before there is a binding: {share(got['denied'])} delivered with {_WRONG_CLOCK}, "
            f"{share(got['theirs'])} under option 1.1",
        ),
        challenges={
            "guest": ask(
                structure.care_of_in_vpn, short_stay("1.2", "hotspot", "encapsulation=gre")
            ),
            "guest layers": ask(
                partial(data.layers, link="isp", flow=UP),
                short_stay("1.2", "hotspot", "encapsulation=gre"),
            ),
        },
    ),
    by_judgement(
        "1.2-pro-3b",
        "That counts most where IPsec is built into the system's TCP/IP (Windows 2000 and XP). Not "
        "settled: about one system's architecture.",
    ),
    by_run(
        "1.2-pro-4",
        "The gateway sees packets without encapsulation, and must strip what is encapsulated, so "
        "content scanning and address translation are no problem. Tried: a filter between the "
        "gateway and the intranet that refuses tunnels.",
        {
            "nat": ask(partial(data.delivery, flow=DOWN, since_s=13), scene("1.2", "gateway-nat")),
            "nat up": ask(partial(data.delivery, flow=UP, since_s=13), scene("1.2", "gateway-nat")),
            "theirs": ask(
                partial(data.delivery, flow=DOWN, since_s=13),
                scene("1.1", "gateway-nat", "i_ha_nat_traversal=off"),
            ),
        },
        lambda got: judged(
            through(got["nat"].value)
            and through(got["nat up"].value)
            and stopped(got["theirs"].value),
            *(
                tried(
                    through(got[way].value),
                    got[way],
                    f"{share(got[way])} delivered {way}, where the agent's own tunnel must pass",
                )
                for way in ("down", "up")
            ),
            shown=got["nat"],
            unit=percent("delivered through a translating gateway"),
            against=f"{share(got['nat up'])} upwards; {share(got['theirs'])} under option 1.1 "
            "without RFC 3519 inside",
        ),
        challenges={
            way: ask(partial(data.delivery, flow=flow, since_s=13), scene("1.2", "content-filter"))
            for way, flow in (("down", DOWN), ("up", UP))
        },
    ),
    by_judgement(
        "1.2-con-1",
        "Mobile IP and VPN client need a rather broad interface, which nobody standardizes, so "
        "that products of several vendors may not come. Not settled: about what vendors agree on.",
    ),
    by_structure(
        "1.2-con-2",
        "VPN client and VPN gateway both need new software. Counted: skills of the gateway that a "
        "stock one does not have, and IKE messages by which the client ends its SAs inside. Tried: "
        "a gateway that sends nothing from client to client itself.",
        {
            "ours": ask(SKILLS, _OUT),
            "stock": ask(SKILLS, scene("0", "leave-colocated")),
            "client": ask(
                partial(moves.of_move, key="ike_messages", move=0), scene("1.2", "return-inside")
            ),
            "stock client": ask(
                partial(moves.of_move, key="ike_messages", move=0), scene("0", "return-inside")
            ),
        },
        lambda got: judged(
            bool(members(got["ours"]) - members(got["stock"])),
            got["client"].value > got["stock client"].value,
            tried(
                bool(members(got["plain"]) - members(got["stock"])),
                got["plain"],
                counted(got["plain"], KINDS),
            ),
            shown=got["ours"],
            unit=KINDS,
            against=f"{got['stock'].value:g} of a stock gateway; new: "
            f"{', '.join(sorted(members(got['ours']) - members(got['stock'])))}; of the client "
            f"coming inside {counted(got['client'], count('IKE message'))}, of a stock one "
            f"{got['stock client'].value:g}",
        ),
        challenges={"plain": ask(SKILLS, scene("1.2", "leave-colocated", "hairpin=off"))},
    ),
    by_judgement(
        "1.2-con-2a",
        "Where its VPN vendor has no patch, a customer must change vendors, which in some cases "
        "goes against what was invested. Not settled: a remark on purchasing.",
    ),
    by_judgement(
        "1.2-con-2b",
        "Vendors of Mobile IP and of VPNs become dependent on each other. Not settled: about "
        "business.",
    ),
    by_run(
        "1.2-con-2c",
        "Even option 1.1 may need a VPN device patched or set up anew, say one that follows "
        "sessions. Run: TCP begun inside, then option 1.1 outside, past a device that wants to "
        "have seen its beginning.",
        {
            "inspected": ask(
                data.survived,
                scene("1.1", "leave-colocated", *_FOLLOWED),
            ),
            "refused": ask(
                partial(data.refused, node="inner-fw", flow="tcp cn > mn"),
                scene("1.1", "leave-colocated", *_FOLLOWED),
            ),
            "plain": ask(data.survived, scene("1.1", "leave-colocated", "traffic=tcp")),
        },
        lambda got: judged(
            got["inspected"].value == 0 and got["refused"].value > 0 and got["plain"].value == 1,
            tried(
                got["up"].value == 0 and got["plain"].value == 1,
                got["up"],
                counted(got["up"], Unit("TCP transfer goes on", "TCP transfers go on")),
            ),
            shown=got["inspected"],
            at=got["refused"],
            unit=Unit("TCP transfer that goes on", "TCP transfers that go on"),
            against=f"{got['plain'].value:g} without the inspection, which refused "
            f"{got['refused'].value:g} segments",
        ),
        challenges={
            "up": ask(
                data.survived,
                scene("1.1", "leave-colocated", *_FOLLOWED, "tcp_direction=up"),
            ),
        },
    ),
    by_judgement(
        "1.2-con-3",
        "Mobile IP and IPsec are tied together, a violation of layers that may take revenge later. "
        "Not settled: a judgement on architecture.",
    ),
)
