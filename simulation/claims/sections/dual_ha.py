"""Option 1.1, draft section 2.2.2."""

from functools import partial
from typing import Final

from simulation.claims.claim import Claim, by_judgement, by_run, by_structure, judged, tried
from simulation.claims.common import (
    DOWN,
    IP_HEADER,
    KINDS,
    PADDING,
    UNUSUAL,
    UP,
    ask,
    differences,
    mean,
    more,
    overheads,
    spread,
    stopped,
    through,
)
from simulation.claims.measures import data, moves, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import minutes_inside, neighbours, outside_only, scene, short_stay
from simulation.claims.units import Unit, count, counted, percent, share

_TWO_OUTSIDE = scene("1.1", "two-outside")
_DETECTION: Final = {"trusted-networks"}
_CRITICAL: Final = {
    "minimal": (
        partial(data.overhead, link="cellular", flow=UP),
        ("encapsulation=minimal", "suite=aes-gcm"),
    ),
    "voice": (
        partial(data.delay_ms, flow=DOWN, since_s=5),
        ("packets_per_second=50", "payload_octets=20", "link.cellular.rate_kbps=64"),
    ),
    "pieces": (partial(data.pieces, link="cellular", flow=UP), ("payload_octets=1380",)),
}
"""Where 20 octets may matter, or be another number."""

CLAIMS: tuple[Claim, ...] = (
    by_structure(
        "1.1-pro-1",
        "No new protocol is needed; only a secure way to detect the trusted network is missing. "
        "Counted: types of message and extension on the wire that were no standard in 2003.",
        {
            "with": ask(structure.inventory, scene("1.1", "handover-outside")),
            "draft": ask(structure.inventory, scene("1.1", "leave-colocated", "tnc=off")),
            "inside": ask(structure.inventory, scene("1.1", "leave-colocated")),
        },
        lambda got: judged(
            members(got["with"]) | members(got["inside"]) <= _DETECTION and got["draft"].value == 0,
            *(
                tried(members(got[name]) <= _DETECTION, got[name], got[name].words or "nothing new")
                for name in ("tour", "gre")
            ),
            shown=got["inside"],
            unit=Unit("new type of message or extension", "new types of message and extension"),
            against=f"{got['draft'].value:g} without trusted network detection (tnc=off)",
        ),
        challenges={
            "tour": ask(structure.inventory, scene("1.1", "grand-tour", "packets_per_second=2")),
            "gre": ask(
                structure.inventory,
                short_stay(
                    "1.1", "hotel", "encapsulation=gre", "home_address=dynamic", "gateway_nat=on"
                ),
            ),
        },
    ),
    by_structure(
        "1.1-pro-2",
        "The VPN gateway stays as it is, but for letting Mobile IP through. Counted: kinds of "
        "tables, tunnels and messages of the gateway that the stock one of option 0 does not have. "
        "Tried: every move, and a device of the VPN that follows sessions of TCP.",
        {
            "ours": ask(partial(structure.skills, node="vpn-gw"), scene("1.1", "leave-colocated")),
            "stock": ask(partial(structure.skills, node="vpn-gw"), scene("0", "leave-colocated")),
            "flows": ask(
                partial(data.delivery, flow=UP, since_s=13), scene("1.1", "leave-colocated")
            ),
        },
        lambda got: judged(
            not members(got["ours"]) - members(got["stock"]) and through(got["flows"].value),
            tried(
                members(got["tour"]) <= members(got["stock"]),
                got["tour"],
                counted(got["tour"], KINDS),
            ),
            tried(
                got["followed"].value == 1,
                got["followed"],
                counted(got["followed"], Unit("TCP transfer goes on", "TCP transfers go on")),
            ),
            shown=got["ours"],
            unit=KINDS,
            against=f"{got['stock'].value:g} of a stock gateway, "
            f"{len(members(got['ours']) - members(got['stock']))} more than those",
        ),
        challenges={
            "tour": ask(
                partial(structure.skills, node="vpn-gw"),
                scene("1.1", "grand-tour", "packets_per_second=2"),
            ),
            "followed": ask(
                data.survived,
                scene("1.1", "leave-colocated", "traffic=tcp", "stateful_inspection=on"),
            ),
        },
    ),
    by_structure(
        "1.1-pro-3",
        "No new kind of entity is introduced: the external home agent is a second home agent.",
        {
            "ours": ask(structure.kinds, scene("1.1", "leave-colocated")),
            "stock": ask(structure.kinds, scene("0", "leave-colocated")),
        },
        lambda got: judged(
            not members(got["ours"]) - members(got["stock"]),
            tried(
                members(got["operator"]) <= members(got["stock"]),
                got["operator"],
                counted(got["operator"], count("kind")),
            ),
            shown=got["ours"],
            unit=count("kind", "of entity"),
            against=f"{got['stock'].value:g} under option 0",
        ),
        challenges={
            "operator": ask(structure.kinds, scene("1.1", "behind-nat", "x_ha=operator")),
        },
    ),
    by_judgement(
        "1.1-pro-4",
        "As protocols go, the layers are cleanly kept apart. Not settled: cleanness is taste; "
        "what a run shows is only that one value, the inner address, crosses from VPN client "
        "to Mobile IP.",
    ),
    by_run(
        "1.1-pro-5",
        "Coming inside needs no deletion or disabling of the SA, unlike in option 1.2. Tried: "
        "three minutes inside with a VPN client that asks whether its gateway lives.",
        {
            "ours": ask(
                partial(moves.of_move, key="ike_messages", move=1), scene("1.1", "return-inside")
            ),
            "inside": ask(
                partial(moves.of_move, key="ike_messages", move=0), scene("1.1", "return-inside")
            ),
            "flows": ask(moves.resumed, scene("1.1", "return-inside")),
            "theirs": ask(
                partial(moves.of_move, key="ike_messages", move=1), scene("1.2", "return-inside")
            ),
        },
        lambda got: judged(
            got["ours"].value == 0 and got["inside"].value == 0 and got["flows"].value == 1,
            got["theirs"].value > got["ours"].value,
            tried(
                got["liveness"].value == 1,
                got["liveness"],
                counted(got["liveness"], count("SA", "set up, the first included")),
            ),
            shown=got["ours"],
            unit=count("IKE message", "when going out again"),
            against=f"{got['theirs'].value:g} under option 1.2",
        ),
        challenges={"liveness": ask(moves.setups, minutes_inside("1.1", "dpd_s=10"))},
    ),
    by_structure(
        "1.1-pro-6",
        "Mobile nodes need new software, but home and foreign agents are used as they are, for no "
        "protocol changes. Counted: what other entities do beyond stock, and whether data flow. "
        "Tried: the secure detection of the trusted network that is still required.",
        {
            "moves": ask(structure.beyond_stock, scene("1.1", "handover-outside", "tnc=off")),
            "visit": ask(structure.beyond_stock, scene("1.1", "leave-foreign-agent", "tnc=off")),
            "flows": ask(moves.resumed, scene("1.1", "handover-outside", "tnc=off")),
            "guest": ask(moves.resumed, scene("1.1", "leave-foreign-agent", "tnc=off")),
        },
        lambda got: judged(
            got["moves"].value == got["visit"].value == 0
            and got["flows"].value == got["guest"].value == 1,
            tried(got["secure"].value == 0, got["secure"], got["secure"].words or "nothing"),
            shown=got["flows"],
            unit=percent("of moves after which data flowed again, agents as they are"),
            against=f"{got['moves'].value:g} things that they do beyond stock",
        ),
        challenges={"secure": ask(structure.beyond_stock, scene("1.1", "handover-outside"))},
    ),
    by_judgement(
        "1.1-con-1",
        "Two instances of Mobile IP make the node's software complex. Not settled: effort of "
        "programming is not simulated; a run only counts that the node has three layers.",
    ),
    by_judgement(
        "1.1-con-1N1",
        "Windows: it is doubtful that standard filter classes can order the layers. Not settled: "
        "about one operating system's drivers.",
    ),
    by_judgement(
        "1.1-con-1N2",
        "Windows: other filter classes may stand in the way of a driver's signature. Not settled: "
        "a vendor's policy.",
    ),
    by_judgement(
        "1.1-con-1N3",
        "Windows: with the system's own IPsec the upper Mobile IP must sit above TCP/IP. Not "
        "settled: one system's architecture.",
    ),
    by_judgement(
        "1.1-con-1N4",
        "Corporate IT moves to the system's own IPsec client to save cost. Not settled: a remark "
        "on the market of 2003.",
    ),
    by_run(
        "1.1-con-2",
        "The extra Mobile IP layer costs 20 octets a packet, a mean because of padding, which was "
        "not considered critical. Tried: another encapsulation; voice that just fits into "
        "64 kb/s; packets that just fit into the MTU.",
        {**overheads("ours", "1.1"), **overheads("theirs", "1.2")},
        lambda got: judged(
            *(
                abs(mean(each) - IP_HEADER) <= PADDING
                for each in differences(got, "ours", "theirs").values()
            ),
            tried(
                abs(got["minimal"].value - got["their minimal"].value - IP_HEADER) <= PADDING,
                got["minimal"],
                f"{got['minimal'].value - got['their minimal'].value:g} octets",
            ),
            tried(
                not more(got["voice"].value, got["their voice"].value),
                got["voice"],
                f"{got['voice'].value:.0f} ms of delay, {got['their voice'].value:.0f} under 1.2",
            ),
            tried(
                not more(got["pieces"].value, got["their pieces"].value),
                got["pieces"],
                f"{got['pieces'].value:.2f} frames a packet, {got['their pieces'].value:.2f} "
                "under 1.2",
            ),
            shown=got["ours aes-cbc-sha1 164"],
            unit=count("octet", "of overhead on the access link"),
            against=f"{got['theirs aes-cbc-sha1 164'].value:g} under option 1.2, same payload; "
            f"differences over payloads {spread(differences(got, 'ours', 'theirs'))}, mean "
            f"{mean(differences(got, 'ours', 'theirs')['aes-cbc-sha1']):g}",
        ),
        challenges={
            f"{whose}{name}": ask(measure, outside_only(option, *settings))
            for whose, option in (("", "1.1"), ("their ", "1.2"))
            for name, (measure, settings) in _CRITICAL.items()
        },
    ),
    by_run(
        "1.1-con-3",
        "Traffic always goes by the inside: two nodes outside talk by way of the internal home "
        "agent. Tried: neighbours at one hotspot.",
        {
            "agent": ask(
                partial(data.through, node="i-ha", flow="mn > mn2", since_s=5, until_s=29),
                _TWO_OUTSIDE,
            ),
            "ours": ask(partial(data.hops, flow="mn > mn2", since_s=5, until_s=29), _TWO_OUTSIDE),
            "theirs": ask(
                partial(data.hops, flow="mn > mn2", since_s=5, until_s=29),
                scene("1.2", "two-outside"),
            ),
            "direct": ask(
                partial(data.hops, flow="mn > mn2", since_s=5, until_s=29),
                scene("5", "two-outside"),
            ),
        },
        lambda got: judged(
            through(got["agent"].value),
            more(got["ours"].value, got["direct"].value)
            and more(got["ours"].value, got["theirs"].value),
            tried(
                through(got["near agent"].value) and more(got["near"].value, got["near 5"].value),
                got["near"],
                f"{share(got['near agent'])} by the agent, over {got['near'].value:g} links, "
                f"{got['near 5'].value:g} with host routes",
            ),
            shown=got["ours"],
            unit=count("link", "crossed between two nodes outside"),
            against=f"{got['theirs'].value:g} under option 1.2, {got['direct'].value:g} with host "
            f"routes; {share(got['agent'])} of the packets pass the internal home agent",
        ),
        challenges={
            "near agent": ask(
                partial(data.through, node="i-ha", flow="mn > mn2", since_s=8), neighbours("1.1")
            ),
            "near": ask(partial(data.hops, flow="mn > mn2", since_s=8), neighbours("1.1")),
            "near 5": ask(partial(data.hops, flow="mn > mn2", since_s=8), neighbours("5")),
        },
    ),
    by_structure(
        "1.1-con-4",
        "Mobile IP must ask the VPN client for the tunnel inner address, most likely the gateway's "
        "choice, before it can register it. Counted: addresses that the registration names and "
        "IKE gave.",
        {
            "named": ask(structure.care_of_in_vpn, scene("1.1", "leave-colocated")),
            "given": ask(structure.selectors, scene("1.1", "leave-colocated")),
            "told": ask(
                partial(structure.told_before_registration, address="10.9.0.5"),
                scene("1.1", "leave-colocated"),
            ),
        },
        lambda got: judged(
            got["named"].value == 1
            and got["named"].words in members(got["given"])
            and got["told"].value > 0,
            tried(
                got["hotel"].words in members(got["hotel given"]),
                got["hotel"],
                f"it named {got['hotel'].words or 'none'}",
            ),
            shown=got["named"],
            unit=count("address", "taken over from the VPN client", many="addresses"),
            against=f"{got['told'].value:g} messages had told it before; it named "
            f"{got['named'].words}",
        ),
        challenges={
            "hotel": ask(structure.care_of_in_vpn, short_stay("1.1", "hotel", *UNUSUAL)),
            "hotel given": ask(structure.selectors, short_stay("1.1", "hotel", *UNUSUAL)),
        },
    ),
    by_run(
        "1.1-con-5",
        "It fails behind a gateway that translates inner addresses, unless the internal home agent "
        "does Mobile IP NAT traversal.",
        {
            "without": ask(
                partial(data.delivery, flow=DOWN, since_s=13),
                scene("1.1", "gateway-nat", "i_ha_nat_traversal=off"),
            ),
            "with": ask(partial(data.delivery, flow=DOWN, since_s=13), scene("1.1", "gateway-nat")),
        },
        lambda got: judged(
            stopped(got["without"].value) and through(got["with"].value),
            tried(
                stopped(got["hotel"].value) and through(got["hotel with"].value),
                got["hotel"],
                f"{share(got['hotel'])} delivered, {share(got['hotel with'])} with it",
            ),
            tried(through(got["gre"].value), got["gre"], f"{share(got['gre'])} delivered"),
            shown=got["without"],
            unit=percent("delivered without NAT traversal at the home agent"),
            against=f"{share(got['with'])} with it",
        ),
        challenges={
            "hotel": ask(
                partial(data.delivery, flow=DOWN, since_s=7),
                short_stay("1.1", "hotel", "gateway_nat=on", "i_ha_nat_traversal=off"),
            ),
            "hotel with": ask(
                partial(data.delivery, flow=DOWN, since_s=7),
                short_stay("1.1", "hotel", "gateway_nat=on"),
            ),
            "gre": ask(
                partial(data.delivery, flow=DOWN, since_s=13),
                scene("1.1", "gateway-nat", "encapsulation=gre"),
            ),
        },
    ),
    by_run(
        "1.1-con-6",
        "Content filters may block what the internal Mobile IP layer encapsulates, in IP or UDP.",
        {
            "filtered": ask(
                partial(data.delivery, flow=UP, since_s=13), scene("1.1", "content-filter")
            ),
            "open": ask(
                partial(data.delivery, flow=UP, since_s=13), scene("1.1", "leave-colocated")
            ),
            "gre": ask(
                partial(data.delivery, flow=UP, since_s=13),
                scene("1.1", "content-filter", "encapsulation=gre"),
            ),
        },
        lambda got: judged(
            stopped(got["filtered"].value) and through(got["open"].value),
            *(
                tried(
                    stopped(got[way].value) and through(got["open"].value),
                    got[way],
                    f"{share(got[way])} delivered {way}",
                )
                for way in ("up", "down")
            ),
            shown=got["filtered"],
            unit=percent("delivered with the filter"),
            against=f"{share(got['open'])} without it; {share(got['gre'])} in GRE, which this "
            "filter does not know",
        ),
        challenges={
            way: ask(
                partial(data.delivery, flow=flow, since_s=13),
                scene("1.1", "content-filter", "gateway_nat=on"),
            )
            for way, flow in (("up", UP), ("down", DOWN))
        },
    ),
    by_judgement(
        "1.1-con-7",
        "All in all, software complexity may keep it from being built for certain kinds of IPsec "
        "client. Not settled: a weighing of costs outside the network.",
    ),
)
