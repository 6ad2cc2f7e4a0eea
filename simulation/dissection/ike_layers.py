"""Reads IKE messages of both versions for the dissector: header, payloads, what they seal."""

from collections.abc import Callable, Sequence

from simulation.dissection.dissector import Dissector, Region
from simulation.dissection.key_ring import Opened
from simulation.errors import WireError
from simulation.wire import ikev1, ikev2, isakmp


def read_isakmp(dissector: Dissector, region: Region) -> None:
    """Read an IKE message that fills *region*; encrypted payloads where a key fits."""
    octets = dissector.octets(region)
    header, size = isakmp.IsakmpHeader.decode(octets)
    inside = dissector.add(header, region, size)
    if header.length != len(octets):
        raise WireError(f"ISAKMP header: length {header.length}, {len(octets)} octets there")
    if header.major == 1 and header.encrypted:
        _read_encrypted_v1(dissector, inside, header.next_payload, octets)
    elif header.major == 1:
        _add(dissector, region, ikev1.payloads(header.next_payload, octets, size))
    elif header.major == 2:
        _read_v2(dissector, region, header, octets)
    else:
        raise WireError(f"ISAKMP header: major version {header.major}")


def _read_encrypted_v1(dissector: Dissector, region: Region, first: int, message: bytes) -> None:
    opened = dissector.keys.open_ikev1(message)
    dissector.sealed(region, f"opened by {opened.key}" if opened else "no key at hand")
    if opened is not None:
        _read_opened(dissector, region, opened, first, ikev1.payloads)


def _read_v2(
    dissector: Dissector, region: Region, header: isakmp.IsakmpHeader, message: bytes
) -> None:
    nodes = ikev2.payloads(header.next_payload, message)
    if not nodes or not isinstance(nodes[-1].header, ikev2.EncryptedPayload):
        _add(dissector, region, nodes)
        return
    sealed = nodes.pop()
    _add(dissector, region, nodes)
    opened = dissector.keys.open_ikev2(message, sealed.start, initiator=header.from_initiator)
    held = dissector.keys.ikev2(header.initiator << 64 | header.responder)
    shut = "the ICV is wrong: not opened" if held else "no key at hand"
    place = region._replace(start=region.start + sealed.start)
    note = f"opened by {opened.key}" if opened else shut
    dissector.add(sealed.header, place, sealed.end - sealed.start, note)
    if opened is not None:
        first = message[sealed.start]
        _read_opened(dissector, region, opened, first, ikev2.payloads)


_Payloads = Callable[[int, bytes, int], list[isakmp.Node]]


def _read_opened(
    dissector: Dissector, region: Region, opened: Opened, first: int, payloads: _Payloads
) -> None:
    """Read what *opened* holds as a buffer of its own."""

    def read(reading: Dissector, clear: Region) -> None:
        nodes = payloads(first, reading.octets(clear), 0)
        _add(reading, clear, nodes)
        end = nodes[-1].end if nodes else 0
        reading.add_rest(clear._replace(start=end), "padding up to the cipher's block")

    dissector.step(read, dissector.opened(opened, region))


def _add(dissector: Dissector, region: Region, nodes: Sequence[isakmp.Node]) -> None:
    """Note every structure of *nodes*, whose offsets count from the region's start."""
    for top in nodes:
        for node in top.walk():
            place = region._replace(start=region.start + node.start)
            dissector.add(node.header, place, node.head_end - node.start)
