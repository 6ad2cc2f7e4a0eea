"""Option 3: the gateway follows the outer source of authentic packets (draft section 2.6)."""

from simulation.options.option import Change, Option
from simulation.world.remote_access import Plan, build

PLAN = Plan(
    care_of="colocated",
    on_move="show",
    follow_outer_address=True,
    ike={"force_udp_encapsulation": True},
)

OPTION = Option(
    id="3",
    slug="outer-address-change",
    title="The gateway accepts outer address changes",
    section="draft 2.6",
    summary=(
        "One Mobile IP layer, inside the VPN. Whatever address the newest authentic packet of a "
        "node came from is where the gateway sends."
    ),
    plain=(
        "No outer home agent. The gateway notes where the newest authentic packet of the laptop "
        "came from and sends there from then on, so that a move needs no signalling of its own. "
        "Whoever can rewrite addresses on the way can lead the answers elsewhere for a while."
    ),
    roles=("mn", "i-ha", "i-fa", "x-fa", "vpn-gw", "cn"),
    build=lambda world: build(world, PLAN),
    changes=(
        Change("mobile-node", "modified", "its VPN client goes on from a new address"),
        Change(
            "vpn-gateway",
            "modified",
            "moves an SA's outer address to that of the newest authentic packet",
        ),
        Change("IPsec", "modified", "an SA is no longer bound to its outer destination address"),
    ),
    readings=(
        "Only an authentic packet with the highest sequence number so far moves the SA.",
        "ESP is in UDP from the start, for a NAT may come later; others add it behind one alone.",
        "After a move the node sends one empty ESP packet, whether or not it has data.",
        "An authentic message of IKE moves it, too; IKE and every SA of the same peer follow.",
    ),
)
