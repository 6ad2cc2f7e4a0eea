"""A received IKE message of either version, in clear."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulation.errors import WireError
from simulation.wire.isakmp import IsakmpHeader, Node


@dataclass(frozen=True, slots=True)
class Message:
    """A received message in clear: its header, its payloads and the octets they stand in."""

    header: IsakmpHeader
    nodes: Sequence[Node]
    octets: bytes

    def all(self, kind: int) -> list[Node]:
        """Return the payloads of one *kind*, in order."""
        return [node for node in self.nodes if node.kind == kind]

    def one(self, kind: int) -> Node:
        """Return the only payload of a *kind*; raise `WireError` where there is none."""
        for node in self.nodes:
            if node.kind == kind:
                return node
        raise WireError(f"no payload of kind {kind}")

    def body(self, node: Node) -> bytes:
        """Return a payload without its generic header, as the proofs of both versions take it."""
        return self.octets[node.start + 4 : node.end]
