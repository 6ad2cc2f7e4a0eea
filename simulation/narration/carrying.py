"""Tells what becomes of the data: that they flow, fall silent, come again, and how they look."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from simulation.metrics.losses import causes, plainly
from simulation.metrics.silence import lost_in
from simulation.metrics.tcp import stalls_of
from simulation.narration.beat import Focus, Point
from simulation.narration.flowing import Flowing
from simulation.narration.messages import is_fragment
from simulation.narration.words import counted, span, tunnels_of
from simulation.trace import Acted, Delivered, Dropped, RowChanged, shut_at
from simulation.wire.registry import HEADERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.metrics.facts import Delivery, Flow
    from simulation.narration.flowing import Again, Mute
    from simulation.narration.reading import Reading
    from simulation.trace import Stack

_Dated = TypeVar("_Dated", bound="_Resumed | _Muted")
_TOGETHER_NS = 3_000_000_000
"""What both directions go through within this is one thing."""
_BOOKKEEPING = frozenset({"arp", "traffic-class", "connections", "interfaces", "filter"})


class _Resumed(NamedTuple):
    event: int
    delivered: Delivered
    again: Again


class _Muted(NamedTuple):
    event: int
    mute: Mute


def tell(reading: Reading) -> Iterator[Point]:
    """Yield a point for the first data, every silence that goes on, and every one that ends."""
    back, mute = _followed(reading)
    for group in _together(reading, back):
        yield _again(reading, group)
    for pair in _together(reading, mute):
        yield _silent(reading, pair)


def _followed(reading: Reading) -> tuple[list[_Resumed], list[_Muted]]:
    """Return the deliveries that end a silence, and the drops by which a flow is found silent."""
    flowing, names = Flowing(), {each.name for each in reading.flows}
    back, mute = list[_Resumed](), list[_Muted]()
    for number, event in enumerate(reading.trace.events):
        match event:
            case Acted():
                flowing.act(number, event)
            case Dropped() if (flow := reading.trace.packets[event.packet].flow) in names:
                found = flowing.drop(event, flow)
                if found is not None:
                    mute.append(_Muted(number, found))
            case Delivered() if event.flow in names:
                again = flowing.deliver(number, event)
                if again is not None and again.silent_ns is not None:
                    back.append(_Resumed(number, event, again))
    return back, mute


def _together(reading: Reading, found: list[_Dated]) -> Iterator[list[_Dated]]:
    """Yield what happened at about the same time as one group."""
    group = list[_Dated]()
    for each in found:
        if group and reading.at_ns(each.event) - reading.at_ns(group[0].event) > _TOGETHER_NS:
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def opening(reading: Reading) -> Point | None:
    """Return the point at which the first data come, or nothing where none do."""
    first = reading.first_data
    if first is None:
        return None
    words = reading.words
    flow = next(each for each in reading.flows if first in each.deliveries)
    # Whoever the scenario's first flow goes from is told of, whichever data come first.
    asked = reading.flows[0] if set(reading.flows[0].ends) == set(flow.ends) else flow
    mobile = reading.mobile_of(asked)
    peer = next(each for each in asked.ends if each != mobile)
    seen = _steady(reading, first.event)
    place = reading.facts.place(mobile, first.at_ns)
    hop = reading.access_hop(seen[0].root, mobile)
    inside = words.around(reading.stack(hop)) if hop is not None else ""
    theirs = reading.facts.place(peer, first.at_ns) if peer in reading.facts.mobiles else ""
    headline = (
        f"{words.a_node(mobile)} in {words.link(place)} talks to {words.a_node(peer)}"
        + (f" in {words.link(theirs)}" if theirs else "")
        + (f", {inside}" if inside else "")
    )
    home, known = _address(reading, mobile), words.term("home address", "home-address")
    more = (
        f"{words.node(mobile)} keeps its {known} {home} wherever it is" if home else "",
        "each packet carries a number, so that every loss is seen" if flow.kind == "flow" else "",
    )
    begun = reading.begun(seen[0].root, seen[0].event)
    shown = tuple((each.root, 1.0) for each in seen)
    return Point(begun, "flows", 5, "arrive", headline, more, "", Focus((mobile, peer)), (), shown)


def _steady(reading: Reading, first: int) -> list[Delivery]:
    """Return of each flow a delivery that was sent after event *first*, else the first one."""
    found = [
        next((d for d in each.deliveries if reading.begun(d.root, 0) > first), each.deliveries[0])
        for each in reading.flows
        if each.deliveries
    ]
    return sorted(found, key=lambda each: reading.begun(each.root, each.event))


def _address(reading: Reading, mobile: str) -> str:
    """Return the home address that somebody keeps for a mobile node, or nothing."""
    for _, event in reading.rows(0, reading.end, "registration"):
        if event.node == mobile and event.new and "internal" in event.key:
            return str(event.new.get("home_address") or "")
    return ""


def _again(reading: Reading, group: list[_Resumed]) -> Point:
    words, first = reading.words, group[0]
    root = reading.facts.root[first.delivered.packet]
    begun = reading.begun(root, first.event)
    flow = reading.facts.flows[first.delivered.flow]
    mobile = reading.mobile_of(flow)
    peer = next(each for each in flow.ends if each != mobile)
    gap = max(_gap(reading, each) for each in group)
    whole = any(each.again.complete for each in group)
    if whole:
        headline = f"after {span(gap)} of silence the same conversation goes on"
        if peer not in reading.facts.mobiles and _unaware(reading, peer, group):
            headline += f". {words.node(peer)} never noticed a move"
    else:
        ends = flow.ends
        headline = (
            f"data come again from {words.node(ends[0])} to {words.node(ends[1])}, after "
            f"{span(gap)} of silence; nothing comes the other way"
        )
    return Point(
        begun,
        "again",
        10,
        "arrive",
        headline,
        (_lost(reading, group), _grown(reading, root)),
        "",
        Focus((mobile, peer), packet=root, event=begun),
        tuple(each.event for each in group),
        ((root, 1.0),),
    )


def _gap(reading: Reading, resumed: _Resumed) -> int:
    silence, flow = resumed.again.silence, reading.facts.flows[resumed.delivered.flow]
    if silence is not None and flow.kind == "tcp":
        # What TCP sends again is old data: it ends a stall, though no silence of new ones.
        until, since = resumed.delivered.at_ns, silence.arrival.detach_ns
        stalls = (each for each in stalls_of(reading.facts, flow) if since < each[1] <= until)
        return max(ends - begins for begins, ends, _ in stalls)
    if silence is not None and silence.span_ns is not None:
        return silence.span_ns
    return resumed.again.silent_ns or 0


def _unaware(reading: Reading, peer: str, group: list[_Resumed]) -> bool:
    """Return whether a move ended this silence of which the peer's own tables show nothing."""
    moves = [each.again.silence.arrival for each in group if each.again.silence is not None]
    if not moves:
        return False
    since = next(
        number
        for number, event in reading.facts.of(Acted)
        if event.at_ns >= min(each.detach_ns for each in moves)
    )
    rows = reading.within(RowChanged, since, group[-1].event)
    return not any(e.node == peer and e.table not in _BOOKKEEPING for _, e in rows)


def _lost(reading: Reading, group: list[_Resumed]) -> str:
    """Return how many packets were lost in the silences that end here, and where."""
    facts, lost = reading.facts, list[int]()
    for each in group:
        if each.again.silence is not None:
            lost += lost_in(facts, facts.flows[each.delivered.flow], each.again.silence)
    if not lost:
        return ""
    where = [
        f"{each.packets} at {reading.words.at(each.event.node, each.event.where)} "
        f"({'' if each.alike else 'the last: '}{plainly(each.event)})"
        for each in causes(facts, sorted(lost))
    ]
    were = "was" if len(lost) == 1 else "were"
    return f"{counted(len(lost), 'packet')} {were} lost: {', '.join(where)}"


def _grown(reading: Reading, root: int) -> str:
    """Return how a packet grew on its way, if it did."""
    records, hops = reading.trace.packets, reading.hops.get(root, ())
    sizes = [records[reading.sent(hop).packet].octets for hop in hops]
    cut = any(is_fragment(reading.stack(hop)) for hop in hops)
    if cut or not sizes or max(sizes) == min(sizes):
        return ""
    if max(sizes) > sizes[0]:
        grows = f"grows from {sizes[0]} octets to {max(sizes)}"
    else:
        grows = f"shrinks from {sizes[0]} octets to {min(sizes)}"
    return (
        f"on its way a packet {grows}: every tunnel puts something around it, and takes it off "
        "at its end"
    )


def _silent(reading: Reading, pair: list[_Muted]) -> Point:
    words, (number, mute) = reading.words, pair[0]
    ways = " and ".join(
        f"from {words.node(ends[0])} to {words.node(ends[1])}"
        for ends in (reading.facts.flows[each.flow].ends for _, each in pair)
    )
    last = pair[-1].mute.last
    since = f" since second {mute.since_ns / 1e9:.1f}" if mute.since_ns is not None else ""
    places = dict.fromkeys(words.at(each.mute.last.node, each.mute.last.where) for each in pair)
    where = " and at ".join(places)
    headline = f"nothing has arrived {ways}{since}. The packets end at {where}"
    more = tuple(
        dict.fromkeys(
            f"at {words.at(each.last.node, each.last.where)}: {plainly(each.last)}"
            for _, each in pair
        )
    )
    focus = Focus((last.node,), packet=last.packet, event=pair[-1][0])
    roots = tuple((reading.facts.root[each.last.packet], 1.0) for _, each in pair)
    return Point(
        number, "silent", 10, "arrive", headline, more, last.spec, focus,
        tuple(each for each, _ in pair), roots,
    )  # fmt: skip


def looks(reading: Reading, points: list[Point]) -> Iterator[Point]:
    """Yield a look into a packet after each of *points* from which data flow in another shape."""
    seen = set[tuple[tuple[str, str], ...]]()
    for at, point in enumerate(points):
        if point.kind not in {"again", "flows"}:
            continue
        until = points[at + 1].event if at + 1 < len(points) else reading.end
        found = _sample(reading, point.last, until)
        if found is None:
            continue
        flow, hop = found
        stack = reading.stack(hop)
        shape = tuple((each.header, each.role) for each in stack)
        if shape in seen or not _worth(reading, stack, hop):
            continue
        seen.add(shape)
        yield _look(reading, flow, hop)


def _worth(reading: Reading, stack: Stack, hop: int) -> bool:
    """Return whether a look is worth it: at what is around data, or at what lies open outside."""
    wrapped = bool(tunnels_of(stack)) or shut_at(stack) is not None
    return wrapped or not reading.words.part([reading.sent(hop).link])


def _sample(reading: Reading, first: int, last: int) -> tuple[Flow, int] | None:
    """Return the hop on a mobile node's link of data that come between two events, to it rather."""
    for to_mobile in (True, False):
        for number, event in reading.within(Delivered, first + 1, last):
            flow = reading.facts.flows[event.flow]
            if flow not in reading.flows or (flow.ends[1] in reading.facts.mobiles) != to_mobile:
                continue
            root = reading.facts.root[event.packet]
            mobile = flow.ends[1] if to_mobile else flow.ends[0]
            hop = reading.access_hop(root, mobile)
            if hop is not None and first < hop < number:
                return flow, hop
    return None


def _look(reading: Reading, flow: Flow, hop: int) -> Point:
    words, sent = reading.words, reading.sent(hop)
    record, stack = reading.trace.packets[sent.packet], reading.stack(hop)
    inner = stack[-1]
    shut = shut_at(stack)
    link = words.link(sent.link)
    if is_fragment(stack):
        weighs = (
            f"in {link} a packet travels in fragments, for it is too big. One of them is "
            f"{record.octets} octets"
        )
    else:
        data = inner.head + inner.tail
        weighs = f"in {link} a packet is {record.octets} octets for {data} of data"
    if shut is None:
        reads = "whoever listens there can read all of it"
    else:
        reads = f"whoever listens there can read {_layers(stack, shut)}, and nothing further in"
    more = (
        f"there are {len(stack)} layers, each inside the other",
        f"what is {words.term('sealed', 'esp')} can be opened only with the key that both ends hold"
        if shut is not None
        else "",
    )
    mobile = reading.mobile_of(flow)
    roles = tunnels_of(stack)
    root = reading.facts.root[sent.packet]
    focus = Focus((mobile,), roles[0] if roles else "", sent.packet, hop)
    return Point(
        hop, "look", 8, "read", f"{weighs}. {reads[0].upper()}{reads[1:]}", more,
        _SEALS.get(stack[shut].header, "") if shut is not None else "",
        focus, (hop,), ((root, 1.0),),
    )  # fmt: skip


_SEALS = {"esp": "RFC 4303 2", "wireguard-data": "WireGuard white paper 5.4.6"}
"""Where it is said what lies open of a header that seals what is in it."""

_TITLES = {"ipv4": "IP header", "esp": "ESP header", "wireguard-data": "WireGuard header"}
"""Layers of which but the head lies in the open, or that a newcomer knows by another name."""


def _layers(stack: Stack, shut: int) -> str:
    """Return the layers that lie in the open, outermost first, equal ones counted."""
    titles = [_TITLES.get(each.header) or HEADERS[each.header].title for each in stack[: shut + 1]]
    told = list[str]()
    for title in dict.fromkeys(titles):
        count = titles.count(title)
        told.append(f"the {title}" if count == 1 else counted(count, title))
    *most, last = told
    return f"{', '.join(most)} and {last}" if most else last
