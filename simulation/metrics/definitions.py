"""Names, units and definitions of every metric, in one place."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from simulation.metrics.gaps import PARTS


@dataclass(frozen=True, slots=True)
class Definition:
    """One metric: the group that it stands in, its key, title, unit and what it means."""

    group: str
    key: str
    title: str
    unit: str
    text: str


GROUPS: dict[str, str] = {
    "overhead": "Overhead per segment and direction",
    "flows": "Delivery, delay and jitter",
    "handovers": "Each move",
    "gaps": "What each gap is made of",
    "signalling": "Signalling of the whole run, rekeying included",
    "paths": "Path stretch",
    "tcp": "TCP transfers",
    "readable": "What each observer can read",
    "state": "State held per entity",
    "structure": "Entities that need changing, as the option declares",
    "novelty": "What entities did beyond stock, as this run shows",
    "drops": "Dropped packets",
}
"""Titles of the groups, in the order in which they are shown."""


def _define(group: str, *rows: tuple[str, str, str, str]) -> tuple[Definition, ...]:
    return tuple(Definition(group, *row) for row in rows)


_WHOLE_RUN = (
    ("signalling_messages", "Signalling messages", "messages", "what counts is told at moves"),
    ("signalling_octets", "Signalling octets", "octets", "IP octets on the first link"),
    ("mobile_ip_messages", "Mobile IP messages", "messages", "those of them"),
    ("ike_messages", "IKE messages", "messages", "those of them, rekeying included"),
    ("ike_exchanges", "IKE exchanges", "exchanges", "different ones among them"),
    ("routability_messages", "Address checks", "messages", "IKE messages that check an address"),
    ("access_messages", "Access messages", "messages", "DHCP, ARP and agent discovery"),
    ("access_octets", "Access octets", "octets", "Ethernet left out"),
    ("ike_associations", "IKE associations", "times", "those that replaced others count again"),
    ("esp_associations", "ESP associations", "times", "each direction counts"),
    ("wireguard_sessions", "WireGuard sessions", "times", "one for each handshake"),
)
"""Key, title, unit, and what more is to be said of a figure of the whole run."""

DEFINITIONS: tuple[Definition, ...] = (
    *_define(
        "overhead",
        (
            "packets",
            "Packets",
            "packets",
            "User packets of the flow that this station put on this link in these layers.",
        ),
        (
            "overhead_min_octets",
            "Overhead, least",
            "octets",
            (
                "IP octets on the link less those of the user's own IP packet, "
                "Ethernet left out; the least. "
                "Fragments of one packet are added up, and counted where all of them were put on "
                "the link; fragment stands for the headers that they repeat."
            ),
        ),
        ("overhead_mean_octets", "Overhead, mean", "octets", "The same, mean over the packets."),
        (
            "overhead_max_octets",
            "Overhead, most",
            "octets",
            "The same, the most; padding of a cipher makes the difference.",
        ),
        (
            "overhead_nat_octets",
            "Overhead for NATs",
            "octets",
            (
                "Octets of that overhead which are there so that NATs can be crossed, whether one "
                "is on the way or not: UDP around ESP, UDP and its marker around Mobile IP."
            ),
        ),
    ),
    *_define(
        "flows",
        (
            "sent_packets",
            "Sent",
            "packets",
            (
                "Datagrams that the application sent since the first delivery; what "
                "was sent before counts nowhere in this group."
            ),
        ),
        (
            "delivered_packets",
            "Delivered",
            "packets",
            "Those of them, each once, that reached the other application.",
        ),
        (
            "duplicated_packets",
            "Duplicates",
            "packets",
            "Deliveries of a datagram that had come already.",
        ),
        (
            "lost_packets",
            "Lost",
            "packets",
            (
                "Those that ended before they came; what is under way when the run ends is not "
                "counted. Of a flow of which nothing ever came, all that ended."
            ),
        ),
        ("delivery_ratio", "Delivery ratio", "1", "Delivered / (delivered + lost)."),
        (
            "reordered_packets",
            "Reordered",
            "packets",
            (
                "Deliveries of a datagram that was sent before one which had come "
                "already (RFC 4737 3)."
            ),
        ),
        (
            "delay_min_ms",
            "One-way delay, least",
            "ms",
            (
                "From the moment that the datagram itself says it was sent to its "
                "delivery; of a ping, there and back; the least."
            ),
        ),
        ("delay_mean_ms", "One-way delay, mean", "ms", "The same, mean over the deliveries."),
        ("delay_max_ms", "One-way delay, most", "ms", "The same, the most."),
        (
            "jitter_ms",
            "Jitter",
            "ms",
            (
                "Mean absolute difference between the one-way delays of consecutive "
                "deliveries: D of "
                "RFC 3550 6.4.1 without its smoothing."
            ),
        ),
        (
            "longest_gap_ms",
            "Longest silence",
            "ms",
            (
                "Longest time between two consecutive deliveries; that from the last one to the "
                "run's end counts, too, where something was lost in it."
            ),
        ),
    ),
    *_define(
        "handovers",
        (
            "gap_ms",
            "Gap without data",
            "ms",
            (
                "From the last delivery before data flowed again to the first "
                "delivery, after the attach, of something sent after the detach. "
                "Where data did not flow again before the next move, or the end, it lasts until "
                "then; resumed says which. Nothing where no data had ever come."
            ),
        ),
        (
            "lost_packets",
            "Lost",
            "packets",
            "Datagrams sent within that gap that ended before they came.",
        ),
        (
            "reordered_packets",
            "Reordered",
            "packets",
            "Deliveries out of the order of sending, from the detach to the next.",
        ),
        (
            "signalling_messages",
            "Signalling messages",
            "messages",
            (
                "Messages of Mobile IP, IKE and the like that the node sent or got "
                "from the detach to the "
                "next, and those that they caused between others (a relayed request "
                "counts again). Keepalives "
                "count, DHCP, ARP, agent discovery and ICMP errors do not."
            ),
        ),
        (
            "signalling_octets",
            "Signalling octets",
            "octets",
            (
                "IP octets of those messages on the first link that each crossed, "
                "tunnel headers included."
            ),
        ),
        (
            "mobile_ip_messages",
            "Mobile IP messages",
            "messages",
            "Those of them that are Mobile IP.",
        ),
        ("ike_messages", "IKE messages", "messages", "Those of them that are IKE."),
        (
            "routability_messages",
            "Address checks",
            "messages",
            (
                "IKE messages by which the gateway checks a new address before or after ESP "
                "follows (COOKIE2, RFC 4555 3.7, SHOULD); without them it trusts any."
            ),
        ),
        (
            "routability_ms",
            "Address check",
            "ms",
            "From the first COOKIE2 of the move to the arrival of its answer, if one came.",
        ),
        (
            "ike_exchanges",
            "IKE exchanges",
            "exchanges",
            (
                "Different exchanges among them: initiator's cookie or SPI, exchange "
                "type and message id "
                "(RFC 2408 3.1, RFC 7296 3.1)."
            ),
        ),
        (
            "access_messages",
            "Access messages",
            "messages",
            "DHCP, ARP and agent discovery, counted apart.",
        ),
        ("access_octets", "Access octets", "octets", "Octets of those, Ethernet left out."),
        (
            "prompts",
            "Prompts",
            "times",
            "Times that the user had to authenticate, until the next move.",
        ),
        (
            "anchor_switched_ms",
            "Anchor switched",
            "ms",
            (
                "From the attach until the last of the fixed nodes that carried the first data to "
                "the node had changed a binding or security association because of it, in more "
                "than its lifetime. Nothing where no data came, or none of them had changed."
            ),
        ),
        (
            "stall_ms",
            "Stall of a transfer",
            "ms",
            "Longest time without a delivery of a TCP transfer that overlaps the move or the stay.",
        ),
        ("after_ms", "Milestone", "ms", "From the attach until the machine reached the state."),
    ),
    *_define(
        "gaps",
        ("gap_ms", "Gap without data", "ms", "As of each move; the other figures add up to it."),
        *((key, title, "ms", text) for key, title, text in PARTS),
        ("detection_by", "Detection ends by", "", "The parameter whose time detection is."),
    ),
    *_define(
        "signalling",
        *(
            (key, title, unit, f"{title} of the node from the run's beginning to its end; {whose}.")
            for key, title, unit, whose in _WHOLE_RUN
        ),
    ),
    *_define(
        "paths",
        (
            "delivered_packets",
            "Delivered",
            "packets",
            "Deliveries of data sent between these two places.",
        ),
        ("hops", "Links crossed", "links", "Links that the data crossed, tunnels included; mean."),
        (
            "shortest_hops",
            "Shortest",
            "links",
            "Fewest links between the two, if every node were a router.",
        ),
        ("stretch_hops_ratio", "Stretch in links", "1", "Links crossed / fewest."),
        ("delay_mean_ms", "One-way delay", "ms", "Mean one-way delay between these two places."),
        (
            "shortest_delay_ms",
            "Shortest delay",
            "ms",
            (
                "Least sum of propagation and sending times of the user's packet "
                "alone, without queues."
            ),
        ),
        ("stretch_delay_ratio", "Stretch in delay", "1", "One-way delay / least."),
    ),
    *_define(
        "tcp",
        (
            "delivered_octets",
            "Delivered",
            "octets",
            "Octets that TCP gave to the receiving application.",
        ),
        (
            "throughput_kbps",
            "Throughput",
            "kb/s",
            (
                "Those, over the time from the first delivery to the last, or to the run's end "
                "where the transfer was not done by then."
            ),
        ),
        (
            "longest_stall_ms",
            "Longest stall",
            "ms",
            (
                "Longest time without a delivery; that up to the run's end counts, too, "
                "where the transfer was not done by then."
            ),
        ),
        ("finished", "Finished", "yes or no", "Whether everything came."),
        ("survived", "Survived", "yes or no", "Whether neither end lost the connection."),
    ),
    *_define(
        "readable",
        (
            "data_packets",
            "Data packets",
            "packets",
            "Packets of measured flows that reached the node, or were put on the link.",
        ),
        (
            "clear_packets",
            "Readable packets",
            "packets",
            "Those with no layer sealed by a key that the observer lacked at that moment.",
        ),
        ("clear_packets_ratio", "Share readable", "1", "Readable packets / data packets."),
        (
            "readable_octets",
            "Readable octets",
            "octets",
            (
                "IP octets up to and with the head of the outermost layer sealed by a "
                "key that it lacked."
            ),
        ),
        ("sealed_octets", "Sealed octets", "octets", "The rest of them."),
    ),
    *_define(
        "state",
        (
            "rows_at_start",
            "Rows at the start",
            "rows",
            "Rows of the table once everything is configured.",
        ),
        ("rows_most", "Rows, most", "rows", "Most rows that the table held at once."),
        ("row_changes", "Changes", "times", "Rows written, changed or removed after the start."),
    ),
    *_define(
        "structure",
        (
            "what",
            "Change",
            "",
            (
                "What an entity must do beyond stock Mobile IPv4 and IPsec: declared by the "
                "option, not measured."
            ),
        ),
    ),
    *_define(
        "novelty",
        (
            "first_event",
            "First seen",
            "event",
            (
                "First event that shows it: a message or extension that was no standard in 2003 "
                "is sent or taken, a table is kept that no such node keeps, or a security "
                "association goes on to another address."
            ),
        ),
    ),
    *_define(
        "drops",
        (
            "dropped_packets",
            "Dropped",
            "packets",
            "Packets that ended at this node for this reason.",
        ),
        (
            "dropped_data_packets",
            "Data dropped",
            "packets",
            "Those of them that carried measured data.",
        ),
        ("dropped_other_packets", "Others dropped", "packets", "The others."),
    ),
)
"""Every metric."""


def describe() -> dict[str, Any]:
    """Return groups and definitions as plain data."""
    return {
        "groups": dict(GROUPS),
        "definitions": [asdict(each) for each in DEFINITIONS],
    }
