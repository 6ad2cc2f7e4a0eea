"""RFC 5265: what the dual home agent became."""

from simulation.options.option import Change, Option
from simulation.world.remote_access import Plan, build

PLAN = Plan(external="operator")

OPTION = Option(
    id="5265",
    slug="rfc5265",
    title="RFC 5265: Mobile IPv4 across IPsec VPN gateways",
    section="RFC 5265",
    summary=(
        "The dual home agent as it was standardized in 2008: access modes c and f inside, cvc and "
        "fvc outside, and an extension by which the internal home agent proves the inside."
    ),
    plain=(
        "What the working group made of option 1.1 in 2008. Two home agents and three tunnels "
        "as before, and a way for the laptop to be sure that it is inside: the inner home agent "
        "proves it in its answer to a registration."
    ),
    roles=("mn", "i-ha", "x-ha", "i-fa", "x-fa", "vpn-gw", "cn"),
    build=lambda world: build(world, PLAN),
    changes=(
        Change("mobile-node", "modified", "two Mobile IP layers and trusted network detection"),
        Change("home-agent", "new", "an external home agent of the stock kind"),
    ),
    readings=(
        "The external home agent stands with an operator, so that IKE need not wait (T_DETECT 0).",
        "The internal home agent is asked three times once the external one has answered.",
    ),
)
