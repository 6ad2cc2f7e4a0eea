"""Parameters: IKE, ESP and the gateways."""

from simulation.scenario.parameter import Parameter, choice, flag, integer, number

PARAMETERS: tuple[Parameter, ...] = (
    choice("suite", "aes-cbc-sha1", "algorithms of ESP", "3des-sha1", "aes-cbc-sha1", "aes-gcm"),
    flag("xauth", False, "the gateway asks the user for a password (XAUTH)"),
    number("user_seconds", 8.0, "time that a user takes to answer a prompt", 0, 600, "s"),
    number(
        "dpd_s",
        0.0,
        "silence after which a VPN client asks whether the gateway lives; 0: never",
        0,
        3600,
        "s",
    ),
    integer(
        "ike_lifetime_s",
        86_400,
        "lifetime of IKE's own associations; a tenth before its end they are replaced",
        10,
        1_000_000,
        "s",
    ),
    integer(
        "esp_lifetime_s",
        28_800,
        "lifetime of ESP's associations; a tenth before its end they are replaced",
        10,
        1_000_000,
        "s",
    ),
    choice(
        "rekeyed_by",
        "client",
        "which end of IKE replaces associations whose lifetime runs out",
        "client",
        "gateway",
        "both",
    ),
    flag(
        "initial_contact",
        True,
        "a node that starts anew sends INITIAL-CONTACT, and the gateway honours it",
    ),
    flag("honour_delete", True, "the gateway deletes SAs when IKE's DELETE asks for it"),
    flag(
        "strict_triple",
        False,
        "an SA is found only with the destination that it was made for (RFC 2401)",
    ),
    choice(
        "return_routability",
        "before",
        "when MOBIKE's responder asks a new address for a cookie",
        "off",
        "before",
        "after",
    ),
    choice(
        "follow_nat",
        "ike-and-esp",
        "what goes after a VPN peer to where a NAT has it now, where MOBIKE does not tell",
        "ike-and-esp",
        "ike",
        "nothing",
    ),
    flag(
        "no_nats_allowed",
        False,
        "MOBIKE's initiator declares its addresses and refuses translation",
    ),
    integer("gateways", 1, "VPN gateways of options 1.2 and 2, side by side", 1, 2),
    choice(
        "sa_gateway",
        "first",
        "with which of two gateways nodes negotiate; alternate: every other node with the second",
        "first",
        "second",
        "alternate",
    ),
    flag("gateway_nat", False, "the gateway translates inner addresses to its private one"),
)
