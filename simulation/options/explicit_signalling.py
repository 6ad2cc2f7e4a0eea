"""Option 6: the node tells the gateway its new address, by MOBIKE (draft section 2.9)."""

from simulation.options.option import Change, Option
from simulation.world.remote_access import Plan, build

PLAN = Plan(care_of="colocated", on_move="update", ike={"version": 2})

OPTION = Option(
    id="6",
    slug="explicit-signalling",
    title="Explicit signalling to update the IPsec endpoint",
    section="draft 2.9",
    summary=(
        "As in option 3 the SA moves, but only when an authenticated message asks for it: "
        "IKEv2's UPDATE_SA_ADDRESSES."
    ),
    plain=(
        "As in option 3 the VPN follows the laptop to its new address, but only when the laptop "
        "asks for it in an authenticated message. Three years after the draft this became a "
        "standard called MOBIKE."
    ),
    roles=("mn", "i-ha", "i-fa", "x-fa", "vpn-gw", "cn"),
    build=lambda world: build(world, PLAN),
    changes=(
        Change("mobile-node", "modified", "its VPN client signals each new address"),
        Change("vpn-gateway", "modified", "takes address updates for standing SAs"),
        Change("IPsec", "modified", "IKEv2 with MOBIKE in the place of IKEv1"),
    ),
    readings=(
        "The form of signalling is MOBIKE (RFC 4555), which came three years after the draft.",
        "The new address is taken from the IP header; return routability is a parameter.",
        "The gateway does not follow the outer source of ESP.",
    ),
)
