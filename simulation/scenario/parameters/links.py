"""Parameters of one link, under ``link.NAME.``; defaults are those of the reference world."""

from simulation.scenario.parameter import Parameter, integer, number

PARAMETERS: tuple[Parameter, ...] = (
    number("delay_ms", 0.0, "propagation delay, one way", 0, 10_000, "ms"),
    number("rate_kbps", 0.0, "rate", 8, 10_000_000, "kb/s"),
    number("loss", 0.0, "share of frames that are lost", 0, 1),
    integer("mtu", 1500, "longest IP packet", 68, 9000, "octets"),
    integer("queue", 64, "frames that a station may have waiting", 1, 10_000, "frames"),
    integer(
        "mark_from",
        0,
        "frames waiting from which on ECN-capable packets are marked and others dropped; 0: none",
        0,
        10_000,
        "frames",
    ),
    number("jitter_ms", 0.0, "random extra delay, at most", 0, 1000, "ms"),
)
