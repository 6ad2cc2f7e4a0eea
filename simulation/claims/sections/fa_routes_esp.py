"""Option 7, draft section 2.10."""

from functools import partial
from typing import Final

from simulation.claims.claim import Claim, by_judgement, by_run, by_structure, judged, tried
from simulation.claims.common import IP_HEADER, UP, ask, through
from simulation.claims.measures import data, moves, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import both_at, long_transfer, many, scene, short_stay
from simulation.claims.units import count, percent, share

_GUEST = scene("7", "leave-foreign-agent")
_DUAL = scene("1.1", "leave-foreign-agent")
_NODES: Final = 5
_SIZES: Final = (160, 164, 168, 172)

CLAIMS: tuple[Claim, ...] = (
    by_structure(
        "7-desc-1",
        "First approach: IPsec gets signalling of its own, and foreign agent and gateway are "
        "taught to understand it.",
        {
            "changes": ask(structure.changed, _GUEST),
            "agent": ask(partial(structure.skills, node="x-fa"), _GUEST),
            "stock": ask(partial(structure.skills, node="x-fa"), _DUAL),
            "messages": ask(structure.mobility_messages, _GUEST),
        },
        lambda got: judged(
            {"foreign-agent", "vpn-gateway", "IPsec"} <= members(got["changes"])
            and "table esp-routes" in members(got["agent"]) - members(got["stock"])
            and {"esp-route-request", "esp-route-reply"} <= members(got["messages"]),
            shown=got["agent"],
            unit=count("kind", "of table, tunnel and message at the foreign agent"),
            against=f"{got['stock'].value:g} of a stock one; declared as changed: "
            f"{got['changes'].words}",
        ),
        unchallenged="What must change in an entity is the same in every setting.",
        declared=True,
    ),
    by_structure(
        "7-desc-2",
        "Second approach: IPsec within a Mobile IP tunnel between foreign agent and gateway's "
        "side, which is what the dual home agent does.",
        {
            "wrapped": ask(partial(data.wrapped_ipsec, sender="x-fa", flow=UP), _DUAL),
            "asked": ask(structure.home_agents_asked, _DUAL),
        },
        lambda got: judged(
            got["wrapped"].value == 1 and got["asked"].value > 1,
            *(
                tried(got[name].value == 1, got[name], f"{share(got[name])} of it wrapped")
                for name in ("between agents", "gre")
            ),
            shown=got["wrapped"],
            unit=percent("of what the agent sends that is ESP within a Mobile IP tunnel"),
            against="all of it under option 1.1",
        ),
        challenges={
            "between agents": ask(
                partial(data.wrapped_ipsec, sender="x-fa", flow=UP),
                scene("1.1", "handover-outside"),
            ),
            "gre": ask(
                partial(data.wrapped_ipsec, sender="x-fa", flow=UP),
                short_stay("1.1", "hotspot", "encapsulation=gre"),
            ),
        },
    ),
    by_run(
        "7-pro-1",
        "IPsec gets no new overhead, and yet works similarly to IPsec wrapped in Mobile IP. Run: "
        "moves, and a transfer of long segments over a path of 1,400 octets.",
        {
            **{
                f"ours {octets}": ask(
                    partial(data.overhead, link="isp", flow=UP),
                    short_stay("7", "hotspot", f"payload_octets={octets}"),
                )
                for octets in _SIZES
            },
            **{
                f"dual {octets}": ask(
                    partial(data.overhead, link="isp", flow=UP),
                    short_stay("1.1", "hotspot", f"payload_octets={octets}"),
                )
                for octets in _SIZES
            },
            **{
                f"plain {octets}": ask(
                    partial(data.overhead, link="isp", flow=UP),
                    short_stay("0", "hotspot", "care_of=colocated", f"payload_octets={octets}"),
                )
                for octets in _SIZES
            },
            "flows": ask(moves.resumed, scene("7", "handover-outside")),
        },
        lambda got: judged(
            [got[f"ours {octets}"].value for octets in _SIZES]
            == [got[f"plain {octets}"].value for octets in _SIZES],
            sum(got[f"dual {octets}"].value - got[f"ours {octets}"].value for octets in _SIZES)
            == IP_HEADER * len(_SIZES),
            got["flows"].value == 1,
            tried(
                got["other suite"].value == got["plain other suite"].value,
                got["other suite"],
                f"{got['other suite'].value:g} octets against "
                f"{got['plain other suite'].value:g} of plain IPsec",
            ),
            *(
                tried(
                    got[name].value == 1, got[name], f"data again after {share(got[name])} of moves"
                )
                for name in ("inside", "translated")
            ),
            tried(
                got["narrow"].value >= got["dual narrow"].value,
                got["narrow"],
                f"{got['narrow'].value:,.0f} octets delivered against "
                f"{got['dual narrow'].value:,.0f} under option 1.1",
            ),
            shown=got["ours 160"],
            unit=count("octet", "of overhead beyond the foreign agent"),
            against=f"{got['plain 160'].value:g} of plain IPsec with the same inner layer, "
            f"{got['dual 160'].value:g} under option 1.1; data flowed again after "
            f"{share(got['flows'])} of the moves",
        ),
        challenges={
            "other suite": ask(
                partial(data.overhead, link="isp", flow=UP),
                short_stay("7", "hotspot", "suite=aes-gcm"),
            ),
            "plain other suite": ask(
                partial(data.overhead, link="isp", flow=UP),
                short_stay("0", "hotspot", "care_of=colocated", "suite=aes-gcm"),
            ),
            "inside": ask(moves.resumed, scene("7", "return-inside")),
            "translated": ask(moves.resumed, scene("7", "behind-nat")),
            "narrow": ask(data.transferred, long_transfer("7", "hotspot", "link.isp.mtu=1400")),
            "dual narrow": ask(
                data.transferred, long_transfer("1.1", "hotspot", "link.isp.mtu=1400")
            ),
        },
    ),
    by_run(
        "7-pro-2",
        "Foreign agents could be used, if modified ones, which conserves addresses. Counted: "
        "outside addresses for five nodes at one hotspot.",
        {
            "ours": ask(structure.outer_addresses, many("7", "hotspot", _NODES)),
            "sas": ask(structure.associations, many("7", "hotspot", _NODES)),
            "own": ask(structure.outer_addresses, many("3", "hotspot", _NODES)),
        },
        lambda got: judged(
            got["sas"].value == _NODES and got["ours"].value == 1 and got["own"].value == _NODES,
            tried(
                through(got["collision"].value),
                got["collision"],
                f"{share(got['collision'])} delivered to the second of two nodes with one SPI",
            ),
            tried(
                got["between agents"].value == _NODES,
                got["between agents"],
                f"{got['between agents'].value:g} addresses for {_NODES} nodes, with stock agents",
            ),
            shown=got["ours"],
            unit=count("outside address", "for five nodes", many="outside addresses"),
            against=f"{got['own'].value:g} under option 3; {got['sas'].value:g} SAs share the "
            "agent's",
        ),
        challenges={
            "collision": ask(
                partial(data.delivery, flow="cn > mn2", since_s=10),
                both_at("7", "hotspot", "spi_collision=on"),
            ),
            "between agents": ask(structure.outer_addresses, many("1.1", "hotspot", _NODES)),
        },
    ),
    by_judgement(
        "7-con-1",
        "It makes Mobile IP and IPsec depend on each other. Not settled: whether that is bad is a "
        "judgement on architecture.",
    ),
    by_structure(
        "7-con-2",
        "Foreign agent, gateway and IPsec itself change.",
        {
            "changes": ask(structure.changed, _GUEST),
            "gateway": ask(partial(structure.skills, node="vpn-gw"), _GUEST),
            "stock": ask(partial(structure.skills, node="vpn-gw"), scene("0", "leave-colocated")),
            "agent": ask(partial(structure.skills, node="x-fa"), _GUEST),
            "stock agent": ask(partial(structure.skills, node="x-fa"), _DUAL),
        },
        lambda got: judged(
            {"foreign-agent", "vpn-gateway", "IPsec"} <= members(got["changes"]),
            bool(members(got["gateway"]) - members(got["stock"])),
            bool(members(got["agent"]) - members(got["stock agent"])),
            shown=got["gateway"],
            unit=count("kind", "of table, tunnel and message at the gateway"),
            against=f"{got['stock'].value:g} of a stock one; declared as changed: "
            f"{got['changes'].words}",
        ),
        unchallenged="What must change in an entity is the same in every setting.",
        declared=True,
    ),
)
