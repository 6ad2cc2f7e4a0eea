"""Option 0: plain Mobile IPv4 with a stock IPsec client, nothing solved (RFC 4093 section 2.1)."""

from simulation.options.option import Option
from simulation.world.remote_access import Plan, build

PLAN = Plan(trusted=False)

OPTION = Option(
    id="0",
    slug="baseline",
    title="Baseline: Mobile IPv4 inside a stock IPsec VPN",
    section="RFC 4093 section 2.1",
    summary=(
        "The home agent stands inside, Mobile IP runs over the tunnel inner address, and every "
        "move outside begins IKE anew. Where only a foreign agent offers an address, nothing works."
    ),
    plain=(
        "The laptop keeps one address for its conversations and carries it through the "
        "company's VPN. A stock VPN is bound to the address from which it was set up, so after "
        "every move outside it is negotiated anew, and data wait until that is done. Where a "
        "network has no address to give, only a foreign agent, the VPN cannot be set up at all."
    ),
    roles=("mn", "i-ha", "i-fa", "x-fa", "vpn-gw", "cn"),
    build=lambda world: build(world, PLAN),
    readings=(
        "One group key stands for all addresses, because main mode finds keys by address.",
        "After each new SA the node registers its inner address again, though it is the same.",
    ),
)
