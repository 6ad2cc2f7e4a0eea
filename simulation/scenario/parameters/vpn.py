"""Parameters: IKE, ESP and the gateways."""

from simulation.scenario.families import GATEWAY, IKE, MOBIKE, XAUTH
from simulation.scenario.parameter import Parameter, choice, flag, integer, limited, number

PARAMETERS: tuple[Parameter, ...] = (
    limited(
        choice(
            "suite", "aes-cbc-sha1", "algorithms of ESP", "3des-sha1", "aes-cbc-sha1", "aes-gcm"
        ),
        *IKE,
    ),
    limited(flag("xauth", False, "the gateway asks the user for a password (XAUTH)"), *XAUTH),
    limited(
        number("user_seconds", 8.0, "time that a user takes to answer a prompt", 0, 600, "s"),
        needs=({"xauth": (True,)},),
    ),
    limited(
        integer(
            "nat_keepalive_s",
            20,
            "silence after which a VPN client sends a NAT keepalive, where ESP is in UDP; 0: never",
            0,
            3600,
            "s",
        ),
        *IKE,
    ),
    limited(
        number(
            "dpd_s",
            0.0,
            "silence after which a VPN client asks whether the gateway lives; 0: never",
            0,
            3600,
            "s",
        ),
        *IKE,
    ),
    limited(
        integer(
            "replay_window",
            64,
            "sequence numbers of ESP that a receiver remembers; what is older is refused",
            32,
            4096,
        ),
        *IKE,
    ),
    limited(
        number(
            "ike_retry_s",
            1.0,
            "how long IKE waits before it repeats a message, twice as long each time",
            0.1,
            60,
            "s",
        ),
        *IKE,
    ),
    limited(
        integer("ike_tries", 6, "how often IKE sends a message before it gives up", 1, 12), *IKE
    ),
    limited(
        integer(
            "ike_lifetime_s",
            86_400,
            "lifetime of IKE's own associations; a tenth before its end they are replaced",
            10,
            1_000_000,
            "s",
        ),
        *IKE,
    ),
    limited(
        integer(
            "esp_lifetime_s",
            28_800,
            "lifetime of ESP's associations; a tenth before its end they are replaced",
            10,
            1_000_000,
            "s",
        ),
        *IKE,
    ),
    limited(
        choice(
            "rekeyed_by",
            "client",
            "which end of IKE replaces associations whose lifetime runs out",
            "client",
            "gateway",
            "both",
        ),
        *IKE,
    ),
    limited(
        flag(
            "initial_contact",
            True,
            "a node that starts anew sends INITIAL-CONTACT, and the gateway honours it",
        ),
        *IKE,
    ),
    limited(
        flag("honour_delete", True, "the gateway deletes SAs when IKE's DELETE asks for it"), *IKE
    ),
    limited(
        choice(
            "ipsec_icmp_errors",
            "believed",
            "what IPsec does with ICMP errors about its packets, which nobody authenticates",
            "believed",
            "ignored",
        ),
        *IKE,
    ),
    flag(
        "strict_triple",
        False,
        "an SA is found only with the destination that it was made for (RFC 2401)",
    ),
    limited(
        choice(
            "return_routability",
            "before",
            "when MOBIKE's responder asks a new address for a cookie",
            "off",
            "before",
            "after",
        ),
        *MOBIKE,
    ),
    choice(
        "follow_nat",
        "ike-and-esp",
        "what goes after a VPN peer to where a NAT has it now, where MOBIKE does not tell",
        "ike-and-esp",
        "ike",
        "nothing",
    ),
    limited(
        flag(
            "no_nats_allowed",
            False,
            "MOBIKE's initiator declares its addresses and refuses translation",
        ),
        *MOBIKE,
    ),
    limited(
        integer("gateways", 1, "VPN gateways of options 1.2 and 2, side by side", 1, 2),
        *("1.2", "2"),
    ),
    limited(
        choice(
            "sa_gateway",
            "first",
            "with which of two gateways nodes negotiate; alternate: every other one the second",
            "first",
            "second",
            "alternate",
        ),
        *("1.2", "2"),
        needs=({"gateways": (2,)},),
    ),
    limited(
        flag("gateway_nat", False, "the gateway translates inner addresses to its private one"),
        *GATEWAY,
    ),
)
