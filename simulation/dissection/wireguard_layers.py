"""Reads WireGuard messages for the dissector; transport data where a key fits."""

from simulation.dissection.dissector import Dissector, Region
from simulation.wire import ipv4, wireguard


def read_wireguard(dissector: Dissector, region: Region) -> None:
    """Read a WireGuard message that fills *region*."""
    octets = dissector.octets(region)
    header = wireguard.parse(octets)
    note, opened = "", None
    if isinstance(header, wireguard.TransportData):
        opened = None if region.partial else dissector.keys.open_wireguard(octets)
        note = f"opened by {opened.key}" if opened else _shut(dissector, region, header)
    dissector.add(header, region, len(octets), note)
    if opened is not None and opened.clear:
        dissector.step(_read_packet, dissector.opened(opened, region))


def _shut(dissector: Dissector, region: Region, header: wireguard.TransportData) -> str:
    """Return why transport data stays shut."""
    if region.partial:
        return "a piece of a packet: cannot be opened"
    held = dissector.keys.wireguard(int.from_bytes(header.receiver, "big"))
    return "the tag is wrong: not opened" if held else "no key at hand"


def _read_packet(dissector: Dissector, region: Region) -> None:
    """Read what transport data had sealed: a packet, and zeros up to 16 octets."""
    dissector.next_protocol(ipv4.IPIP, region)
