"""Which packet carries which: derived once, for whoever follows a packet through its wrappings."""

from collections.abc import Iterable, Iterator

from simulation.trace.packets import PacketRecord
from simulation.trace.trace import Trace


class Lineage:
    """The lineage of a trace's packets, also while the trace still grows.

    What is inside was recorded before what is around it, so that one pass in order tells all.
    """

    def __init__(self, trace: Trace) -> None:
        self._packets = trace.packets
        self._roots: list[int] = []
        self._datagrams: dict[tuple[str, str], int] = {}

    def root(self, packet: int) -> int:
        """Return the innermost packet that *packet* carries, which some node made as it is.

        A datagram of a flow that lost its identity on the way gets it back.
        """
        for number in range(len(self._roots), packet + 1):
            self._roots.append(self._found(number, self._packets[number]))
        return self._roots[packet]

    def _found(self, number: int, record: PacketRecord) -> int:
        if record.inner is not None:
            return self._roots[record.inner]
        if record.flow:
            return self._datagrams.setdefault((record.flow, record.purpose), number)
        return number

    def within(self, packet: int) -> Iterator[int]:
        """Yield *packet* and what it carries, from the outside inwards."""
        inner: int | None = packet
        while inner is not None:
            yield inner
            inner = self._packets[inner].inner

    def around(self, packets: Iterable[int]) -> frozenset[int]:
        """Return *packets* and all that carry one of them, directly or not."""
        found = set(packets)
        for number, record in enumerate(self._packets):
            if record.inner in found:
                found.add(number)
        return frozenset(found)
