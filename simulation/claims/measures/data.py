"""Measures of user data: what came, how late, which way, in which layers, in whose sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.trace import Arrived, Delivered, Dropped, Sent, shut_at

if TYPE_CHECKING:
    from simulation.claims.evidence import Evidence
    from simulation.claims.reading import Reading
    from simulation.metrics.facts import Delivery

SECOND: Final = 1_000_000_000
MOBILITY: Final = ("internal-mip", "external-mip")
_TUNNEL_HEADS: Final = ("ipv4", "minimal", "mip-tunnel-data")
END: Final = 10_000.0


def _deliveries(run: Evidence, flow: str, since_s: float, until_s: float) -> list[Delivery]:
    found = run.facts.flows.get(flow)
    return [
        each
        for each in (found.deliveries if found else ())
        if since_s * SECOND <= each.sent_ns < until_s * SECOND
    ]


def delivery(run: Evidence, flow: str, since_s: float, until_s: float = END) -> Reading:
    """Return the share of what was sent in that time that came; shown at the first or lost one."""
    facts = run.facts
    found = facts.flows.get(flow)
    came = {each.root: each.event for each in _deliveries(run, flow, since_s, until_s)}
    sent = [
        root
        for root in (found.roots if found else ())
        if since_s * SECOND <= facts.made_ns(root) < min(until_s * SECOND, facts.duration_ns)
        and (root in came or root in facts.drops)
    ]
    lost = [root for root in sent if root not in came]
    share = 1 - len(lost) / len(sent) if sent else 0.0
    if lost and share < 0.5:
        return run.reading(share, facts.drops[lost[len(lost) // 2]][0])
    return run.reading(share, next(iter(came.values()), None))


def delay_ms(run: Evidence, flow: str, since_s: float, until_s: float = END) -> Reading:
    """Return the mean one-way delay of what was sent in that time."""
    found = _deliveries(run, flow, since_s, until_s)
    mean = sum(each.at_ns - each.sent_ns for each in found) / len(found) / 1e6 if found else 0.0
    return run.reading(mean, found[0].event if found else None)


def hops(run: Evidence, flow: str, since_s: float, until_s: float = END) -> Reading:
    """Return the mean number of links that delivered data crossed."""
    came = {each.root for each in _deliveries(run, flow, since_s, until_s)}
    crossed, first = 0, None
    for number, event in run.events(Sent):
        if run.facts.root[event.packet] in came and event.packet not in run.facts.parts:
            crossed += 1
            first = number if first is None else first
    return run.reading(crossed / len(came) if came else 0.0, first)


def through(run: Evidence, node: str, flow: str, since_s: float, until_s: float = END) -> Reading:
    """Return the share of delivered data that reached *node* on its way."""
    came = {each.root: each.event for each in _deliveries(run, flow, since_s, until_s)}
    passed: dict[int, int] = {}
    for number, event in run.events(Arrived):
        root = run.facts.root[event.packet]
        if event.node == node and root in came:
            passed.setdefault(root, number)
    shown = next(iter(passed.values()), None) or next(iter(came.values()), None)
    return run.reading(len(passed) / len(came) if came else 0.0, shown)


def asymmetry(run: Evidence, up: str, down: str, since_s: float) -> Reading:
    """Return how many nodes one direction crosses and the other does not."""
    ways: list[set[str]] = []
    shown = None
    for flow in (up, down):
        came = {each.root for each in _deliveries(run, flow, since_s, END)}
        way = set()
        for number, event in run.events(Arrived):
            if run.facts.root[event.packet] in came:
                way.add(event.node)
                shown = number if shown is None and event.node == "mip-proxy" else shown
        ways.append(way - {*up.split(" > ")})
    differ = ways[0] ^ ways[1]
    return run.reading(len(differ), shown, ", ".join(sorted(differ)))


def refused(run: Evidence, node: str, flow: str) -> Reading:
    """Return how many packets of *flow* a filter of *node* refused."""
    found = [
        number
        for number, event in run.events(Dropped)
        if event.node == node and event.reason == "filtered"
        and run.flow_of(event.packet) == flow
    ]  # fmt: skip
    return run.reading(len(found), found[0] if found else None)


def led_to(run: Evidence, sender: str, link: str, receiver: str, since_s: float) -> Reading:
    """Return how many packets of user data *sender* put on *link* for *receiver*."""
    found = [
        number
        for number, event in run.events(Sent)
        if event.node == sender and event.link == link and receiver in event.to
        and event.at_ns >= since_s * SECOND and run.flow_of(event.packet)
    ]  # fmt: skip
    return run.reading(len(found), found[0] if found else None)


# -- layers ------------------------------------------------------------------------------------


def overhead(run: Evidence, link: str, flow: str) -> Reading:
    """Return the mean octets beside the user's packet in the layers that *link* saw most of."""
    rows = [row for row in run.overhead if row["link"] == link and row["direction"] == flow]
    if not rows:
        return run.reading(0)
    most = max(rows, key=lambda row: row["packets"]["value"])
    return run.figure(most["overhead_mean_octets"])


def layers(run: Evidence, link: str, flow: str, since_s: float = 0) -> Reading:
    """Return the most Mobile IP encapsulations around one packet of *flow* on *link*.

    Each has an IP header of its own, whatever stands between that and what it carries.
    """
    most, shown = -1, None
    for number, event in run.events(Sent):
        packet = event.packet
        if event.link != link or run.flow_of(packet) != flow:
            continue
        if event.at_ns < since_s * SECOND:
            continue
        count = sum(
            1 for layer in run.stack(packet) if layer.role in MOBILITY and layer.header == "ipv4"
        )
        if count > most:
            most, shown = count, number
    return run.reading(max(most, 0), shown)


def tunnel_octets(run: Evidence, link: str, flow: str) -> Reading:
    """Return the octets of IP headers beyond the user's own on *link*, the most of any packet."""
    most, shown = 0, None
    for number, event in run.events(Sent):
        packet = event.packet
        if event.link != link or run.flow_of(packet) != flow:
            continue
        heads = [each for each in run.stack(packet) if each.header in _TUNNEL_HEADS]
        extra = sum(each.head for each in heads) - 20
        if shown is None or extra > most:
            most, shown = extra, number
    return run.reading(most, shown)


def pieces(run: Evidence, link: str, flow: str) -> Reading:
    """Return how many frames *link* carried for each packet of *flow*, on average."""
    sent = [
        (number, run.facts.root[event.packet])
        for number, event in run.events(Sent)
        if event.link == link and run.flow_of(event.packet) == flow
    ]
    packets = {root for _, root in sent}
    return run.reading(len(sent) / len(packets) if packets else 0.0, sent[0][0] if sent else None)


def wrapped_ipsec(run: Evidence, sender: str, flow: str) -> Reading:
    """Return the share of *flow* that leaves *sender* as ESP within an external tunnel."""
    right = total = 0
    shown = None
    for number, event in run.events(Sent):
        packet = event.packet
        stack = run.stack(packet)
        heads = [each.header for each in stack]
        if event.node != sender or run.flow_of(packet) != flow or "esp" not in heads:
            continue
        total += 1
        if stack[0].role == "external-mip" and "esp" in heads[1:]:
            right += 1
            shown = number if shown is None else shown
    return run.reading(right / total if total else 0.0, shown)


# -- sight -------------------------------------------------------------------------------------


def in_clear(run: Evidence, link: str, since_s: float = 0) -> Reading:
    """Return how many frames on *link* have user data that anybody there can read."""
    count, first, any_data = 0, None, None
    for number, event in run.events(Sent):
        if event.link != link or event.at_ns < since_s * SECOND:
            continue
        if not run.flow_of(event.packet):
            continue
        any_data = number if any_data is None else any_data
        if shut_at(run.stack(event.packet)) is None:
            count += 1
            first = number if first is None else first
    return run.reading(count, any_data if first is None else first)


def broadcasts_heard(run: Evidence) -> Reading:
    """Return how many broadcasts of the home network the mobile node took."""
    found = [
        number
        for number, event in run.events(Delivered)
        if event.node == "mn" and event.flow.startswith("broadcast")
    ]
    refused = [
        number
        for number, event in run.events(Dropped)
        if run.flow_of(event.packet).startswith("broadcast")
    ]
    return run.first(len(found), found, refused)


def taken_by_another(run: Evidence, flow: str, receiver: str) -> Reading:
    """Return how many packets of *flow* came to another mobile node than *receiver*."""
    found = [
        number
        for number, event in run.events(Delivered, Dropped)
        if run.flow_of(event.packet) == flow
        and run.facts.flows[flow].ends[1] == receiver
        and event.node != receiver
        and (not isinstance(event, Dropped) or event.reason == "no-sa")
        and event.node in run.facts.mobiles
    ]
    return run.reading(len(found), found[0] if found else None)


def first_ms(run: Evidence, flow: str) -> Reading:
    """Return when the first data of *flow* came, from the start of the run."""
    found = _deliveries(run, flow, 0, END)
    if not found:
        return run.reading(run.facts.duration_ns / 1e6)
    return run.reading(found[0].at_ns / 1e6, found[0].event)


def survived(run: Evidence) -> Reading:
    """Return 1 if every TCP transfer of the run still lives and delivered after the last move."""
    alive = bool(run.transfers)
    shown = None
    last_move = max((each["attach_ns"] for each in run.handovers), default=0)
    for row in run.transfers:
        deliveries = run.facts.flows[row["direction"]].deliveries
        late = [each for each in deliveries if each.at_ns > last_move]
        alive = alive and bool(row["survived"]["value"]) and bool(late)
        shown = (late or deliveries)[0].event if deliveries else None
    return run.reading(alive, shown)


def stall_ms(run: Evidence) -> Reading:
    """Return the longest time without progress of the first TCP transfer."""
    row = run.transfers[0]
    return run.figure(row["longest_stall_ms"])


def transferred(run: Evidence) -> Reading:
    """Return how many octets of the first TCP transfer were delivered."""
    return run.figure(run.transfers[0]["delivered_octets"])
