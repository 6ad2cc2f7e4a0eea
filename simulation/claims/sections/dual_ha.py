"""Option 1.1, draft section 2.2.2."""

from functools import partial
from typing import Final

from simulation.claims.claim import Claim, by_judgement, by_run, by_structure, judged, tried
from simulation.claims.common import (
    DOWN,
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
from simulation.claims.scenes import minutes_inside, scene
from simulation.claims.units import Unit, count, counted, percent, share

_TWENTY: Final = 20
_TOLERANCE: Final = 0.5
_TWO_OUTSIDE = scene("1.1", "two-outside")

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
            members(got["with"]) | members(got["inside"]) <= {"trusted-networks"}
            and got["draft"].value == 0,
            shown=got["inside"],
            unit=Unit("new type of message or extension", "new types of message and extension"),
            against=f"{got['draft'].value:g} without trusted network detection (tnc=off)",
        ),
    ),
    by_structure(
        "1.1-pro-2",
        "The VPN gateway stays as it is, but for letting Mobile IP through. Counted: kinds of "
        "tables, tunnels and messages of the gateway that the stock one of option 0 does not have.",
        {
            "ours": ask(partial(structure.skills, node="vpn-gw"), scene("1.1", "leave-colocated")),
            "stock": ask(partial(structure.skills, node="vpn-gw"), scene("0", "leave-colocated")),
            "flows": ask(
                partial(data.delivery, flow=UP, since_s=13), scene("1.1", "leave-colocated")
            ),
        },
        lambda got: judged(
            not members(got["ours"]) - members(got["stock"]) and through(got["flows"].value),
            shown=got["ours"],
            unit=count("kind", "of table, tunnel and message at the gateway"),
            against=f"{got['stock'].value:g} of a stock gateway, "
            f"{len(members(got['ours']) - members(got['stock']))} more than those",
        ),
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
            shown=got["ours"],
            unit=count("kind", "of entity"),
            against=f"{got['stock'].value:g} under option 0",
        ),
    ),
    by_judgement(
        "1.1-pro-4",
        "As protocols go, the layers are cleanly kept apart. Not settled: cleanness is taste; "
        "what a run shows is only that one value, the inner address, crosses from VPN client "
        "to Mobile IP.",
    ),
    by_run(
        "1.1-pro-5",
        "Coming inside needs no deletion or disabling of the SA, unlike in option 1.2.",
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
        "Only mobile nodes need new software; home and foreign agents are used as they are. "
        "Counted: changed entities other than the mobile node, and whether data flow without "
        "extension 149.",
        {
            "changes": ask(structure.changed, scene("1.1", "handover-outside", "tnc=off")),
            "agent": ask(
                partial(structure.skills, node="x-fa"),
                scene("1.1", "leave-foreign-agent", "tnc=off"),
            ),
            "stock": ask(partial(structure.skills, node="x-fa"), scene("0", "leave-foreign-agent")),
            "flows": ask(moves.resumed, scene("1.1", "handover-outside", "tnc=off")),
            "guest": ask(moves.resumed, scene("1.1", "leave-foreign-agent", "tnc=off")),
        },
        lambda got: judged(
            members(got["changes"]) <= {"mobile-node", "new home-agent"}
            and not {
                each
                for each in members(got["agent"]) - members(got["stock"])
                if each.startswith("message")
            }
            and got["flows"].value == got["guest"].value == 1,
            shown=got["flows"],
            unit=percent("of moves after which data flowed again, agents unchanged"),
            against=f"declared as changed: {got['changes'].words or 'nothing'}",
        ),
        declared=True,
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
        "Windows: other filter classes stand in the way of a driver's signature. Not settled: "
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
        "The extra Mobile IP layer costs 20 octets a packet, which nobody found critical. It is a "
        "mean: a cipher's padding makes single differences smaller or larger.",
        {**overheads("ours", "1.1"), **overheads("theirs", "1.2")},
        lambda got: judged(
            *(
                abs(mean(each) - _TWENTY) <= _TOLERANCE
                for each in differences(got, "ours", "theirs").values()
            ),
            shown=got["ours aes-cbc-sha1 164"],
            unit=count("octet", "of overhead on the access link"),
            against=f"{got['theirs aes-cbc-sha1 164'].value:g} under option 1.2, same payload; "
            f"differences over payloads {spread(differences(got, 'ours', 'theirs'))}, mean "
            f"{mean(differences(got, 'ours', 'theirs')['aes-cbc-sha1']):g}",
        ),
    ),
    by_run(
        "1.1-con-3",
        "Traffic always goes by the inside: two nodes outside talk by way of the internal home "
        "agent.",
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
            got["ours"].value > got["direct"].value and got["ours"].value > got["theirs"].value,
            shown=got["ours"],
            unit=count("link", "crossed between two nodes outside"),
            against=f"{got['theirs'].value:g} under option 1.2, {got['direct'].value:g} with host "
            f"routes; {share(got['agent'])} of the packets pass the internal home agent",
        ),
    ),
    by_structure(
        "1.1-con-4",
        "Mobile IP must ask the VPN client for the tunnel inner address before it can register it. "
        "Counted: addresses that the registration names and IKE gave.",
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
            shown=got["named"],
            unit=count("address", "taken over from the VPN client", many="addresses"),
            against=f"{got['told'].value:g} messages had told it before; it named "
            f"{got['named'].words}",
        ),
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
            shown=got["without"],
            unit=percent("delivered without NAT traversal at the home agent"),
            against=f"{share(got['with'])} with it",
        ),
    ),
    by_run(
        "1.1-con-6",
        "Content filters may block what the internal Mobile IP layer encapsulates.",
        {
            "filtered": ask(
                partial(data.delivery, flow=UP, since_s=13), scene("1.1", "content-filter")
            ),
            "open": ask(
                partial(data.delivery, flow=UP, since_s=13), scene("1.1", "leave-colocated")
            ),
        },
        lambda got: judged(
            stopped(got["filtered"].value) and through(got["open"].value),
            shown=got["filtered"],
            unit=percent("delivered with the filter"),
            against=f"{share(got['open'])} without it",
        ),
    ),
    by_judgement(
        "1.1-con-7",
        "All in all, software complexity is what may keep it from being built. Not settled: a "
        "weighing of costs outside the network.",
    ),
)
