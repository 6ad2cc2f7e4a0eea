"""Reads ESP for the dissector, alone and on UDP port 4500; what it seals where a key fits."""

from simulation.dissection.dissector import Dissector, Region
from simulation.dissection.ike_layers import read_isakmp
from simulation.errors import WireError
from simulation.wire import esp


def read_nat_traversal(dissector: Dissector, region: Region) -> None:
    """Read what stands on UDP port 4500: ESP, IKE behind its marker, a keepalive."""
    octets = dissector.octets(region)
    if esp.is_keepalive(octets):
        dissector.add(esp.NatKeepalive(), region, len(octets))
    elif esp.is_ike(octets):
        header, size = esp.NonEspMarker.decode(octets)
        dissector.step(read_isakmp, dissector.add(header, region, size))
    else:
        dissector.step(read_esp, region)


def read_esp(dissector: Dissector, region: Region) -> None:
    """Read ESP; where a key fits, what it carries becomes a buffer of its own."""
    octets = dissector.octets(region)
    header, size = esp.EspHeader.decode(octets)
    opened = None if region.partial else dissector.keys.open_esp(octets)
    inside = dissector.add(header, region, size)
    if opened is None:
        dissector.sealed(inside, _shut(dissector, header.spi, region))
        return
    body = dissector.octets(inside)
    iv, icv = body[: opened.iv_octets], body[len(body) - opened.icv_octets :]
    inside = dissector.add(esp.EspIv(iv=iv), inside, len(iv))
    inside = dissector.sealed(inside._replace(end=region.end - len(icv)), f"opened by {opened.key}")
    dissector.add(esp.EspIcv(icv=icv), inside._replace(end=region.end), len(icv), "right")
    dissector.step(read_esp_clear, dissector.opened(opened, region))


def _shut(dissector: Dissector, spi: int, region: Region) -> str:
    """Return why ESP stays shut."""
    if region.partial:
        return "a piece of a packet: cannot be opened"
    return "the ICV is wrong: not opened" if dissector.keys.esp(spi) else "no key at hand"


def read_esp_clear(dissector: Dissector, region: Region) -> None:
    """Read what ESP had sealed: a packet, padding and trailer."""
    clear = dissector.octets(region)
    trailer, _ = esp.EspTrailer.decode(clear, len(clear) - 2)
    end = len(clear) - 2 - trailer.pad_length
    if end < 0:
        raise WireError(f"ESP trailer: {trailer.pad_length} octets of padding are not there")
    dissector.next_protocol(trailer.next_header, region._replace(end=end))
    tail = region._replace(start=end)
    if trailer.pad_length:
        padding = clear[end:-2]
        tail = dissector.add(esp.EspPadding(padding=padding), tail, len(padding))
    dissector.add(trailer, tail, 2)
