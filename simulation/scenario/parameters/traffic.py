"""Parameters: what is measured."""

from dataclasses import replace

from simulation.scenario.families import GATEWAY
from simulation.scenario.parameter import Parameter, choice, flag, integer, limited, number

_TRAFFIC = choice(
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
)


def _of(parameter: Parameter, *kinds: str) -> Parameter:
    """Return *parameter* as one that is about one of these kinds of traffic alone."""
    fitting = tuple(each for each in _TRAFFIC.choices if not set(kinds).isdisjoint(each.split("+")))
    return limited(parameter, needs=({"traffic": fitting},))


PARAMETERS: tuple[Parameter, ...] = (
    integer("payload_octets", 160, "payload of the measured flow", 18, 9000, "octets"),
    _of(
        integer("packets_per_second", 20, "pace of the measured flow, each way", 0, 200, "1/s"),
        "flow",
    ),
    _of(
        choice(
            "flow_direction",
            "both",
            "which ends of the measured flow send; up is what the first one sends",
            "both",
            "up",
            "down",
        ),
        "flow",
    ),
    _of(
        flag("dont_fragment", False, "the measured flow and ping set DF; TCP always does"),
        "flow",
        "ping",
    ),
    _of(integer("dscp", 0, "DSCP of the measured flow", 0, 63), "flow"),
    _of(flag("ecn", False, "the measured flow is ECN-capable: ECT(0)"), "flow"),
    _TRAFFIC,
    _of(
        integer("tcp_octets", 1_000_000, "length of a TCP transfer", 18, 100_000_000, "octets"),
        "tcp",
    ),
    _of(
        choice(
            "tcp_direction", "down", "who sends: the correspondent or the mobile node", "down", "up"
        ),
        "tcp",
    ),
    _of(
        integer(
            "tcp_rate_kbps",
            256,
            "pace of a TCP transfer's application; 0 is no limit",
            0,
            100_000,
            "kb/s",
        ),
        "tcp",
    ),
    _of(
        number(
            "tcp_start_s",
            2.0,
            "when a TCP transfer begins, after its node was switched on",
            0,
            3600,
            "s",
        ),
        "tcp",
    ),
    _of(
        integer(
            "tcp_segment_octets",
            1200,
            "longest TCP segment; 1460 fills the MTU and has the path's own to be found out",
            64,
            1460,
            "octets",
        ),
        "tcp",
    ),
    _of(integer("tcp_window_octets", 65535, "receive window of TCP", 1024, 65535, "octets"), "tcp"),
    _of(
        number(
            "tcp_user_timeout_s",
            100.0,
            "silence after which TCP gives up a connection (R2)",
            1,
            3600,
            "s",
        ),
        "tcp",
    ),
    _of(
        choice(
            "plpmtud",
            "off",
            "when TCP probes the path by segments of various lengths (RFC 4821)",
            "off",
            "after-black-hole",
            "always",
        ),
        "tcp",
    ),
    replace(
        _of(
            integer(
                "mss_clamp_octets",
                0,
                "longest TCP segment that gateways and home agents let a SYN announce; 0: any",
                0,
                1460,
                "octets",
            ),
            "tcp",
        ),
        options=GATEWAY,
    ),
    _of(integer("ping_octets", 56, "data of an echo request", 8, 9000, "octets"), "ping"),
)
