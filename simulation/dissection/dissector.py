"""Reads the layers of a frame one after the other, by the readers that it is handed.

Unlike a role, the dissector forgives: a wrong checksum is noted and reading goes on, and what
makes no sense ends in a `malformed` layer.  It never raises on octets.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from simulation.dissection.key_ring import KeyRing, Opened
from simulation.errors import WireError
from simulation.wire.fields import Header
from simulation.wire.opaque import Data, MalformedData, SealedData

MOST_LAYERS: Final = 64
"""Layers after which the rest is shown as data, so that no frame costs more than it is worth."""


@dataclass(frozen=True, slots=True)
class DissectedLayer:
    """One header, or octets without one: where it lies, and what reading it showed.

    *start* and *end* are octets within the buffer numbered *buffer*; *sealed_by* is the id of
    the key that opened that buffer, or empty; *note* is a remark, empty where all is well;
    *authentic* is the id of the key under which this authenticator is right, or empty.
    """

    header: Header
    buffer: int
    start: int
    end: int
    sealed_by: str = ""
    note: str = ""
    authentic: str = ""


@dataclass(frozen=True, slots=True)
class Dissection:
    """A frame, read.  Buffer 0 is the frame itself; each further one was decrypted."""

    buffers: list[bytes]
    layers: list[DissectedLayer]


class Region(NamedTuple):
    """Octets still to be read, and what is known from outside of them."""

    buffer: int
    start: int
    end: int
    sealed_by: str = ""
    source: int = 0
    destination: int = 0
    partial: bool = False
    """Whether the octets are only the front of what they should be: a fragment, a quotation."""


Reader = Callable[["Dissector", Region], None]
"""Reads the header at the front of a region, and has what follows it read."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Which reader a number announces: an IP protocol, or a well-known UDP port."""

    protocols: Mapping[int, Reader]
    ports: Mapping[int, Reader]


class Dissector:
    """The buffers of one frame and the layers found in them so far."""

    def __init__(self, frame: bytes, keys: KeyRing, readers: Readers) -> None:
        self.buffers = [frame]
        self.layers: list[DissectedLayer] = []
        self.keys = keys
        self.readers = readers

    def octets(self, region: Region) -> bytes:
        """Return the octets of *region*."""
        return self.buffers[region.buffer][region.start : region.end]

    def add(
        self, header: Header, region: Region, octets: int, note: str = "", authentic: str = ""
    ) -> Region:
        """Note *header* over the next *octets* octets and return the region behind it."""
        end = region.start + octets
        place = (region.buffer, region.start, end, region.sealed_by)
        self.layers.append(DissectedLayer(header, *place, note, authentic))
        return region._replace(start=end)

    def step(self, reader: Reader, region: Region) -> None:
        """Read *region*; what *reader* cannot make sense of becomes a malformed layer."""
        before = len(self.layers)
        if before >= MOST_LAYERS:
            reader = Dissector.read_data
        try:
            reader(self, region)
        except WireError as error:
            for layer in self.layers[before:]:
                if layer.buffer == region.buffer:
                    region = region._replace(start=max(region.start, layer.end))
            if region.partial:
                self.add_rest(region, "the rest is not in this packet")
            else:
                rest = self.octets(region)
                self.add(MalformedData(octets=rest), region, len(rest), str(error))

    def add_rest(self, region: Region, note: str = "") -> None:
        """Show what is left of *region*, if anything, as data."""
        octets = self.octets(region)
        if octets:
            self.add(Data(octets=octets), region, len(octets), note)

    def read_data(self, region: Region) -> None:
        """Show the region as it is."""
        self.add_rest(region)

    def next_protocol(self, protocol: int, region: Region) -> None:
        """Read what the IP protocol number *protocol* announces."""
        self.step(self.readers.protocols.get(protocol, Dissector.read_data), region)

    def next_port(self, ports: tuple[int, int], region: Region) -> None:
        """Read what the first well-known UDP port among *ports* announces."""
        known = (self.readers.ports[port] for port in ports if port in self.readers.ports)
        self.step(next(known, Dissector.read_data), region)

    def sealed(self, region: Region, note: str) -> Region:
        """Show the region as ciphertext and return what is behind it."""
        octets = self.octets(region)
        return self.add(SealedData(octets=octets), region, len(octets), note) if octets else region

    def opened(self, opened: Opened, region: Region) -> Region:
        """Keep what was opened as a buffer of its own and return the region that it is."""
        self.buffers.append(opened.clear)
        return Region(
            len(self.buffers) - 1, 0, len(opened.clear), opened.key, region.source,
            region.destination,
        )  # fmt: skip
