"""Option 7: foreign agents that route ESP (draft section 2.10, first approach)."""

from simulation.options.option import Change, Option
from simulation.world import site
from simulation.world.remote_access import Plan, build

PLAN = Plan(
    on_move="request",
    esp_routes=True,
    admitted_outside=(("the gateway", site.GATEWAY_PUBLIC),),
)

OPTION = Option(
    id="7",
    slug="fa-routes-esp",
    title="The foreign agent routes ESP",
    section="draft 2.10",
    summary=(
        "The node tells gateway and foreign agent which SPI is its own, so that the agent can "
        "deliver packets that it cannot read, and several nodes share the agent's address."
    ),
    plain=(
        "Several laptops share one address, that of the foreign agent that they visit. Each "
        "tells the agent and the gateway which SPI, the number at the head of every sealed "
        "packet, is its own. So the agent can deliver packets that it cannot read."
    ),
    roles=("mn", "i-ha", "i-fa", "x-fa", "vpn-gw", "cn"),
    build=lambda world: build(world, PLAN),
    changes=(
        Change("mobile-node", "modified", "borrows the agent's address and signals its SPI"),
        Change("foreign-agent", "modified", "delivers ESP by SPI and IKE by cookie"),
        Change("vpn-gateway", "modified", "moves an SA where an authentic request asks for it"),
        Change("IPsec", "modified", "signalling that tells third parties of an SPI"),
    ),
    readings=(
        "The signalling has Mobile IP's form (private types 200, 201) and a key of its own.",
        "The node uses the agent's address as its own in IKE, at port 500, so that no NAT is seen.",
        "With an own address the node sends the same request straight to the gateway.",
        "The agent hands ICMP errors on by the SPI that they quote; it has seen who sends by it.",
        "Two visitors with the same gateway and SPI: the second is refused with code 65.",
    ),
)
