"""Option 1.3: Mobile IP signalling to the gateway, as route optimization (draft section 2.4)."""

from simulation.options.option import Change, Option
from simulation.world import site
from simulation.world.remote_access import Plan, build

PLAN = Plan(
    external="operator",
    binding_updates=True,
    direct_uplink=True,
    admitted_outside=(("the gateway", site.GATEWAY_PUBLIC),),
)

OPTION = Option(
    id="1.3",
    slug="mip-to-gateway",
    title="Mobile IP signalling to the VPN gateway",
    section="draft 2.4",
    summary=(
        "The gateway keeps a binding cache: it tunnels ESP for the external home address straight "
        "to the care-of address, past an external home agent that may be anybody's."
    ),
    plain=(
        "The laptop tells the VPN gateway itself where it is, in a Binding Update, a message "
        "that was meant for route optimization. The gateway then sends sealed packets straight "
        "to the laptop, past the outer home agent, which may therefore belong to somebody else "
        "and stand far away."
    ),
    roles=("mn", "i-ha", "x-ha", "i-fa", "x-fa", "vpn-gw", "cn"),
    build=lambda world: build(world, PLAN),
    changes=(
        Change("mobile-node", "modified", "sends Binding Updates to the gateway"),
        Change(
            "vpn-gateway",
            "modified",
            "binding cache, Binding Update handler, IP-in-IP, a key per node",
        ),
        Change("home-agent", "new", "an external home agent, which another party may run"),
        Change(
            "Mobile IP",
            "modified",
            "the route optimization draft, of which the updates alone are used",
        ),
    ),
    readings=(
        "The gateway is a correspondent of route optimization.",
        "The SA's outer address stays the external home address.",
        "Binding Updates are authenticated by extension 35 with a key of node and gateway.",
        "They begin once the external home agent has answered, before IKE: an old one may stand.",
        "The node sends to the gateway untunnelled, from its external home address.",
        "Behind a NAT the node withdraws its binding and falls back to the external home agent.",
    ),
)
