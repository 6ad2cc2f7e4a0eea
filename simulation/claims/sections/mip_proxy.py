"""Option 2, draft section 2.5.2."""

from functools import partial
from typing import Final

from simulation.claims.claim import Claim, by_judgement, by_run, by_structure, judged
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
from simulation.claims.measures import attack, data, moves, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import home_link_gateway, injected, many, outside_only, scene
from simulation.claims.units import Unit, count, percent, share

_TWENTY: Final = 20
_TOLERANCE: Final = 0.5
_USERS: Final = 10
_NEARLY: Final = 0.9
"""Users do not all begin at the same moment."""
_HOME: Final = "10.1.0.100"
_SITE: Final = ("192.0.2.", "10.")
_TO_GATEWAY = partial(data.led_to, sender="core-router", link="home", receiver="vpn-gw", since_s=13)
_OUT = scene("2", "leave-colocated")
_STOCK = scene("0", "leave-colocated")
_DUAL = scene("1.1", "leave-colocated")

CLAIMS: tuple[Claim, ...] = (
    by_structure(
        "2-pro-1",
        "A standard Mobile IP client with one mode will do. Counted: Mobile IP encapsulations "
        "of the node, and skills that a stock node lacks.",
        {
            "layers": ask(partial(data.layers, link="cellular", flow=UP), _OUT),
            "ours": ask(partial(structure.skills, node="mn"), _OUT),
            "stock": ask(partial(structure.skills, node="mn"), _STOCK),
            "new": ask(structure.inventory, _OUT),
        },
        lambda got: judged(
            got["layers"].value == 1 and not members(got["ours"]) - members(got["stock"]),
            shown=got["layers"],
            unit=count("Mobile IP encapsulation", "of a packet"),
            against="1 of a stock client; beyond it, its requests carry "
            f"{got['new'].words or 'nothing'}",
        ),
    ),
    by_run(
        "2-pro-1a",
        "The node runs one Mobile IP layer, and sessions still live through moves across the VPN.",
        {
            "layers": ask(
                partial(data.layers, link="cellular", flow=UP), scene("2", "handover-outside")
            ),
            "flows": ask(moves.resumed, scene("2", "handover-outside")),
            "tcp": ask(
                data.survived, scene("2", "handover-outside", "traffic=tcp", "tcp_octets=10000000")
            ),
        },
        lambda got: judged(
            got["layers"].value == 1 and got["flows"].value == 1,
            got["tcp"].value == 1,
            shown=got["flows"],
            unit=percent("of moves after which data flowed again"),
            against=f"{got['layers'].value:g} Mobile IP layer; TCP "
            f"{'survived' if got['tcp'].value else 'did not survive'}",
        ),
    ),
    by_judgement(
        "2-pro-1b",
        "Mobile IP below the VPN is what most systems allow; above it is harder. Not settled: "
        "about operating systems.",
    ),
    by_run(
        "2-pro-2",
        "The overhead of tunnels is kept low.",
        {**overheads("ours", "2"), **overheads("dual", "1.1")},
        lambda got: judged(
            *(mean(each) > 0 for each in differences(got, "dual", "ours").values()),
            shown=got["ours aes-cbc-sha1 164"],
            unit=count("octet", "of overhead on the access link"),
            against=f"{got['dual aes-cbc-sha1 164'].value:g} under option 1.1",
        ),
    ),
    by_run(
        "2-pro-2a",
        "It stays that of a single Mobile IP layer.",
        {**overheads("ours", "2"), **overheads("dual", "1.1"), **overheads("single", "1.2")},
        lambda got: judged(
            all(each == 0 for all_ in differences(got, "ours", "single").values() for each in all_),
            all(
                abs(mean(each) - _TWENTY) <= _TOLERANCE
                for each in differences(got, "dual", "ours").values()
            ),
            shown=got["ours aes-cbc-sha1 164"],
            unit=count("octet", "of overhead on the access link"),
            against=f"{got['single aes-cbc-sha1 164'].value:g} under option 1.2; against option "
            f"1.1 saved {spread(differences(got, 'dual', 'ours'))}",
        ),
    ),
    by_structure(
        "2-con-1",
        "VPN client and Mobile IP client must use one address.",
        {"selectors": ask(structure.selectors, _OUT), "theirs": ask(structure.selectors, _DUAL)},
        lambda got: judged(
            members(got["selectors"]) == {_HOME} and _HOME not in members(got["theirs"]),
            shown=got["selectors"],
            unit=count("inner address", "of SAs", many="inner addresses"),
            against=f"{got['selectors'].words}, which is the home address; under option 1.1 "
            f"{got['theirs'].words}",
        ),
    ),
    by_judgement(
        "2-con-1a",
        "Systems and VPN adapters make that hard to arrange. Not settled: about operating systems "
        "and products.",
    ),
    by_run(
        "2-con-1b",
        "Inside, gateway and internal home agent both claim that address, and ARP suffers. "
        "Run: the gateway on the home link; the node comes inside at 12 s.",
        {
            "both": ask(
                partial(structure.stations, node="core-router", address=_HOME),
                home_link_gateway("2", "gateway_on_home_link=on"),
            ),
            "alone": ask(
                partial(structure.stations, node="core-router", address=_HOME),
                home_link_gateway("2"),
            ),
            "astray": ask(_TO_GATEWAY, home_link_gateway("2", "gateway_on_home_link=on")),
            "none": ask(_TO_GATEWAY, home_link_gateway("2")),
        },
        lambda got: judged(
            got["both"].value > got["alone"].value and got["astray"].value > got["none"].value,
            shown=got["both"],
            unit=count("station", "that answered for the home address"),
            against=f"{got['alone'].value:g} with the gateway elsewhere; "
            f"{got['astray'].value:g} packets for a node that was inside went to the gateway, "
            f"against {got['none'].value:g}",
        ),
    ),
    by_structure(
        "2-con-2",
        "A Mobile IP entity of a new kind is introduced.",
        {"ours": ask(structure.kinds, _OUT), "stock": ask(structure.kinds, _STOCK)},
        lambda got: judged(
            len(members(got["ours"]) - members(got["stock"])) > 0,
            shown=got["ours"],
            unit=count("kind", "of entity"),
            against=f"{got['stock'].value:g} under option 0; new: "
            f"{', '.join(sorted(members(got['ours']) - members(got['stock']))) or 'none'}",
        ),
    ),
    by_judgement("2-con-2a", "Standardizing it takes long. Not settled: about committees."),
    by_structure(
        "2-con-2b",
        "A new extension must tell the proxy where the internal home agent is.",
        {"ours": ask(structure.inventory, _OUT), "theirs": ask(structure.inventory, _STOCK)},
        lambda got: judged(
            "home-agent-parameter" in members(got["ours"]) - members(got["theirs"]),
            shown=got["ours"],
            unit=Unit(
                "type of message or extension that was no standard",
                "types of message and extension that were no standard",
            ),
            against=f"{got['theirs'].value:g} under option 0; here: {got['ours'].words}",
        ),
    ),
    by_structure(
        "2-con-2c",
        "One more entity makes installation more complex. Counted: nodes, addresses, routes, rules "
        "and keys that are set up before the first packet.",
        {
            "ours": ask(structure.configured, _OUT),
            "stock": ask(structure.configured, _STOCK),
            "dual": ask(structure.configured, _DUAL),
            "policies": ask(structure.policy_routes, _OUT),
            "their policies": ask(structure.policy_routes, _DUAL),
        },
        lambda got: judged(
            got["ours"].value > got["stock"].value,
            got["policies"].value > got["their policies"].value,
            shown=got["ours"],
            unit=count("thing", "to configure"),
            against=f"{got['stock'].value:g} under option 0, {got['dual'].value:g} under option "
            f"1.1; routes by more than the destination {got['policies'].value:g}, under option "
            f"1.1 {got['their policies'].value:g}",
        ),
    ),
    by_run(
        "2-con-2d",
        "It must stand in the DMZ, where the number of users and its speed are limits: "
        "everything of every user outside passes it.",
        {
            "up": ask(
                partial(data.through, node="mip-proxy", flow=UP, since_s=5),
                many("2", "cellular", 1),
            ),
            "down": ask(
                partial(data.through, node="mip-proxy", flow=DOWN, since_s=5),
                many("2", "cellular", 1),
            ),
            "ten": ask(partial(structure.load, node="mip-proxy"), many("2", "cellular", _USERS)),
            "one": ask(partial(structure.load, node="mip-proxy"), many("2", "cellular", 1)),
            "sessions": ask(
                partial(structure.rows_of, table="proxy-sessions"), many("2", "cellular", _USERS)
            ),
        },
        lambda got: judged(
            got["up"].value == got["down"].value == 1
            and got["ten"].value >= _NEARLY * _USERS * got["one"].value
            and got["sessions"].value == _USERS,
            shown=got["ten"],
            unit=count("octet", f"that the proxy sent for {_USERS} users"),
            against=f"{got['one'].value:g} for one; {got['sessions'].value:g} sessions; it sees "
            f"{share(got['up'])} of what goes up and {share(got['down'])} of what comes down",
        ),
    ),
    by_structure(
        "2-con-2e",
        "Public Mobile IP services are of no use: the home agent that a node names must be the "
        "enterprise's own proxy. Run with an operator's agent on offer.",
        {
            "ours": ask(
                structure.home_agents_asked, scene("2", "leave-colocated", "x_ha=operator")
            ),
            "theirs": ask(
                structure.home_agents_asked, scene("1.1", "leave-colocated", "x_ha=operator")
            ),
        },
        lambda got: judged(
            all(each.startswith(_SITE) for each in members(got["ours"]))
            and any(not each.startswith(_SITE) for each in members(got["theirs"])),
            shown=got["ours"],
            unit=count("home agent", "asked"),
            against=f"{got['ours'].words}, all the enterprise's; under option 1.1 "
            f"{got['theirs'].words}",
        ),
    ),
    by_structure(
        "2-con-3",
        "The DMZ needs a design of its own. Counted: routes that look at more than the "
        "destination.",
        {
            "ours": ask(structure.policy_routes, _OUT),
            "dual": ask(structure.policy_routes, _DUAL),
        },
        lambda got: judged(
            got["ours"].value > got["dual"].value,
            shown=got["ours"],
            unit=count("policy route"),
            against=f"{got['dual'].value:g} under option 1.1; here: {got['ours'].words}",
        ),
    ),
    by_run(
        "2-con-3a",
        "The ways in and out differ and are complicated.",
        {
            "ours": ask(partial(data.asymmetry, up=UP, down=DOWN, since_s=13), _OUT),
            "dual": ask(partial(data.asymmetry, up=UP, down=DOWN, since_s=13), _DUAL),
            "up": ask(partial(data.hops, flow=UP, since_s=13), _OUT),
            "down": ask(partial(data.hops, flow=DOWN, since_s=13), _OUT),
        },
        lambda got: judged(
            got["ours"].value > got["dual"].value or got["up"].value != got["down"].value,
            shown=got["down"],
            unit=count("link", "that a packet to the node crosses"),
            against=f"{got['up'].value:g} the other way; nodes on one way only: "
            f"{got['ours'].words or 'none'}; under option 1.1 {got['dual'].words or 'none'}",
        ),
    ),
    by_run(
        "2-con-3b",
        "Security rests on the DMZ's firewalls and routes. Run: a stranger tunnels plain data "
        "in the node's name to the proxy, with and without the rule that passes on nothing but "
        "IPsec.",
        {
            "open": ask(attack.injected, injected("2", "proxy_guard=off")),
            "shut": ask(attack.injected, injected("2")),
            "dual": ask(attack.injected, injected("1.1")),
        },
        lambda got: judged(
            got["open"].value > 0 and got["shut"].value == 0,
            shown=got["open"],
            unit=Unit(
                "plain packet of a stranger that reaches an inside host, rule missing",
                "plain packets of a stranger that reach an inside host, rule missing",
            ),
            against=f"{got['shut'].value:g} with the rule; {got['dual'].value:g} under option "
            "1.1 without any",
        ),
    ),
    by_structure(
        "2-con-3c",
        "Both firewalls need rules that are not trivial.",
        {
            "ours": ask(structure.rules, _OUT),
            "stock": ask(structure.rules, _STOCK),
            "dual": ask(structure.rules, _DUAL),
        },
        lambda got: judged(
            got["ours"].value > got["stock"].value,
            got["ours"].value > got["dual"].value,
            shown=got["ours"],
            unit=count("firewall rule"),
            against=f"{got['stock'].value:g} under option 0, {got['dual'].value:g} under option "
            "1.1",
        ),
    ),
    by_judgement("2-con-4", "There is no path to IPv6. Not settled: everything here is IPv4."),
    by_judgement(
        "2-con-4a",
        "No way to Mobile IPv6 is in sight, and different versions on both sides are very "
        "hard. Not settled: everything here is IPv4.",
    ),
    by_judgement(
        "2-con-5",
        "In short: a new entity and a shared address make products of several vendors hard to "
        "join. Not settled: about vendors.",
    ),
    by_run(
        "2-con-6",
        "Distributed or redundant gateways may not be possible: what comes back must meet the "
        "gateway that holds the SA. Run: two gateways, and the SA with the second.",
        {
            "second": ask(
                partial(data.delivery, flow=DOWN, since_s=5),
                outside_only("2", "gateways=2", "sa_gateway=second"),
            ),
            "up": ask(
                partial(data.delivery, flow=UP, since_s=5),
                outside_only("2", "gateways=2", "sa_gateway=second"),
            ),
            "first": ask(
                partial(data.delivery, flow=DOWN, since_s=5), outside_only("2", "gateways=2")
            ),
        },
        lambda got: judged(
            stopped(got["second"].value) and through(got["first"].value),
            shown=got["second"],
            unit=percent("delivered to the node, SA with the second gateway"),
            against=f"{share(got['first'])} with the first; {share(got['up'])} the other way",
        ),
    ),
)
