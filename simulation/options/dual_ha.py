"""Option 1.1: two home agents, three layers (draft section 2.2)."""

from simulation.options.option import Change, Option
from simulation.world.remote_access import Plan, build

PLAN = Plan(external="dmz")

OPTION = Option(
    id="1.1",
    slug="dual-ha",
    title="Dual home agent",
    section="draft 2.2",
    summary=(
        "An external Mobile IP layer carries IPsec, and IPsec carries an internal Mobile IP layer: "
        "the SA lies between addresses that no move changes."
    ),
    plain=(
        "Two home agents instead of one. The outer one, at the company's edge, gives the laptop "
        "an address that no move outside changes, and the VPN is built on that address. So the "
        "VPN never notices a move: one registration with the outer home agent is all that it "
        "costs. The price is three tunnels around every packet, each inside the other."
    ),
    roles=("mn", "i-ha", "x-ha", "i-fa", "x-fa", "vpn-gw", "cn"),
    build=lambda world: build(world, PLAN),
    changes=(
        Change("mobile-node", "modified", "two Mobile IP layers around its VPN client"),
        Change("home-agent", "new", "a second, external home agent of the stock kind"),
    ),
    readings=(
        "Trusted networks are detected as RFC 5265 has it, with extension 149 unless tnc=off.",
        "The gateway assigns the tunnel inner address by mode-config, and the node reads it there.",
        "Both Mobile IP layers ask for reverse tunnelling.",
        "Nobody deletes an SA that has gone stale; it ends with its lifetime.",
    ),
)
