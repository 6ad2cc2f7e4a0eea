"""Links: they own delay, rate, loss and queues, and know no protocol above Ethernet."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from simulation.kernel.recorder import Packet, Recorder
from simulation.kernel.schedule import later
from simulation.trace import Dropped, Sent
from simulation.wire.address import ETHERNET_BROADCAST, Mac, Prefix

if TYPE_CHECKING:
    import simpy

    from simulation.kernel.host import Host
    from simulation.kernel.rng import Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkShape:
    """What a link is like: delays in ns, rate in bit/s, sizes in octets, queue in frames."""

    id: str
    prefix: Prefix
    delay_ns: int
    rate_bps: int
    mtu: int = 1500
    queue: int = 64
    loss: float = 0.0
    jitter_ns: int = 0
    mark_from: int = 0
    """Frames waiting at a station from which on it tells of congestion; 0: never."""


@dataclass(eq=False, slots=True)
class Outbox:
    """What one station has waiting for one link, from joining the link until leaving it.

    *busy_until* is when the frame that is being sent will have left, in ns.
    """

    busy_until: int = 0
    waiting: deque[tuple[Packet, bytes]] = field(default_factory=deque)


class Station(Protocol):
    """One end of a link: an Ethernet interface of a node."""

    name: str
    mac: Mac
    link: Link | None
    outbox: Outbox

    @property
    def node(self) -> Host:
        """Whose interface it is."""

    def receive(self, packet: Packet, frame: bytes, number: int) -> None:
        """Take the frame of that *number* in the trace, which carries *packet*."""


class Link:
    """A full-duplex switched segment: each station has a queue of its own towards it."""

    def __init__(
        self, env: simpy.Environment, recorder: Recorder, shape: LinkShape, chance: Stream
    ) -> None:
        self.env = env
        self.recorder = recorder
        self.shape = shape
        self.id = shape.id
        self.mtu = shape.mtu
        self.stations: dict[bytes, Station] = {}
        self._cut: set[bytes] = set()
        """Ethernet addresses of stations whose cable is cut; they do not see it."""
        self._doomed: dict[bytes, int] = {}
        """How many of the next frames of a station are lost, by its Ethernet address."""
        self._loss = shape.loss
        self._rate_bps, self._delay_ns, self._queue = shape.rate_bps, shape.delay_ns, shape.queue
        self._chance = chance

    def cut(self, mac: bytes) -> bool:
        """Cut the cable of a station: what goes by it is lost; return whether it was whole."""
        whole = mac not in self._cut
        self._cut.add(mac)
        return whole

    def restore(self, mac: bytes) -> bool:
        """Restore what was cut; return whether it was."""
        broken = mac in self._cut
        self._cut.discard(mac)
        return broken

    def lose_next(self, mac: bytes, frames: int) -> None:
        """Lose the next *frames* that the station sends, besides what is lost anyway."""
        self._doomed[mac] = frames

    def degrade(self, delay_ns: int, loss: float) -> None:
        """From now on take *delay_ns* more than at first, and lose that part of all frames.

        The loss of the link's own shape counts where it is larger; zeros make it as at first.
        """
        self._delay_ns = self.shape.delay_ns + delay_ns
        self._loss = max(self.shape.loss, loss)

    def transmit(self, sender: Station, packet: Packet, frame: bytes) -> None:
        """Queue *frame* at *sender*; it starts when the frames before it have left."""
        now = int(self.env.now)
        outbox = sender.outbox
        if len(outbox.waiting) >= self._queue:
            self._record(sender, packet, frame, now, [])
            what = f"the queue of {self.shape.queue} frames is full"
            self._lose(sender, packet, "queue-full", what)
            return
        duration = len(frame) * 8_000_000_000 // self._rate_bps
        start = outbox.busy_until
        if start <= now:
            outbox.busy_until = now + duration
            self._start(sender, packet, frame, duration)
        else:
            outbox.busy_until = start + duration
            outbox.waiting.append((packet, frame))
            cause = self.recorder.cause
            later(self.recorder, start - now, cause, self._resume, sender, outbox, duration)

    def _resume(self, sender: Station, outbox: Outbox, duration: int) -> None:
        if sender.outbox is not outbox:
            return  # the station left, and what waited was dropped then
        packet, frame = outbox.waiting.popleft()
        self._start(sender, packet, frame, duration)

    def _start(self, sender: Station, packet: Packet, frame: bytes, duration: int) -> None:
        now = int(self.env.now)
        travel = duration + self._delay_ns
        if self.shape.jitter_ns:
            travel += self._chance.below(self.shape.jitter_ns + 1)
        lost = bool(self._loss) and self._chance.uniform() < self._loss
        doomed = bool(self._doomed) and self._is_doomed(sender.mac)
        lost = lost or doomed
        receivers = [] if lost else self._receivers(sender, frame[:6])
        if self._cut and receivers:
            receivers, cut = self._reached(sender, receivers)
        else:
            cut = None
        number = self._record(sender, packet, frame, now + travel, receivers)
        if receivers:
            rest = receivers, packet, frame, number
            later(self.recorder, travel, packet.id, self._arrive, *rest)
        elif lost:
            how = ", as the timeline has it" if doomed else ""
            self._lose(sender, packet, "link-loss", f"the link {self.id} lost the frame{how}")
        elif cut is not None:
            self._lose(sender, packet, "link-cut", self._told_of_cut(cut))
        elif not frame[0] & 1:
            gone = f"no station on {self.id} has the Ethernet address {Mac(frame[:6])}"
            self._lose(sender, packet, "no-station", gone)

    def _is_doomed(self, mac: bytes) -> bool:
        """Return whether the frame that a station sends now is one that it was to lose."""
        left = self._doomed.get(mac, 0)
        if left > 1:
            self._doomed[mac] = left - 1
        else:
            self._doomed.pop(mac, None)
        return left > 0

    def _receivers(self, sender: Station, destination: bytes) -> list[Station]:
        if destination[0] & 1:
            return [each for each in self.stations.values() if each is not sender]
        station = self.stations.get(destination)
        return [station] if station is not None and station is not sender else []

    def _reached(
        self, sender: Station, receivers: list[Station]
    ) -> tuple[list[Station], Station | None]:
        """Return whom a frame reaches past cut cables, and whose cable ends it if nobody."""
        if sender.mac in self._cut:
            return [], sender
        reached = [each for each in receivers if each.mac not in self._cut]
        return reached, None if reached else receivers[0]

    def _told_of_cut(self, station: Station) -> str:
        return f"the cable between {station.node.name} and {self.id} is cut"

    def _record(
        self,
        sender: Station,
        packet: Packet,
        frame: bytes,
        arrives: int,
        receivers: list[Station],
    ) -> int:
        number = self.recorder.frame(frame)
        names = [each.node.name for each in receivers]
        self.recorder.record(
            Sent(sender.node.name, packet.id, self.id, sender.name, number, arrives, names)
        )
        return number

    def _lose(self, station: Station, packet: Packet, reason: str, detail: str) -> None:
        self.recorder.record(Dropped(station.node.name, packet.id, reason, detail, "", self.id))

    def _arrive(
        self,
        receivers: list[Station],
        packet: Packet,
        frame: bytes,
        number: int,
    ) -> None:
        for station in receivers:
            if station.mac in self._cut:
                detail = self._told_of_cut(station)
                self._lose(station, packet, "link-cut", detail)
            elif station.link is self:
                station.receive(Packet(packet.octets, packet.id), frame, number)
            elif frame[:6] != ETHERNET_BROADCAST:
                detail = f"the node had left {self.id} before the frame arrived"
                self._lose(station, packet, "detached", detail)
