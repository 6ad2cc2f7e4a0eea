"""Finding NATs on the way: RFC 3947 section 3.2."""

from collections.abc import Sequence

from simulation.crypto.prf import digest
from simulation.crypto.suites import IkeSuite
from simulation.ike.association import Path
from simulation.wire.address import Address
from simulation.wire.ikev1 import NatDetectionPayload
from simulation.wire.isakmp import Part


def location(suite: IkeSuite, cookies: bytes, address: Address, port: int) -> bytes:
    """Return the hash that stands for an address and port under these cookies."""
    return digest(suite.hash, cookies + address.octets + port.to_bytes(2, "big"))


def own_view(suite: IkeSuite, cookies: bytes, path: Path) -> Sequence[Sequence[Part]]:
    """Return the payloads that tell how the path looks from here: the peer's end first."""
    return [
        [NatDetectionPayload(value=location(suite, cookies, path.peer, path.peer_port))],
        [NatDetectionPayload(value=location(suite, cookies, path.local, path.local_port))],
    ]


def nats(suite: IkeSuite, cookies: bytes, path: Path, values: Sequence[bytes]) -> tuple[bool, bool]:
    """Tell whether a NAT stands in front of us, and of the peer.

    *values* are the peer's hashes: the first is of our end as the peer sees it, the rest of
    its own; *path* is read from the IP and UDP headers of the message that brought them.
    """
    if len(values) < 2:
        return False, False
    local = location(suite, cookies, path.local, path.local_port)
    peer = location(suite, cookies, path.peer, path.peer_port)
    return values[0] != local, peer not in values[1:]
