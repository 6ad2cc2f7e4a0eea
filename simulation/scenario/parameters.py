"""The scenario's parameters: their keys, kinds, defaults, ranges and meanings, in one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulation.scenario import reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One knob of a scenario; *unit* is part of the key where it has one."""

    key: str
    kind: str
    """``choice``, ``integer``, ``number`` or ``boolean``."""
    default: Any
    meaning: str
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""

    @property
    def accepted(self) -> str:
        """What a value may be, in words."""
        if self.kind == "choice":
            return " | ".join(self.choices)
        if self.kind == "boolean":
            return "true | false"
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.kind} from {self.minimum:g} to {self.maximum:g}{unit}"

    def read(self, value: Any, where: str = "") -> Any:
        """Return *value* (JSON, or text from a command line) as this parameter's kind."""
        where = where or self.key
        if self.kind == "choice":
            if value in self.choices:
                return value
        elif self.kind == "boolean":
            flags = {
                True: True,
                False: False,
                "true": True,
                "false": False,
                "on": True,
                "off": False,
            }
            if isinstance(value, bool | str) and value in flags:
                return flags[value]
        else:
            number = self._number(value)
            if number is not None:
                return number
        raise reading.refuse(value, where, self.accepted)

    def _number(self, value: Any) -> int | float | None:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return None
        try:
            number = float(value)
        except (ValueError, OverflowError):
            return None
        assert self.minimum is not None
        assert self.maximum is not None
        if not self.minimum <= number <= self.maximum:
            return None
        if self.kind == "integer":
            return int(number) if number == int(number) else None
        return number + 0.0  # no -0.0: it equals 0.0 and is spelled otherwise


def _choice(key: str, default: str, meaning: str, *choices: str) -> Parameter:
    return Parameter(key=key, kind="choice", default=default, meaning=meaning, choices=choices)


def _flag(key: str, default: bool, meaning: str) -> Parameter:  # noqa: FBT001 a table row
    return Parameter(key=key, kind="boolean", default=default, meaning=meaning)


def _integer(
    key: str, default: int, meaning: str, minimum: int, maximum: int, unit: str = ""
) -> Parameter:
    return Parameter(
        key=key,
        kind="integer",
        default=default,
        meaning=meaning,
        minimum=minimum,
        maximum=maximum,
        unit=unit,
    )


def _number(
    key: str, default: float, meaning: str, minimum: float, maximum: float, unit: str = ""
) -> Parameter:
    return Parameter(
        key=key,
        kind="number",
        default=default,
        meaning=meaning,
        minimum=minimum,
        maximum=maximum,
        unit=unit,
    )


PARAMETERS: tuple[Parameter, ...] = (
    _choice("suite", "aes-cbc-sha1", "algorithms of ESP", "3des-sha1", "aes-cbc-sha1", "aes-gcm"),
    _choice("encapsulation", "ip-ip", "how Mobile IP tunnels", "ip-ip", "minimal", "gre"),
    _flag("reverse_tunnel", True, "nodes send their own packets through the tunnels, too (T bit)"),
    _flag("nat_traversal", True, "Mobile IP and IPsec cross NATs over UDP (RFC 3519, RFC 3947)"),
    _choice(
        "home_address",
        "static",
        "whether nodes know their home address or ask for one (options 2, 4, 5 and wg: they know)",
        "static",
        "dynamic",
    ),
    _flag(
        "spi_collision",
        False,
        "the first SPI that any mobile node draws is the same (option 7: agents tell by SPI)",
    ),
    _flag("broadcasts", False, "nodes ask for the broadcasts of their home network (B bit)"),
    _flag(
        "registration_d_bit",
        True,
        "option 1.2: requests through the VPN set D, though the gateway ends the tunnel",
    ),
    _flag("i_ha_nat_traversal", True, "the internal home agent knows RFC 3519"),
    _choice(
        "care_of", "auto", "whose care-of address a node uses", "auto", "colocated", "foreign-agent"
    ),
    _choice("x_ha", "auto", "where the external home agent stands", "auto", "dmz", "operator"),
    _choice(
        "tnc",
        "auto",
        "replies of the internal home agent prove the inside (extension 149)",
        "auto",
        "on",
        "off",
    ),
    _flag("xauth", False, "the gateway asks the user for a password (XAUTH)"),
    _number(
        "dpd_s",
        0.0,
        "silence after which a VPN client asks whether the gateway lives; 0: never",
        0,
        3600,
        "s",
    ),
    _number("user_seconds", 8.0, "time that a user takes to answer a prompt", 0, 600, "s"),
    _integer("payload_octets", 160, "payload of the measured flow", 18, 9000, "octets"),
    _integer("packets_per_second", 20, "pace of the measured flow, each way", 0, 200, "1/s"),
    _choice(
        "flow_direction",
        "both",
        "which ends of the measured flow send; up is what the first one sends",
        "both",
        "up",
        "down",
    ),
    _flag("dont_fragment", False, "the measured flow and ping set DF; TCP always does"),
    _choice(
        "traffic",
        "flow",
        "what runs between the ends of each flow: the measured flow, TCP, ping",
        "flow",
        "tcp",
        "ping",
        "flow+tcp",
        "flow+ping",
        "tcp+ping",
        "flow+tcp+ping",
    ),
    _integer("tcp_octets", 1_000_000, "length of a TCP transfer", 18, 100_000_000, "octets"),
    _choice(
        "tcp_direction", "down", "who sends: the correspondent or the mobile node", "down", "up"
    ),
    _integer(
        "tcp_rate_kbps",
        256,
        "pace of a TCP transfer's application; 0 is no limit",
        0,
        100_000,
        "kb/s",
    ),
    _number(
        "tcp_start_s",
        2.0,
        "when a TCP transfer begins, after its node was switched on",
        0,
        3600,
        "s",
    ),
    _integer(
        "tcp_segment_octets",
        1200,
        "longest TCP segment; 1460 fills the MTU and has the path's own to be found out",
        64,
        1460,
        "octets",
    ),
    _integer("tcp_window_octets", 65535, "receive window of TCP", 1024, 65535, "octets"),
    _number(
        "tcp_user_timeout_s",
        100.0,
        "silence after which TCP gives up a connection (R2)",
        1,
        3600,
        "s",
    ),
    _integer("ping_octets", 56, "data of an echo request", 8, 9000, "octets"),
    _number("agent_advertisement_s", 1.0, "period of agent advertisements", 0.1, 1800, "s"),
    _integer(
        "registration_lifetime_outside_s", 60, "lifetime at the external home agent", 3, 65534, "s"
    ),
    _integer(
        "registration_lifetime_inside_s", 1800, "lifetime at the internal home agent", 3, 65534, "s"
    ),
    _number("t_detect_s", 0.0, "how long IKE waits for the inside to answer", 0, 60, "s"),
    _number(
        "t_monitor_s", 60.0, "how long a node trusts the inside without an answer", 2, 3600, "s"
    ),
    _number(
        "silence_s", 3.0, "silence of the internal home agent that means outside", 0.5, 60, "s"
    ),
    _flag(
        "inside_reaches_x_ha",
        False,
        "the inner firewall lets registrations out to the external home agent",
    ),
    _choice(
        "inside_reaches_gateway",
        "auto",
        "the inner firewall lets IKE out to the gateway's public address",
        "auto",
        "on",
        "off",
    ),
    _flag(
        "ingress_filter",
        False,
        "the outer firewall drops outside packets that bear the site's own sources",
    ),
    _integer("gateways", 1, "VPN gateways of options 1.2 and 2, side by side", 1, 2),
    _choice(
        "sa_gateway",
        "first",
        "with which of two gateways nodes negotiate; alternate: every other node with the second",
        "first",
        "second",
        "alternate",
    ),
    _integer("private_interfaces", 1, "option 1.2: the gateway's interfaces to the inside", 1, 2),
    _choice(
        "private_address",
        "first",
        "option 1.2: which of several private addresses nodes name as their care-of address",
        "first",
        "second",
        "failover",
    ),
    _flag(
        "gateway_on_home_link",
        False,
        "option 2: the gateway stands on the home link, too, and answers ARP for its clients",
    ),
    _number(
        "arp_lifetime_s",
        0.0,
        "how long hosts and routers believe what ARP told; 0: for ever",
        0,
        3600,
        "s",
    ),
    _flag("gateway_nat", False, "the gateway translates inner addresses to its private one"),
    _flag("content_filter", False, "the inner firewall refuses IP-in-IP and Mobile IP over UDP"),
    _integer("nat_timeout_s", 300, "how long the access NAT keeps an idle mapping", 5, 7200, "s"),
    _integer("dhcp_lease_s", 3600, "for how long DHCP servers give addresses", 4, 604_800, "s"),
    _choice(
        "dhcp_renewal",
        "granted",
        "what a client gets that wants to keep its address: time, a NAK and another, or silence",
        "granted",
        "refused",
        "ignored",
    ),
    _integer(
        "reassembly_octets",
        4 * 1024 * 1024,
        "octets of fragments that a node keeps while others of their datagrams are missing",
        576,
        64 * 1024 * 1024,
        "octets",
    ),
    _integer(
        "reassembly_timeout_s", 60, "how long a node keeps fragments of a datagram", 1, 120, "s"
    ),
    _integer("mip_keepalive_s", 110, "keepalive interval of MIP UDP tunnels", 10, 3600, "s"),
    _choice(
        "uplink",
        "direct",
        "how option 1.3 sends to the gateway: untunnelled, or through the home agent",
        "direct",
        "tunnelled",
    ),
    _choice(
        "host_route_firewall",
        "esp",
        "what the firewalls of option 5 let in from mobile nodes outside",
        "esp",
        "deny",
    ),
    _flag(
        "overlapping_home",
        False,
        "option 5: all nodes claim one home address, as nodes of different sites may",
    ),
    _flag(
        "agents_share_credentials", True, "foreign and home agent of option 4 hold a key for IKE"
    ),
    _flag(
        "initial_contact",
        True,
        "a node that starts anew sends INITIAL-CONTACT, and the gateway honours it",
    ),
    _flag("honour_delete", True, "the gateway deletes SAs when IKE's DELETE asks for it"),
    _flag("hairpin", True, "a gateway that routes by its SAs sends from client to client itself"),
    _flag(
        "deny_mobile_to_mobile",
        False,
        "policy of the internal home agent: nothing between mobile nodes",
    ),
    _flag(
        "strict_triple",
        False,
        "an SA is found only with the destination that it was made for (RFC 2401)",
    ),
    _flag("proxy_guard", True, "the MIP proxy passes on from nodes only what is for the gateway"),
    _flag("announce_move", True, "option 3: an empty ESP packet shows the gateway a new address"),
    _choice(
        "return_routability",
        "before",
        "when MOBIKE's responder asks a new address for a cookie",
        "off",
        "before",
        "after",
    ),
    _choice(
        "follow_nat",
        "ike-and-esp",
        "what goes after a VPN peer to where a NAT has it now, where MOBIKE does not tell",
        "ike-and-esp",
        "ike",
        "nothing",
    ),
    _integer(
        "ike_lifetime_s",
        86_400,
        "lifetime of IKE's own associations; a tenth before its end they are replaced",
        10,
        1_000_000,
        "s",
    ),
    _integer(
        "esp_lifetime_s",
        28_800,
        "lifetime of ESP's associations; a tenth before its end they are replaced",
        10,
        1_000_000,
        "s",
    ),
    _choice(
        "rekeyed_by",
        "client",
        "which end of IKE replaces associations whose lifetime runs out",
        "client",
        "gateway",
        "both",
    ),
    _flag(
        "no_nats_allowed",
        False,
        "MOBIKE's initiator declares its addresses and refuses translation",
    ),
    _flag("stateful_inspection", False, "the inner firewall follows TCP, in tunnels, too"),
    _choice(
        "attack_target",
        "auto",
        "what the attacker rewrites: registrations, IKE, ESP, address updates",
        "auto",
        "mip",
        "ike",
        "esp",
        "mobike",
    ),
    _choice(
        "redirect_to",
        "attacker",
        "whom rewritten packets name as their source",
        "attacker",
        "victim",
    ),
    _integer(
        "attack_packets", 0, "packets that the attacker rewrites at most; 0 is no limit", 0, 100_000
    ),
    _integer("forgeries", 20, "forged packets of each kind", 1, 1000),
    _flag("weak_mip_secret", False, "Mobile IP secrets are words that people chose"),
    _integer("guesses_per_second", 200_000, "keys that the attacker tries", 1, 10**12, "1/s"),
    _number("clock_offset_s", 0.0, "error of the mobile node's clock", -86400, 86400, "s"),
)
"""Every parameter that is not of one link."""

LINK_PARAMETERS: tuple[Parameter, ...] = (
    _number("delay_ms", 0.0, "propagation delay, one way", 0, 10_000, "ms"),
    _number("rate_kbps", 0.0, "rate", 8, 10_000_000, "kb/s"),
    _number("loss", 0.0, "share of frames that are lost", 0, 1),
    _integer("mtu", 1500, "longest IP packet", 68, 9000, "octets"),
    _integer("queue", 64, "frames that a station may have waiting", 1, 10_000, "frames"),
    _number("jitter_ms", 0.0, "random extra delay, at most", 0, 1000, "ms"),
)
"""Parameters of one link, under ``link.NAME.``; defaults are those of the reference world."""

BY_KEY: Mapping[str, Parameter] = {each.key: each for each in PARAMETERS}
LINK_BY_KEY: Mapping[str, Parameter] = {each.key: each for each in LINK_PARAMETERS}
