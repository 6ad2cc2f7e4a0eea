"""RFC 5266: Mobile IPv4 inside, MOBIKE outside."""

from simulation.options.option import Change, Option
from simulation.world.remote_access import Plan, build

PLAN = Plan(care_of="colocated", on_move="update", ike={"version": 2})

OPTION = Option(
    id="5266",
    slug="rfc5266",
    title="RFC 5266: Mobile IPv4 with MOBIKE",
    section="RFC 5266",
    summary=(
        "Best current practice of 2008, access mode mc: MOBIKE moves the SA outside, Mobile IP "
        "runs over the tunnel inner address, and both are tried at once on every new address."
    ),
    plain=(
        "The other answer of 2008: option 6 with detection of the inside. Outside, MOBIKE moves "
        "the VPN to each new address, and Mobile IP runs within the VPN. On every new network "
        "the laptop tries both, because it does not know yet whether it is inside."
    ),
    roles=("mn", "i-ha", "i-fa", "x-fa", "vpn-gw", "cn"),
    build=lambda world: build(world, PLAN),
    changes=(
        Change(
            "mobile-node", "modified", "MOBIKE in its VPN client, and trusted network detection"
        ),
        Change("vpn-gateway", "modified", "IKEv2 with MOBIKE"),
    ),
    readings=("A foreign agent outside is of no use: the node needs an address of its own.",),
)
