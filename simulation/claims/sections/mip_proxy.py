"""Option 2, draft section 2.5.2: one Mobile IP layer, and one address for everything."""

from functools import partial
from typing import Final

from simulation.claims.claim import Claim, by_judgement, by_run, by_structure, judged, tried
from simulation.claims.common import (
    IP_HEADER,
    PADDING,
    UP,
    ask,
    differences,
    mean,
    overheads,
    spread,
)
from simulation.claims.measures import data, moves, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import (
    home_link_gateway,
    outside_only,
    scene,
    short_stay,
)
from simulation.claims.units import count, counted, percent, share

_HOME: Final = "10.1.0.100"
_TO_GATEWAY = partial(data.led_to, sender="core-router", link="home", receiver="vpn-gw", since_s=13)
_STATIONS = partial(structure.stations, node="core-router", address=_HOME)
_OUTSIDE = partial(data.overhead, link="cellular", flow=UP)
_IN_HOTEL = partial(data.overhead, link="hotel", flow=UP)
_TCP: Final = ("traffic=tcp", "tcp_octets=10000000")
_OUT = scene("2", "leave-colocated")
_STOCK = scene("0", "leave-colocated")
_DUAL = scene("1.1", "leave-colocated")

CLAIMS: tuple[Claim, ...] = (
    by_structure(
        "2-pro-1",
        "A standard Mobile IP client with a single mode will do. Counted: Mobile IP "
        "encapsulations of the node and skills that a stock node lacks; and whether its requests "
        "are standard, too.",
        {
            "layers": ask(partial(data.layers, link="cellular", flow=UP), _OUT),
            "ours": ask(partial(structure.skills, node="mn"), _OUT),
            "stock": ask(partial(structure.skills, node="mn"), _STOCK),
            "new": ask(structure.inventory, _OUT),
        },
        lambda got: judged(
            got["layers"].value == 1 and not members(got["ours"]) - members(got["stock"]),
            got["new"].value == 0,
            *(
                tried(
                    got[name].value == 1,
                    got[name],
                    counted(got[name], count("Mobile IP encapsulation")),
                )
                for name in ("agent", "translated")
            ),
            shown=got["layers"],
            unit=count("Mobile IP encapsulation", "of a packet"),
            against="1 of a stock client; beyond it, its requests carry "
            f"{got['new'].words or 'nothing'} (no standard in January 2003)",
        ),
        challenges={
            "agent": ask(
                partial(data.layers, link="hotspot", flow=UP), scene("2", "leave-foreign-agent")
            ),
            "translated": ask(
                partial(data.layers, link="hotel", flow=UP), short_stay("2", "hotel")
            ),
        },
    ),
    by_run(
        "2-pro-1a",
        "The node runs one Mobile IP layer, and sessions still live through moves across the VPN.",
        {
            "layers": ask(
                partial(data.layers, link="cellular", flow=UP), scene("2", "handover-outside")
            ),
            "flows": ask(moves.resumed, scene("2", "handover-outside")),
            "tcp": ask(data.survived, scene("2", "handover-outside", *_TCP)),
        },
        lambda got: judged(
            got["layers"].value == 1 and got["flows"].value == 1,
            got["tcp"].value == 1,
            *(
                tried(
                    got[name].value == 1, got[name], f"data again after {share(got[name])} of moves"
                )
                for name in ("inside", "tour", "user")
            ),
            tried(
                got["loss"].value == 1,
                got["loss"],
                f"TCP {'survived' if got['loss'].value else 'did not survive'}",
            ),
            shown=got["flows"],
            unit=percent("of moves after which data flowed again"),
            against=f"{got['layers'].value:g} Mobile IP layer; TCP "
            f"{'survived' if got['tcp'].value else 'did not survive'}",
        ),
        challenges={
            "inside": ask(moves.resumed, scene("2", "return-inside")),
            "tour": ask(moves.resumed, scene("2", "behind-nat")),
            "user": ask(moves.resumed, scene("2", "leave-foreign-agent", "xauth=on")),
            "loss": ask(
                data.survived, scene("2", "handover-outside", *_TCP, "link.hotspot.loss=0.05")
            ),
        },
    ),
    by_judgement(
        "2-pro-1b",
        "Mobile IP below the VPN is what most systems allow; above it is harder. Not settled: "
        "about operating systems.",
    ),
    by_run(
        "2-pro-2",
        "The overhead of tunnels is kept low. Compared: option 1.1, with other tunnels and behind "
        "a NAT as well, and plain Mobile IP within a VPN.",
        {**overheads("ours", "2"), **overheads("dual", "1.1")},
        lambda got: judged(
            *(mean(each) > 0 for each in differences(got, "dual", "ours").values()),
            tried(
                got["minimal"].value < got["dual minimal"].value,
                got["minimal"],
                f"{got['minimal'].value:g} octets against {got['dual minimal'].value:g}",
            ),
            tried(
                got["translated"].value < got["dual translated"].value,
                got["translated"],
                f"{got['translated'].value:g} octets against {got['dual translated'].value:g}",
            ),
            tried(
                got["ours aes-gcm 160"].value <= got["single"].value,
                got["single"],
                f"{got['single'].value:g} octets against our {got['ours aes-gcm 160'].value:g}",
            ),
            shown=got["ours aes-cbc-sha1 164"],
            unit=count("octet", "of overhead on the access link"),
            against=f"{got['dual aes-cbc-sha1 164'].value:g} under option 1.1",
        ),
        challenges={
            "minimal": ask(_OUTSIDE, outside_only("2", "encapsulation=minimal", "suite=aes-gcm")),
            "dual minimal": ask(
                _OUTSIDE, outside_only("1.1", "encapsulation=minimal", "suite=aes-gcm")
            ),
            "translated": ask(_IN_HOTEL, short_stay("2", "hotel", "suite=aes-gcm")),
            "dual translated": ask(_IN_HOTEL, short_stay("1.1", "hotel", "suite=aes-gcm")),
            "single": ask(_OUTSIDE, outside_only("0", "suite=aes-gcm")),
        },
    ),
    by_run(
        "2-pro-2a",
        "It is kept at the minimum, which is Mobile IP tunnelling of a single layer.",
        {**overheads("ours", "2"), **overheads("dual", "1.1"), **overheads("single", "1.2")},
        lambda got: judged(
            all(each == 0 for all_ in differences(got, "ours", "single").values() for each in all_),
            all(
                abs(mean(each) - IP_HEADER) <= PADDING
                for each in differences(got, "dual", "ours").values()
            ),
            *(
                tried(
                    got[name].value == got[same].value,
                    got[name],
                    f"{got[name].value:g} octets against {got[same].value:g}",
                )
                for name, same in (("translated", "single translated"), ("agent", "single agent"))
            ),
            shown=got["ours aes-cbc-sha1 164"],
            unit=count("octet", "of overhead on the access link"),
            against=f"{got['single aes-cbc-sha1 164'].value:g} under option 1.2; against option "
            f"1.1 saved {spread(differences(got, 'dual', 'ours'))}",
        ),
        challenges={
            "translated": ask(_IN_HOTEL, short_stay("2", "hotel")),
            "single translated": ask(_IN_HOTEL, short_stay("1.2", "hotel")),
            "agent": ask(partial(data.overhead, link="isp", flow=UP), short_stay("2", "hotspot")),
            "single agent": ask(
                partial(data.overhead, link="isp", flow=UP), short_stay("1.2", "hotspot")
            ),
        },
    ),
    by_structure(
        "2-con-1",
        "VPN client and Mobile IP client are assumed to use one address.",
        {"selectors": ask(structure.selectors, _OUT), "theirs": ask(structure.selectors, _DUAL)},
        lambda got: judged(
            members(got["selectors"]) == {_HOME} and _HOME not in members(got["theirs"]),
            *(
                tried(
                    members(got[name]) == {_HOME},
                    got[name],
                    f"the SAs are for {got[name].words or 'nothing'}",
                )
                for name in ("translated", "nat")
            ),
            shown=got["selectors"],
            unit=count("inner address", "of SAs", many="inner addresses"),
            against=f"{got['selectors'].words}, which is the home address; under option 1.1 "
            f"{got['theirs'].words}",
        ),
        challenges={
            "translated": ask(structure.selectors, short_stay("2", "hotel")),
            "nat": ask(structure.selectors, scene("2", "leave-colocated", "gateway_nat=on")),
        },
    ),
    by_judgement(
        "2-con-1a",
        "Most if not all systems, and VPN adapters, make that hard to arrange. Not settled: about "
        "operating systems and products.",
    ),
    by_run(
        "2-con-1b",
        "Gateway and internal home agent both need control over that address, and there are ARP "
        "issues. Run: the gateway on the home link; the node comes inside at 12 s.",
        {
            "both": ask(_STATIONS, home_link_gateway("2", "gateway_on_home_link=on")),
            "astray": ask(_TO_GATEWAY, home_link_gateway("2", "gateway_on_home_link=on")),
        },
        lambda got: judged(
            got["both"].value > 1,
            got["astray"].value > 0,
            tried(
                got["elsewhere"].value > 1,
                got["elsewhere"],
                counted(got["elsewhere"], count("station", "answered")),
            ),
            tried(
                got["remembered"].value > 0,
                got["remembered"],
                counted(got["remembered"], count("packet", "led to the gateway")),
            ),
            shown=got["both"],
            unit=count("station", "that answered for the home address"),
            against=f"{got['astray'].value:g} packets for a node that was inside went to the "
            "gateway",
        ),
        challenges={
            "elsewhere": ask(_STATIONS, home_link_gateway("2")),
            "remembered": ask(
                _TO_GATEWAY,
                home_link_gateway("2", "gateway_on_home_link=on", "arp_lifetime_s=60"),
            ),
        },
    ),
)
