"""Option 1.2, draft section 2.3.2."""

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
from simulation.claims.measures import data, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import (
    failing,
    outside_only,
    scene,
    two_and_inside,
)
from simulation.claims.units import Unit, count, percent, share

_TWENTY: Final = 20
_TOLERANCE: Final = 0.5
_TO = "mn > mn2"
_PRIVATE: Final = "10.0.1.10"
_LOST_DELETE = two_and_inside("1.2", "inside_reaches_gateway=off")
_OUT = scene("1.2", "leave-colocated")
_WRONG_CLOCK: Final = "clock_offset_s=8"
"""More than the seven seconds that home agents tolerate (RFC 3344 section 5.7.1)."""
_EVER = partial(data.delivery, flow=DOWN, since_s=6)
_AFTER_RETURN = partial(data.delivery, flow=_TO, since_s=33)

CLAIMS: tuple[Claim, ...] = (
    by_run(
        "1.2-pro-1",
        "Outside, 20 octets a packet are saved against option 1.1: a mean, because of padding.",
        {**overheads("ours", "1.2"), **overheads("theirs", "1.1")},
        lambda got: judged(
            *(
                abs(mean(each) - _TWENTY) <= _TOLERANCE
                for each in differences(got, "theirs", "ours").values()
            ),
            shown=got["ours aes-cbc-sha1 164"],
            unit=count("octet", "of overhead on the access link"),
            against=f"{got['theirs aes-cbc-sha1 164'].value:g} under option 1.1, same payload; "
            f"saved over payloads {spread(differences(got, 'theirs', 'ours'))}, mean "
            f"{mean(differences(got, 'theirs', 'ours')['aes-cbc-sha1']):g}",
        ),
    ),
    by_run(
        "1.2-pro-2",
        "Two nodes outside reach each other without the internal home agent. The external one "
        "still carries the outer tunnels.",
        {
            "ours": ask(
                partial(data.through, node="i-ha", flow=_TO, since_s=5, until_s=29),
                scene("1.2", "two-outside"),
            ),
            "theirs": ask(
                partial(data.through, node="i-ha", flow=_TO, since_s=5, until_s=29),
                scene("1.1", "two-outside"),
            ),
            "came": ask(
                partial(data.delivery, flow=_TO, since_s=5, until_s=29), scene("1.2", "two-outside")
            ),
        },
        lambda got: judged(
            got["ours"].value == 0 and got["theirs"].value > 0 and through(got["came"].value),
            shown=got["ours"],
            unit=percent("of packets that pass the internal home agent"),
            against=f"{share(got['theirs'])} under option 1.1",
        ),
    ),
    by_run(
        "1.2-pro-2a",
        "That way round the home agent goes round its policy, too. Run with a policy that forbids "
        "traffic between mobile nodes.",
        {
            "ours": ask(
                partial(data.delivery, flow=_TO, since_s=5, until_s=29),
                scene("1.2", "two-outside", "deny_mobile_to_mobile=on"),
            ),
            "theirs": ask(
                partial(data.delivery, flow=_TO, since_s=5, until_s=29),
                scene("1.1", "two-outside", "deny_mobile_to_mobile=on"),
            ),
        },
        lambda got: judged(
            got["ours"].value > 0 and got["theirs"].value == 0,
            shown=got["ours"],
            unit=percent("delivered against the policy"),
            against=f"{share(got['theirs'])} under option 1.1",
        ),
    ),
    by_run(
        "1.2-pro-2b",
        "The design also works without that way round: the gateway can hand such packets to the "
        "home agent.",
        {
            "agent": ask(
                partial(data.through, node="i-ha", flow=_TO, since_s=5, until_s=29),
                scene("1.2", "two-outside", "hairpin=off"),
            ),
            "came": ask(
                partial(data.delivery, flow=_TO, since_s=5, until_s=29),
                scene("1.2", "two-outside", "hairpin=off"),
            ),
            "policy": ask(
                partial(data.delivery, flow=_TO, since_s=5, until_s=29),
                scene("1.2", "two-outside", "hairpin=off", "deny_mobile_to_mobile=on"),
            ),
        },
        lambda got: judged(
            through(got["agent"].value) and through(got["came"].value) and got["policy"].value == 0,
            shown=got["agent"],
            unit=percent("of packets that pass the internal home agent"),
            against=f"{share(got['came'])} delivered; {share(got['policy'])} with a policy "
            "against it",
        ),
    ),
    by_structure(
        "1.2-pro-3",
        "The node's stack is simpler: a single layer of Mobile IP tunnels, below IPsec.",
        {
            "ours": ask(partial(data.layers, link="cellular", flow=UP), _OUT),
            "theirs": ask(
                partial(data.layers, link="cellular", flow=UP), scene("1.1", "leave-colocated")
            ),
        },
        lambda got: judged(
            got["ours"].value == 1 and got["theirs"].value > 1,
            shown=got["ours"],
            unit=count("Mobile IP encapsulation", "of a packet"),
            against=f"{got['theirs'].value:g} under option 1.1",
        ),
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
    ),
    by_judgement(
        "1.2-pro-3b",
        "That counts most where IPsec is built into the system's TCP/IP (Windows 2000 and XP). Not "
        "settled: about one system's architecture.",
    ),
    by_run(
        "1.2-pro-4",
        "The gateway sees packets without encapsulation, so content scanning and address "
        "translation are no problem. Run: the gateway translates; a filter between it and the "
        "intranet refuses tunnels.",
        {
            "nat": ask(partial(data.delivery, flow=DOWN, since_s=13), scene("1.2", "gateway-nat")),
            "filter": ask(
                partial(data.delivery, flow=DOWN, since_s=13), scene("1.2", "content-filter")
            ),
            "theirs": ask(
                partial(data.delivery, flow=DOWN, since_s=13),
                scene("1.1", "gateway-nat", "i_ha_nat_traversal=off"),
            ),
        },
        lambda got: judged(
            through(got["nat"].value) and stopped(got["theirs"].value),
            through(got["filter"].value),
            shown=got["nat"],
            unit=percent("delivered through a translating gateway"),
            against=f"{share(got['theirs'])} under option 1.1 without RFC 3519 inside; "
            f"{share(got['filter'])} through a filter that the home agent's own tunnel to the "
            "gateway must pass",
        ),
    ),
    by_judgement(
        "1.2-con-1",
        "Mobile IP and VPN client need a broad interface, which nobody standardizes. Not settled: "
        "about what vendors will agree upon.",
    ),
    by_structure(
        "1.2-con-2",
        "VPN client and VPN gateway both need new software. Counted: skills of the gateway that a "
        "stock one does not have.",
        {
            "changes": ask(structure.changed, scene("1.2", "return-inside")),
            "ours": ask(partial(structure.skills, node="vpn-gw"), _OUT),
            "stock": ask(partial(structure.skills, node="vpn-gw"), scene("0", "leave-colocated")),
        },
        lambda got: judged(
            bool(members(got["ours"]) - members(got["stock"]) - {"message registration-reply"}),
            {"mobile-node", "vpn-gateway"} <= members(got["changes"]),
            shown=got["ours"],
            unit=count("kind", "of table, tunnel and message at the gateway"),
            against=f"{got['stock'].value:g} of a stock gateway; new: "
            f"{', '.join(sorted(members(got['ours']) - members(got['stock'])))}",
        ),
        declared=True,
    ),
    by_judgement(
        "1.2-con-2a",
        "Without a patch from its VPN vendor a customer must change vendors. Not settled: a remark "
        "on purchasing.",
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
                scene("1.1", "leave-colocated", "traffic=tcp", "stateful_inspection=on"),
            ),
            "refused": ask(
                partial(data.refused, node="inner-fw", flow="tcp cn > mn"),
                scene("1.1", "leave-colocated", "traffic=tcp", "stateful_inspection=on"),
            ),
            "plain": ask(data.survived, scene("1.1", "leave-colocated", "traffic=tcp")),
        },
        lambda got: judged(
            got["inspected"].value == 0 and got["refused"].value > 0 and got["plain"].value == 1,
            shown=got["inspected"],
            at=got["refused"],
            unit=Unit("TCP transfer that goes on", "TCP transfers that go on"),
            against=f"{got['plain'].value:g} without the inspection, which refused "
            f"{got['refused'].value:g} segments",
        ),
    ),
    by_judgement(
        "1.2-con-3",
        "Mobile IP and IPsec are tied together, a violation of layers that may take revenge later. "
        "Not settled: a judgement on architecture.",
    ),
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
            shown=got["named"],
            unit=count(
                "private address", "of the gateway in the registration", many="private addresses"
            ),
            against=f"it names {got['named'].words}; under option 1.1 {got['theirs'].words}",
        ),
    ),
    by_structure(
        "1.2-con-4a",
        "No standard tells it that address. Counted: messages that had brought it, opened with "
        "every key, before the node used it.",
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
            shown=got["told"],
            unit=count("message", "that told the node the address"),
            against=f"{got['theirs'].value:g} that told the inner address under option 1.1",
        ),
    ),
    by_run(
        "1.2-con-4b",
        "When the administrator renumbers the gateway's private side, nodes are not told: they "
        "stay cut off until somebody sets them up anew.",
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
            shown=got["ours"],
            unit=percent("delivered after the renumbering"),
            against=f"{share(got['theirs'])} under option 1.1",
        ),
    ),
    by_run(
        "1.2-con-4c",
        "With several private addresses of the gateway it is open which one a node should "
        "name: the choice decides whether it is cut off when one fails. Run: the first of two "
        "fails.",
        {
            choice: ask(
                partial(data.delivery, flow=DOWN, since_s=8.5),
                failing("1.2", "private_interfaces=2", f"private_address={choice}"),
            )
            for choice in ("first", "second", "failover")
        },
        lambda got: judged(
            stopped(got["first"].value) and through(got["second"].value),
            shown=got["first"],
            unit=percent("delivered to a node that named the first"),
            against=f"{share(got['second'])} where it named the second, "
            f"{share(got['failover'])} where it tries both in turn",
        ),
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
            shown=got["ours"],
            unit=count("way", "of the gateway for one home address"),
            against=f"{got['theirs'].value:g} under option 1.1; here: {got['ours'].words}",
        ),
    ),
    by_run(
        "1.2-con-5a",
        "The gateway takes an SA for proof that the node is outside. Where it has not been "
        "deleted, peers outside send into a black hole.",
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
            shown=got["outside"],
            unit=percent("delivered from a peer outside, DELETE lost"),
            against=f"{share(got['inside'])} from a host inside; {share(got['deleted'])} "
            f"with the DELETE; {share(got['theirs'])} under option 1.1",
        ),
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
