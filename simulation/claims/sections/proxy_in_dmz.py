"""Option 2, draft section 2.5.2: the proxy in the DMZ, and what must be set up around it."""

from functools import partial
from typing import Final

from simulation.claims.claim import Claim, by_judgement, by_run, by_structure, judged, tried
from simulation.claims.common import DOWN, UP, ask, grows_with, more, stopped, through
from simulation.claims.measures import attack, data, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import injected, many, outside_only, scene, short_stay
from simulation.claims.units import Unit, count, counted, percent, share

_USERS: Final = 10
_SITE: Final = ("192.0.2.", "10.")
_STRANGER: Final = count("plain packet", "of a stranger")
_ASYMMETRY = partial(data.asymmetry, up=UP, down=DOWN, since_s=13)
_OUT = scene("2", "leave-colocated")
_STOCK = scene("0", "leave-colocated")
_DUAL = scene("1.1", "leave-colocated")

CLAIMS: tuple[Claim, ...] = (
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
        unchallenged="Who is there is the option's composition; no setting adds or removes a kind.",
    ),
    by_judgement("2-con-2a", "Standardizing it takes long. Not settled: about committees."),
    by_structure(
        "2-con-2b",
        "A new extension must tell the proxy where the internal home agent is.",
        {"ours": ask(structure.inventory, _OUT), "theirs": ask(structure.inventory, _STOCK)},
        lambda got: judged(
            "home-agent-parameter" in members(got["ours"]) - members(got["theirs"]),
            *(
                tried(
                    "home-agent-parameter" in members(got[name]),
                    got[name],
                    f"new there: {got[name].words or 'nothing'}",
                )
                for name in ("agent", "translated")
            ),
            shown=got["ours"],
            unit=Unit(
                "type of message or extension that was no standard",
                "types of message and extension that were no standard",
            ),
            against=f"{got['theirs'].value:g} under option 0; here: {got['ours'].words}",
        ),
        challenges={
            "agent": ask(structure.inventory, scene("2", "leave-foreign-agent")),
            "translated": ask(structure.inventory, scene("2", "behind-nat")),
        },
    ),
    by_structure(
        "2-con-2c",
        "One more entity only adds to the complexity of installation. Counted: nodes, addresses, "
        "routes, rules and keys that are set up before the first packet; against no entity more "
        "(option 0) and against another home agent (option 1.1).",
        {
            "ours": ask(structure.configured, _OUT),
            "stock": ask(structure.configured, _STOCK),
            "dual": ask(structure.configured, _DUAL),
        },
        lambda got: judged(
            more(got["ours"].value, got["stock"].value),
            more(got["ours"].value, got["dual"].value),
            tried(
                more(got["ours"].value, got["operator"].value),
                got["operator"],
                f"{got['operator'].value:g} there, with another's home agent",
            ),
            tried(
                more(got["two gateways"].value, got["their two gateways"].value),
                got["their two gateways"],
                f"{got['their two gateways'].value:g} there against our "
                f"{got['two gateways'].value:g}",
            ),
            shown=got["ours"],
            unit=count("thing", "to configure"),
            against=f"{got['stock'].value:g} under option 0, {got['dual'].value:g} under option "
            "1.1",
        ),
        challenges={
            "operator": ask(structure.configured, scene("1.1", "leave-colocated", "x_ha=operator")),
            "two gateways": ask(structure.configured, scene("2", "leave-colocated", "gateways=2")),
            "their two gateways": ask(
                structure.configured, scene("1.2", "leave-colocated", "gateways=2")
            ),
        },
    ),
    by_run(
        "2-con-2d",
        "It must stand in the DMZ, which in larger organizations can be a problem: the number of "
        "users and the performance are limited, for everything of every user outside passes it.",
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
            and grows_with(_USERS, got["ten"].value, got["one"].value)
            and got["sessions"].value == _USERS,
            *(
                tried(
                    not grows_with(_USERS, got[f"{name} ten"].value, got[f"{name} one"].value),
                    got[f"{name} ten"],
                    f"{got[f'{name} ten'].value:,.0f} octets through its {name} for {_USERS} "
                    f"users, {got[f'{name} one'].value:,.0f} for one",
                )
                for name in ("home agent", "gateway")
            ),
            shown=got["ten"],
            unit=count("octet", f"that the proxy sent for {_USERS} users"),
            against=f"{got['one'].value:g} for one; {got['sessions'].value:g} sessions; it sees "
            f"{share(got['up'])} of what goes up and {share(got['down'])} of what comes down",
        ),
        challenges={
            f"{name} {word}": ask(
                partial(structure.load, node=node), many(option, "cellular", users)
            )
            for name, node, option in (("home agent", "x-ha", "1.1"), ("gateway", "vpn-gw", "0"))
            for word, users in (("ten", _USERS), ("one", 1))
        },
    ),
    by_structure(
        "2-con-2e",
        "Enterprises cannot use public Mobile IP services: the home agent that a node names must "
        "be their own proxy. Run with an operator's agent on offer.",
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
            *(
                tried(
                    all(each.startswith(_SITE) for each in members(got[name])),
                    got[name],
                    f"asked {got[name].words or 'nobody'}",
                )
                for name in ("agent", "translated")
            ),
            shown=got["ours"],
            unit=count("home agent", "asked"),
            against=f"{got['ours'].words}, all the enterprise's; under option 1.1 "
            f"{got['theirs'].words}",
        ),
        challenges={
            "agent": ask(
                structure.home_agents_asked, scene("2", "leave-foreign-agent", "x_ha=operator")
            ),
            "translated": ask(
                structure.home_agents_asked, short_stay("2", "hotel", "x_ha=operator")
            ),
        },
    ),
    by_structure(
        "2-con-3",
        "It requires a specific set-up of the DMZ and design of the network. Counted: routes that "
        "look at more than the destination.",
        {
            "ours": ask(structure.policy_routes, _OUT),
            "dual": ask(structure.policy_routes, _DUAL),
        },
        lambda got: judged(
            more(got["ours"].value, got["dual"].value),
            *(
                tried(
                    more(got["ours"].value, got[name].value),
                    got[name],
                    f"{counted(got[name], count('policy route'))} against our "
                    f"{got['ours'].value:g}",
                )
                for name in ("optimized", "host routes")
            ),
            tried(
                more(got["two gateways"].value, got["dual"].value),
                got["two gateways"],
                counted(got["two gateways"], count("policy route")),
            ),
            shown=got["ours"],
            unit=count("policy route"),
            against=f"{got['dual'].value:g} under option 1.1; here: {got['ours'].words}",
        ),
        challenges={
            "optimized": ask(structure.policy_routes, scene("1.2", "leave-colocated")),
            "host routes": ask(structure.policy_routes, scene("5", "leave-colocated")),
            "two gateways": ask(
                structure.policy_routes, scene("2", "leave-colocated", "gateways=2")
            ),
        },
    ),
    by_run(
        "2-con-3a",
        "The paths of incoming and outgoing traffic are asymmetric and complicated. Compared: "
        "nodes that one direction alone passes.",
        {
            "ours": ask(_ASYMMETRY, _OUT),
            "dual": ask(_ASYMMETRY, _DUAL),
            "up": ask(partial(data.hops, flow=UP, since_s=13), _OUT),
            "down": ask(partial(data.hops, flow=DOWN, since_s=13), _OUT),
        },
        lambda got: judged(
            got["ours"].value > 0 and got["up"].value != got["down"].value,
            more(got["ours"].value, got["dual"].value),
            *(
                tried(
                    got[name].value > 0,
                    got[name],
                    f"on one way only: {got[name].words or 'none'}",
                )
                for name in ("agent", "translated")
            ),
            tried(
                more(got["ours"].value, got["optimized"].value),
                got["optimized"],
                f"on one way only there, too: {got['optimized'].words or 'none'}",
            ),
            shown=got["down"],
            unit=count("link", "that a packet to the node crosses"),
            against=f"{got['up'].value:g} the other way; nodes on one way only: "
            f"{got['ours'].words or 'none'}; under option 1.1 {got['dual'].words or 'none'}",
        ),
        challenges={
            "agent": ask(_ASYMMETRY, scene("2", "leave-foreign-agent")),
            "translated": ask(
                partial(data.asymmetry, up=UP, down=DOWN, since_s=5), short_stay("2", "hotel")
            ),
            "optimized": ask(_ASYMMETRY, scene("1.2", "leave-colocated")),
        },
    ),
    by_run(
        "2-con-3b",
        "Security rests on the DMZ's firewalls and routes. Run: a stranger tunnels plain data "
        "in the node's name to the proxy, with and without the rule that passes on nothing but "
        "IPsec.",
        {
            "open": ask(attack.injected, injected("2", "proxy_guard=off")),
            "shut": ask(attack.injected, injected("2")),
        },
        lambda got: judged(
            got["open"].value > 0 and got["shut"].value == 0,
            *(
                tried(got[name].value > 0, got[name], counted(got[name], _STRANGER))
                for name in ("other rule", "open udp")
            ),
            tried(got["udp"].value == 0, got["udp"], counted(got["udp"], _STRANGER)),
            tried(got["dual"].value == 0, got["dual"], counted(got["dual"], _STRANGER)),
            shown=got["open"],
            unit=Unit(
                "plain packet of a stranger that reaches an inside host, rule missing",
                "plain packets of a stranger that reach an inside host, rule missing",
            ),
            against=f"{got['shut'].value:g} with the rule",
        ),
        challenges={
            "other rule": ask(
                attack.injected, injected("2", "proxy_guard=off", "ingress_filter=on")
            ),
            "open udp": ask(attack.injected, injected("2", "proxy_guard=off", "nat_traversal=on")),
            "udp": ask(attack.injected, injected("2", "nat_traversal=on")),
            "dual": ask(attack.injected, injected("1.1")),
        },
    ),
    by_structure(
        "2-con-3c",
        "Inner and outer firewall need rules that are not trivial. Counted, against the same "
        "designs as the things to configure.",
        {
            "ours": ask(structure.rules, _OUT),
            "stock": ask(structure.rules, _STOCK),
            "dual": ask(structure.rules, _DUAL),
        },
        lambda got: judged(
            more(got["ours"].value, got["stock"].value),
            more(got["ours"].value, got["dual"].value),
            tried(
                more(got["filtered"].value, got["dual filtered"].value),
                got["filtered"],
                f"{got['filtered'].value:g} against {got['dual filtered'].value:g}",
            ),
            shown=got["ours"],
            unit=count("firewall rule"),
            against=f"{got['stock'].value:g} under option 0, {got['dual'].value:g} under option "
            "1.1",
        ),
        challenges={
            "filtered": ask(structure.rules, scene("2", "leave-colocated", "content_filter=on")),
            "dual filtered": ask(
                structure.rules, scene("1.1", "leave-colocated", "content_filter=on")
            ),
        },
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
        "Distributed or redundant gateways may be an issue: what comes back must meet the "
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
            *(
                tried(
                    stopped(got[name].value) and through(got["first"].value),
                    got[name],
                    f"{share(got[name])} delivered",
                )
                for name in ("translating", "every other")
            ),
            tried(through(got["dual"].value), got["dual"], f"{share(got['dual'])} delivered"),
            shown=got["second"],
            unit=percent("delivered to the node, SA with the second gateway"),
            against=f"{share(got['first'])} with the first; {share(got['up'])} the other way",
        ),
        challenges={
            "translating": ask(
                partial(data.delivery, flow=DOWN, since_s=5),
                outside_only("2", "gateways=2", "sa_gateway=second", "gateway_nat=on"),
            ),
            "every other": ask(
                partial(data.delivery, flow="cn > mn2", since_s=5),
                many("2", "cellular", 2, "gateways=2", "sa_gateway=alternate"),
            ),
            "dual": ask(
                partial(data.delivery, flow=DOWN, since_s=5),
                outside_only("1.1", "gateways=2", "sa_gateway=second"),
            ),
        },
    ),
)
