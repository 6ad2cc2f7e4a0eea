"""Finding NATs on the way, and refusing them: RFC 7296 section 2.23, RFC 4555 section 3.9."""

from simulation.crypto.prf import digest
from simulation.ike.association import Path
from simulation.ike.v2.task import Payloads, notify
from simulation.wire.address import Address
from simulation.wire.ikev2 import (
    NAT_DETECTION_DESTINATION_IP,
    NAT_DETECTION_SOURCE_IP,
    NO_NATS_ALLOWED,
)


def location(spis: bytes, address: Address, port: int) -> bytes:
    """Return the hash that stands for an address and port under these SPIs."""
    return digest("sha1", spis + address.octets + port.to_bytes(2, "big"))


def own_view(spis: bytes, path: Path) -> Payloads:
    """Return the notifications that tell how the path looks from here."""
    return [
        notify(NAT_DETECTION_SOURCE_IP, location(spis, path.local, path.local_port)),
        notify(NAT_DETECTION_DESTINATION_IP, location(spis, path.peer, path.peer_port)),
    ]


def nats(spis: bytes, path: Path, told: dict[int, list[bytes]]) -> tuple[bool, bool] | None:
    """Tell whether a NAT stands in front of us, and of the peer; `None` where nothing is told."""
    sources = told.get(NAT_DETECTION_SOURCE_IP)
    destinations = told.get(NAT_DETECTION_DESTINATION_IP)
    if not sources or not destinations:
        return None
    local = location(spis, path.local, path.local_port)
    peer = location(spis, path.peer, path.peer_port)
    return local not in destinations, peer not in sources


def no_nats(path: Path) -> Payloads:
    """Return the notification that declares the path as it is meant to be."""
    ends = path.local.octets + path.peer.octets
    ports = path.local_port.to_bytes(2, "big") + path.peer_port.to_bytes(2, "big")
    return [notify(NO_NATS_ALLOWED, ends + ports)]


def translated(path: Path, told: dict[int, list[bytes]]) -> bool:
    """Tell whether a message that forbids NATs came by another path than it declares."""
    declared = told.get(NO_NATS_ALLOWED)
    if not declared:
        return False
    ends = path.peer.octets + path.local.octets
    ports = path.peer_port.to_bytes(2, "big") + path.local_port.to_bytes(2, "big")
    return declared != [ends + ports]
