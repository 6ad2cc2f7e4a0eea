"""Parameters: how nodes and agents register, tunnel and find out where they are."""

from simulation.scenario.families import (
    EXTERNAL_AGENT,
    GATEWAY,
    INTERNAL_AGENT,
    NO_EXTERNAL_AGENT,
)
from simulation.scenario.parameter import Parameter, choice, flag, integer, limited, number

PARAMETERS: tuple[Parameter, ...] = (
    limited(
        choice("encapsulation", "ip-ip", "how Mobile IP tunnels", "ip-ip", "minimal", "gre"),
        *GATEWAY,
    ),
    limited(
        flag(
            "reverse_tunnel", True, "nodes send their own packets through the tunnels, too (T bit)"
        ),
        *GATEWAY,
    ),
    limited(
        flag("nat_traversal", True, "Mobile IP and IPsec cross NATs over UDP (RFC 3519, RFC 3947)"),
        *GATEWAY,
    ),
    limited(
        choice(
            "home_address",
            "static",
            "whether nodes know their home address or ask for one",
            "static",
            "dynamic",
        ),
        *("0", "1.1", "1.2", "1.3", "3", "6", "7", "5265", "5266"),
    ),
    limited(
        flag("broadcasts", False, "nodes ask for the broadcasts of their home network (B bit)"),
        *GATEWAY,
    ),
    limited(
        flag(
            "registration_d_bit",
            True,
            "option 1.2: requests through the VPN set D, though the gateway ends the tunnel",
        ),
        "1.2",
    ),
    limited(
        flag("i_ha_nat_traversal", True, "the internal home agent knows RFC 3519"), *INTERNAL_AGENT
    ),
    limited(
        choice(
            "care_of",
            "auto",
            "whose care-of address a node uses",
            "auto",
            "colocated",
            "foreign-agent",
        ),
        *GATEWAY,
    ),
    limited(
        choice("x_ha", "auto", "where the external home agent stands", "auto", "dmz", "operator"),
        *EXTERNAL_AGENT,
    ),
    limited(
        choice(
            "tnc",
            "auto",
            "replies of the internal home agent prove the inside (extension 149)",
            "auto",
            "on",
            "off",
        ),
        *GATEWAY,
    ),
    number("agent_advertisement_s", 1.0, "period of agent advertisements", 0.1, 1800, "s"),
    limited(
        integer(
            "registration_lifetime_outside_s",
            60,
            "lifetime at the external home agent",
            3,
            65534,
            "s",
        ),
        *EXTERNAL_AGENT,
        *("2", "4"),
    ),
    limited(
        integer(
            "registration_lifetime_inside_s",
            1800,
            "lifetime at the internal home agent",
            3,
            65534,
            "s",
        ),
        *GATEWAY,
    ),
    integer(
        "agent_lifetime_s",
        1800,
        "lifetime of registrations that foreign agents take at most, and advertise",
        3,
        65534,
        "s",
    ),
    number("t_detect_s", 0.0, "how long IKE waits for the inside to answer", 0, 60, "s"),
    limited(
        number(
            "t_monitor_s", 60.0, "how long a node trusts the inside without an answer", 2, 3600, "s"
        ),
        *GATEWAY,
    ),
    limited(
        flag(
            "vpn_at_once",
            True,
            "a node without an external home agent negotiates with the gateway while it still asks "
            "for the inside (RFC 5266 3.4.2)",
        ),
        *NO_EXTERNAL_AGENT,
    ),
    limited(
        number(
            "silence_s", 3.0, "silence of the internal home agent that means outside", 0.5, 60, "s"
        ),
        *NO_EXTERNAL_AGENT,
    ),
    integer("mip_keepalive_s", 110, "keepalive interval of MIP UDP tunnels", 10, 3600, "s"),
    flag(
        "mip_keepalive_adapts",
        False,
        "nodes halve that interval, to 10 s at least, each time that a NAT forgot a tunnel",
    ),
    limited(
        number("clock_offset_s", 0.0, "error of the mobile node's clock", -86400, 86400, "s"),
        *INTERNAL_AGENT,
    ),
)
