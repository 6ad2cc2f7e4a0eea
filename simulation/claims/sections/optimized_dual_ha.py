"""Option 1.2, draft section 2.3.2."""

from functools import partial
from typing import Final

from simulation.claims.claim import Claim, by_nobody, by_run, by_structure, judged
from simulation.claims.common import DOWN, UP, ask, differences, mean, overheads, spread, stopped, through
from simulation.claims.measures import data, moves, structure
from simulation.claims.measures.structure import members
from simulation.claims.scenes import (
    crash_in_company,
    minutes_inside,
    one_broadcast,
    outside_only,
    scene,
    two_and_inside,
)

TWENTY: Final = 20
_TOLERANCE: Final = 0.5
_TO, _BACK = "mn > mn2", "mn2 > mn"
_PRIVATE: Final = "10.0.1.10"
_MAIN_AND_QUICK: Final = 9
"""Messages of main mode (6) and quick mode (3)."""
_LOST_DELETE = two_and_inside("1.2", "inside_reaches_gateway=off")
_OUT = scene("1.2", "leave-colocated")
_AFTER_RETURN = partial(data.delivery, flow=_TO, since_s=33)

CLAIMS: tuple[Claim, ...] = (
    by_run(
        "1.2-pro-1",
        "Outside, 20 octets a packet are saved against option 1.1: a mean, because of padding.",
        {**overheads("ours", "1.2"), **overheads("theirs", "1.1")},
        lambda got: judged(
            *(
                abs(mean(each) - TWENTY) <= _TOLERANCE
                for each in differences(got, "theirs", "ours").values()
            ),
            shown=got["ours aes-cbc-sha1 164"], unit="octets of overhead on the access link",
            against=f"{got['theirs aes-cbc-sha1 164'].value:g} under option 1.1, same payload; saved "
            f"over payloads {spread(differences(got, 'theirs', 'ours'))}, mean "
            f"{mean(differences(got, 'theirs', 'ours')['aes-cbc-sha1']):g}",
        ),
    ),
    by_run(
        "1.2-pro-2",
        "Two nodes outside reach each other without the internal home agent. (The external one "
        "still carries the outer tunnels.)",
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
            shown=got["ours"], unit="share of packets that pass the internal home agent",
            against=f"{got['theirs'].value:g} under option 1.1",
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
            shown=got["ours"], unit="share delivered against the policy",
            against=f"{got['theirs'].value:g} under option 1.1",
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
            shown=got["agent"], unit="share of packets that pass the internal home agent",
            against=f"{got['came'].value:.3g} delivered; {got['policy'].value:g} with a policy against it",
        ),
    ),
    by_structure(
        "1.2-pro-3",
        "The node's stack is simpler: a single layer of Mobile IP tunnels, below IPsec.",
        {
            "ours": ask(partial(data.layers, link="cellular", flow=UP), _OUT),
            "theirs": ask(partial(data.layers, link="cellular", flow=UP), scene("1.1", "leave-colocated")),
        },
        lambda got: judged(
            got["ours"].value == 1 and got["theirs"].value > 1,
            shown=got["ours"], unit="Mobile IP encapsulations of a packet",
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
        },
        lambda got: judged(
            got["within"].value == 1 and got["layers"].value == 1
            and {"internal registration", "external registration"} <= members(got["machines"]),
            shown=got["within"], unit="inner registrations without a tunnel of their own",
            against=f"{got['layers'].value:g} encapsulating layer; state machines: {got['machines'].words}",
        ),
    ),
    by_nobody(
        "1.2-pro-3b",
        "That counts most where IPsec is built into the system's TCP/IP (Windows 2000 and XP). Not "
        "settled: about one system's architecture.",
    ),
    by_run(
        "1.2-pro-4",
        "The gateway sees packets without encapsulation, so content scanning and address translation "
        "are no problem. Run: the gateway translates; a filter between it and the intranet refuses "
        "tunnels.",
        {
            "nat": ask(partial(data.delivery, flow=DOWN, since_s=13), scene("1.2", "gateway-nat")),
            "filter": ask(partial(data.delivery, flow=DOWN, since_s=13), scene("1.2", "content-filter")),
            "theirs": ask(
                partial(data.delivery, flow=DOWN, since_s=13),
                scene("1.1", "gateway-nat", "i_ha_nat_traversal=off"),
            ),
        },
        lambda got: judged(
            through(got["nat"].value) and stopped(got["theirs"].value),
            through(got["filter"].value),
            shown=got["nat"], unit="share delivered through a translating gateway",
            against=f"{got['theirs'].value:.3g} under option 1.1 without RFC 3519 inside; "
            f"{got['filter'].value:.3g} through a filter that the home agent's own tunnel to the "
            "gateway must pass",
        ),
    ),
    by_nobody(
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
            shown=got["ours"], unit="kinds of skill of the gateway",
            against=f"{got['stock'].value:g} of a stock gateway; new: "
            f"{', '.join(sorted(members(got['ours']) - members(got['stock'])))}",
        ),
    ),
    by_nobody(
        "1.2-con-2a",
        "Without a patch from its VPN vendor a customer must change vendors. Not settled: a remark "
        "on purchasing.",
    ),
    by_nobody(
        "1.2-con-2b",
        "Vendors of Mobile IP and of VPNs become dependent on each other. Not settled: about "
        "business.",
    ),
    by_run(
        "1.2-con-2c",
        "Even option 1.1 may need a VPN device patched or set up anew, say one that follows sessions. "
        "Run: TCP begun inside, then option 1.1 outside, past a device that wants to have seen its "
        "beginning.",
        {
            "inspected": ask(
                data.survived,
                scene("1.1", "leave-colocated", "traffic=tcp",
                      "stateful_inspection=on"),
            ),
            "plain": ask(
                data.survived, scene("1.1", "leave-colocated", "traffic=tcp")
            ),
        },
        lambda got: judged(
            got["inspected"].value == 0 and got["plain"].value == 1,
            shown=got["inspected"], unit="TCP transfers that go on (1 yes, 0 no)",
            against=f"{got['plain'].value:g} without the inspection",
        ),
    ),
    by_nobody(
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
            shown=got["named"], unit="private addresses of the gateway in the registration",
            against=f"it names {got['named'].words}; under option 1.1 {got['theirs'].words}",
        ),
    ),
    by_structure(
        "1.2-con-4a",
        "No standard tells it that address. Counted: messages that had brought it, opened with every "
        "key, before the node used it.",
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
            shown=got["told"], unit="messages that told the node the address",
            against=f"{got['theirs'].value:g} that told the inner address under option 1.1",
        ),
    ),
    by_run(
        "1.2-con-4b",
        "When the administrator renumbers the gateway's private side, nodes are not told: they stay "
        "cut off until somebody sets them up anew.",
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
            shown=got["ours"], unit="share delivered after the renumbering",
            against=f"{got['theirs'].value:.3g} under option 1.1",
        ),
    ),
    by_run(
        "1.2-con-4c",
        "With several private addresses of the gateway it is open which one a node should name: the "
        "one that it was given may be the one that fails.",
        # One gateway whose first private address goes and whose second stays reachable.
        {
            "named": ask(structure.care_of_in_vpn, scene("1.2", "gateway-renumbering")),
            "down": ask(
                partial(data.delivery, flow=DOWN, since_s=20.5), scene("1.2", "gateway-renumbering")
            ),
            "up": ask(partial(data.delivery, flow=UP, since_s=20.5), scene("1.2", "gateway-renumbering")),
        },
        lambda got: judged(
            stopped(got["down"].value) and through(got["up"].value),
            shown=got["down"], unit="share delivered by the address that the node named and that fails",
            against=f"{got['up'].value:.3g} the other way, by the address that is left",
        ),
    ),
    by_structure(
        "1.2-con-5",
        "The gateway routes by the existence of an SA: packets for one and the same address are sealed "
        "while it stands, and sent inside when it does not.",
        {
            "ours": ask(
                partial(structure.ways_to, address="10.1.0.101"), scene("1.2", "two-outside")
            ),
            "theirs": ask(
                partial(structure.ways_to, address="10.1.0.101"), scene("1.1", "two-outside")
            ),
        },
        lambda got: judged(
            got["ours"].value > 1 and got["theirs"].value < got["ours"].value,
            shown=got["ours"], unit="ways of the gateway for one home address",
            against=f"{got['theirs'].value:g} under option 1.1; here: {got['ours'].words}",
        ),
    ),
    by_run(
        "1.2-con-5a",
        "The gateway takes an SA for proof that the node is outside. Where it has not been deleted, "
        "peers outside send into a black hole.",
        {
            "outside": ask(_AFTER_RETURN, _LOST_DELETE),
            "inside": ask(partial(data.delivery, flow="cn > mn2", since_s=33), _LOST_DELETE),
            "deleted": ask(_AFTER_RETURN, two_and_inside("1.2")),
            "theirs": ask(
                _AFTER_RETURN, two_and_inside("1.1", "inside_reaches_gateway=off")
            ),
        },
        lambda got: judged(
            stopped(got["outside"].value) and through(got["inside"].value)
            and through(got["deleted"].value),
            shown=got["outside"], unit="share delivered from a peer outside, DELETE lost",
            against=f"{got['inside'].value:.3g} from a host inside; {got['deleted'].value:.3g} with "
            f"the DELETE; {got['theirs'].value:.3g} under option 1.1",
        ),
    ),
    by_nobody(
        "1.2-con-5b",
        "Decapsulating and then applying an SA may be hard in some VPN architectures. Not settled: "
        "about products.",
    ),
    by_nobody(
        "1.2-con-5c",
        "Some vendors call that change easy. Not settled: a report of what vendors said.",
    ),
    by_structure(
        "1.2-con-6",
        "That SAs must be deleted brings further requirements. Counted: IKE messages that coming "
        "inside takes, and rules that the firewall must drop for them.",
        {
            "ours": ask(partial(moves.of_move, key="ike_messages", move=0), scene("1.2", "return-inside")),
            "theirs": ask(partial(moves.of_move, key="ike_messages", move=0), scene("1.1", "return-inside")),
            "rules": ask(structure.rules, scene("1.2", "return-inside")),
            "their rules": ask(structure.rules, scene("1.1", "return-inside")),
        },
        lambda got: judged(
            got["ours"].value > got["theirs"].value,
            got["rules"].value < got["their rules"].value,
            shown=got["ours"], unit="IKE messages when coming inside",
            against=f"{got['theirs'].value:g} under option 1.1, where the firewall keeps "
            f"{got['their rules'].value - got['rules'].value:g} rule more shut",
        ),
    ),
    by_run(
        "1.2-con-6a",
        "The gateway must honour IKE's DELETE, which not every product does.",
        {
            "ignored": ask(_AFTER_RETURN, two_and_inside("1.2", "honour_delete=off")),
            "honoured": ask(_AFTER_RETURN, two_and_inside("1.2")),
        },
        lambda got: judged(
            stopped(got["ignored"].value) and through(got["honoured"].value),
            shown=got["ignored"], unit="share delivered from a peer outside, DELETE ignored",
            against=f"{got['honoured'].value:.3g} with it honoured",
        ),
    ),
    by_run(
        "1.2-con-6b",
        "After a crash only INITIAL-CONTACT clears the old SAs, and client and gateway must both do it.",
        {
            "without": ask(
                partial(data.delivery, flow=_BACK, since_s=30),
                crash_in_company("1.2", "initial_contact=off"),
            ),
            "with": ask(partial(data.delivery, flow=_BACK, since_s=30), crash_in_company("1.2")),
            "theirs": ask(
                partial(data.delivery, flow=_BACK, since_s=30),
                crash_in_company("1.1", "initial_contact=off"),
            ),
        },
        lambda got: judged(
            stopped(got["without"].value) and through(got["with"].value),
            shown=got["without"], unit="share delivered after the restart, without INITIAL-CONTACT",
            against=f"{got['with'].value:.3g} with it; {got['theirs'].value:.3g} under option 1.1 without it",
        ),
    ),
    by_run(
        "1.2-con-6c",
        "The DELETE must reach the gateway's public address from inside, which firewalls may forbid.",
        {
            "forbidden": ask(_AFTER_RETURN, _LOST_DELETE),
            "allowed": ask(_AFTER_RETURN, two_and_inside("1.2")),
        },
        lambda got: judged(
            stopped(got["forbidden"].value) and through(got["allowed"].value),
            shown=got["forbidden"], unit="share delivered from a peer outside, firewall shut",
            against=f"{got['allowed'].value:.3g} with the rule",
        ),
    ),
    by_run(
        "1.2-con-7",
        "Out, in and out again makes the node authenticate once more, which hurts where the user is "
        "asked. Run with XAUTH.",
        {
            "ours": ask(
                partial(moves.of_move, key="prompts", move=1), scene("1.2", "return-inside", "xauth=on")
            ),
            "theirs": ask(
                partial(moves.of_move, key="prompts", move=1), scene("1.1", "return-inside", "xauth=on")
            ),
            "gap": ask(
                partial(moves.gap_ms, flow=UP, move=1), scene("1.2", "return-inside", "xauth=on")
            ),
            "their gap": ask(
                partial(moves.gap_ms, flow=UP, move=1), scene("1.1", "return-inside", "xauth=on")
            ),
        },
        lambda got: judged(
            got["ours"].value > got["theirs"].value,
            got["gap"].value > got["their gap"].value,
            shown=got["ours"], unit="prompts when going out again",
            against=f"{got['theirs'].value:g} under option 1.1; silence "
            f"{got['gap'].value:.0f} against {got['their gap'].value:.0f} ms",
        ),
    ),
    by_structure(
        "1.2-con-7a",
        "Nothing in IPsec forbids going on with an SA that has rested for a while. Shown by option 1.1.",
        {"rested": ask(partial(structure.same_association, since_s=190), minutes_inside("1.1"))},
        lambda got: judged(
            got["rested"].value > 60,  # noqa: PLR2004 a minute is what "a period" is taken to be
            shown=got["rested"], unit="s of rest between two packets of one SA",
            against="60 s at least; its lifetime is 28,800 s",
        ),
    ),
    by_run(
        "1.2-con-7b",
        "So there is no reason in IPsec not to take up old SAs after a few minutes inside.",
        {
            "ours": ask(
                partial(moves.ike_messages_between, since_s=190, until_s=230), minutes_inside("1.2")
            ),
            "theirs": ask(
                partial(moves.ike_messages_between, since_s=190, until_s=230), minutes_inside("1.1")
            ),
            "flows": ask(
                partial(data.delivery, flow=DOWN, since_s=195), minutes_inside("1.1")
            ),
        },
        lambda got: judged(
            got["theirs"].value == 0 and through(got["flows"].value)
            and got["ours"].value >= _MAIN_AND_QUICK,
            shown=got["ours"], unit="IKE messages after three minutes inside",
            against=f"{got['theirs'].value:g} under option 1.1, whose old SA delivers {got['flows'].value:.0%}",
        ),
    ),
    by_run(
        "1.2-con-8",
        "What is not unicast needs an odd use of the D bit in the registration. Run: one broadcast of "
        "the home network, with the D bit of a node that has an address of its own, and without it.",
        {
            "set": ask(data.broadcasts_heard, one_broadcast("1.2")),
            "clear": ask(data.broadcasts_heard, one_broadcast("1.2", "registration_d_bit=off")),
            "theirs": ask(data.broadcasts_heard, one_broadcast("1.1")),
            "named": ask(structure.care_of_in_vpn, one_broadcast("1.2")),
        },
        lambda got: judged(
            got["set"].value == 0 and got["clear"].value > 0 and got["theirs"].value > 0,
            shown=got["set"], unit="broadcasts heard with D set",
            against=f"{got['clear'].value:g} with D clear, as if {got['named'].words} were a foreign "
            f"agent; {got['theirs'].value:g} under option 1.1 with D set",
        ),
    ),
    by_run(
        "1.2-con-9",
        "Dynamic home addresses are complicated: the SA is made for an address that only the "
        "registration gives, so that IKE must negotiate twice.",
        {
            f"{option} {kind}": ask(
                measure, outside_only(option, f"home_address={kind}")
            )
            for option in ("1.1", "1.2")
            for kind, measure in (
                ("static", partial(moves.ike_messages_between, since_s=0, until_s=9)),
                ("dynamic", partial(moves.ike_messages_between, since_s=0, until_s=9)),
            )
        }
        | {
            f"first {kind}": ask(
                partial(data.first_ms, flow=UP), outside_only("1.2", f"home_address={kind}")
            )
            for kind in ("static", "dynamic")
        },
        lambda got: judged(
            got["1.2 dynamic"].value > got["1.2 static"].value
            and got["1.1 dynamic"].value == got["1.1 static"].value,
            shown=got["1.2 dynamic"], unit="IKE messages with a dynamic home address",
            against=f"{got['1.2 static'].value:g} with a static one; under option 1.1 "
            f"{got['1.1 dynamic'].value:g} and {got['1.1 static'].value:g}; first data "
            f"{got['first dynamic'].value - got['first static'].value:.0f} ms later",
        ),
    ),
    by_structure(
        "1.2-sec-X1",
        "The concerns of section 2.2.3 hold here, too: the same parties share the same kinds of key.",
        {
            "ours": ask(structure.trust, _OUT),
            "theirs": ask(structure.trust, scene("1.1", "leave-colocated")),
        },
        lambda got: judged(
            members(got["theirs"]) <= members(got["ours"]),
            shown=got["ours"], unit="edges of trust of the node",
            against=f"{got['theirs'].value:g} under option 1.1: {got['theirs'].words}",
        ),
    ),
)
