"""Option 1.2: the gateway ends the internal tunnel (draft section 2.3)."""

from simulation.options.option import Change, Option
from simulation.world.remote_access import Plan, build

PLAN = Plan(
    external="dmz",
    home_inner=True,
    inner_layer="registration",
    gateway_decapsulates=True,
    delete_inside=True,
)

OPTION = Option(
    id="1.2",
    slug="optimized-dual-ha",
    title="Optimized dual home agent",
    section="draft 2.3",
    summary=(
        "The SA carries the home address itself, and the internal home agent tunnels to the "
        "gateway, which strips the tunnel and seals what an SA is there for."
    ),
    plain=(
        "Option 1.1 without the innermost tunnel on the air. Inside the company, the inner home "
        "agent sends the laptop's packets to the VPN gateway, which takes that tunnel off and "
        "seals what was in it. Every packet is shorter for it, but the gateway must learn to "
        "end the tunnels of home agents."
    ),
    roles=("mn", "i-ha", "x-ha", "i-fa", "x-fa", "vpn-gw", "cn"),
    build=lambda world: build(world, PLAN),
    changes=(
        Change(
            "mobile-node", "modified", "two registrations and a broad interface to its VPN client"
        ),
        Change(
            "vpn-gateway",
            "modified",
            "ends tunnels of home agents and routes by the existence of an SA",
        ),
        Change("home-agent", "new", "a second, external home agent of the stock kind"),
    ),
    readings=(
        "The inner registration sets D though the gateway ends the tunnel.",
        "The gateway ends IP-in-IP alone, and the inner registration asks for that.",
        "Through the VPN the node asks from its home address, and so the reply goes there.",
        "A first request that is denied gets no answer: without a binding that ends at the home.",
        "The gateway's private address is configured at the node.",
        "A node without a home address asks for one by the gateway, in an SA for any address.",
        "An SA for the address that it is given follows.",
        "Where two SAs fit, the newest seals.",
        "The node deletes its SAs once the home agent has answered in clear.",
        "A node that starts inside clears older SAs by a short IKE exchange from its home address.",
    ),
)
