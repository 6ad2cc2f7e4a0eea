"""Parameters: what single options leave open."""

from simulation.scenario.parameter import Parameter, choice, flag, integer, limited

PARAMETERS: tuple[Parameter, ...] = (
    flag(
        "spi_collision",
        False,
        "the first SPI that any mobile node draws is the same (option 7: agents tell by SPI)",
    ),
    limited(
        integer(
            "private_interfaces", 1, "option 1.2: the gateway's interfaces to the inside", 1, 2
        ),
        "1.2",
    ),
    limited(
        choice(
            "private_address",
            "first",
            "option 1.2: which of several private addresses nodes name as their care-of address",
            "first",
            "second",
            "failover",
        ),
        "1.2",
        needs=({"private_interfaces": (2,)}, {"gateways": (2,)}),
    ),
    limited(
        flag(
            "gateway_on_home_link",
            False,
            "option 2: the gateway stands on the home link, too, and answers ARP for its clients",
        ),
        "2",
    ),
    limited(
        choice(
            "uplink",
            "direct",
            "how option 1.3 sends to the gateway: untunnelled, or through the home agent",
            "direct",
            "tunnelled",
        ),
        "1.3",
    ),
    limited(
        choice(
            "host_route_firewall",
            "esp",
            "what the firewalls of option 5 let in from mobile nodes outside",
            "esp",
            "deny",
        ),
        "5",
    ),
    limited(
        flag(
            "overlapping_home",
            False,
            "option 5: all nodes claim one home address, as nodes of different sites may",
        ),
        "5",
    ),
    limited(
        flag(
            "agents_share_credentials",
            True,
            "foreign and home agent of option 4 hold a key for IKE",
        ),
        "4",
    ),
    limited(
        flag(
            "hairpin", True, "a gateway that routes by its SAs sends from client to client itself"
        ),
        "1.2",
    ),
    limited(
        flag(
            "proxy_guard", True, "the MIP proxy passes on from nodes only what is for the gateway"
        ),
        "2",
    ),
    limited(
        flag(
            "announce_move", True, "option 3: an empty ESP packet shows the gateway a new address"
        ),
        "3",
    ),
)
