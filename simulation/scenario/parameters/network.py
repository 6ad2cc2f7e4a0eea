"""Parameters: firewalls, NAT, DHCP, ARP and fragments."""

from simulation.scenario.families import EXTERNAL_AGENT, GATEWAY
from simulation.scenario.parameter import Parameter, choice, flag, integer, limited, number

PARAMETERS: tuple[Parameter, ...] = (
    limited(
        flag(
            "inside_reaches_x_ha",
            False,
            "the inner firewall lets registrations out to the external home agent",
        ),
        *EXTERNAL_AGENT,
        *("2", "4"),
    ),
    choice(
        "inside_reaches_gateway",
        "auto",
        "the inner firewall lets IKE out to the gateway's public address",
        "auto",
        "on",
        "off",
    ),
    flag(
        "ingress_filter",
        False,
        "the outer firewall drops outside packets that bear the site's own sources",
    ),
    flag("content_filter", False, "the inner firewall refuses IP-in-IP and Mobile IP over UDP"),
    flag("stateful_inspection", False, "the inner firewall follows TCP, in tunnels, too"),
    integer(
        "firewall_timeout_s",
        120,
        "silence after which firewalls forget a conversation, TCP aside",
        1,
        86_400,
        "s",
    ),
    limited(
        integer(
            "firewall_tcp_timeout_s",
            3600,
            "silence after which firewalls and stateful inspection forget a TCP connection",
            1,
            604_800,
            "s",
        ),
        needs=({"stateful_inspection": (True,)},),
    ),
    flag(
        "deny_mobile_to_mobile",
        False,
        "policy of the internal home agent: nothing between mobile nodes",
    ),
    limited(
        choice(
            "tunnel_dscp",
            "uniform",
            "DSCP of tunnels: that of the inner packet, or 0, the tunnel's own (RFC 2983)",
            "uniform",
            "pipe",
        ),
        *GATEWAY,
    ),
    limited(
        choice(
            "tunnel_ecn",
            "normal",
            "ECN of tunnels: RFC 6040's two modes, or RFC 2003's, which loses marks",
            "normal",
            "compatibility",
            "legacy",
        ),
        *GATEWAY,
        needs=({"ecn": (True,)},),
    ),
    flag("bleaches_dscp", False, "the Internet sets the DSCP of what it forwards to 0"),
    choice(
        "hotel_network",
        "own",
        "the hotel's private prefix: its own, or one that the site has: home network, servers",
        "own",
        "home",
        "servers",
    ),
    limited(
        choice(
            "local_network",
            "first",
            "how nodes outside reach addresses of the link's own prefix: by the link, or tunnelled",
            "first",
            "tunnelled",
        ),
        *GATEWAY,
        needs=({"hotel_network": ("home", "servers")},),
    ),
    choice(
        "icmp_quotes",
        "rfc1812",
        "what ICMP errors quote: as much as 576 octets have room for, or 8 octets (RFC 792)",
        "rfc1812",
        "rfc792",
    ),
    choice(
        "icmp_filter",
        "none",
        "who neither sends ICMP errors nor lets them through: the site's firewalls, the Internet "
        "with the hotel's NAT, or both and the site's router",
        "none",
        "firewalls",
        "internet",
        "everywhere",
    ),
    integer(
        "path_mtu_lifetime_s",
        600,
        "how long ends of tunnels believe a path MTU that an ICMP error told",
        1,
        86_400,
        "s",
    ),
    integer(
        "least_path_mtu_octets",
        68,
        "no ICMP error makes ends of tunnels believe in a smaller path MTU",
        68,
        1500,
        "octets",
    ),
    integer("nat_timeout_s", 300, "how long the access NAT keeps an idle mapping", 5, 7200, "s"),
    integer("dhcp_lease_s", 3600, "for how long DHCP servers give addresses", 4, 604_800, "s"),
    choice(
        "dhcp_renewal",
        "granted",
        "what a client gets that wants to keep its address: time, a NAK and another, or silence",
        "granted",
        "refused",
        "ignored",
    ),
    number(
        "arp_lifetime_s",
        0.0,
        "how long hosts and routers believe what ARP told; 0: for ever",
        0,
        3600,
        "s",
    ),
    integer(
        "reassembly_octets",
        4 * 1024 * 1024,
        "octets of fragments that a node keeps while others of their datagrams are missing",
        576,
        64 * 1024 * 1024,
        "octets",
    ),
    integer(
        "reassembly_timeout_s", 60, "how long a node keeps fragments of a datagram", 1, 120, "s"
    ),
)
