"""Reads Mobile IP, DHCP and the measured flow for the dissector."""

from simulation.dissection.dissector import Dissector, Region
from simulation.wire import application, dhcp, mip_udp, mobile_ip

# -- what stands on UDP -------------------------------------------------------------------


def read_mobile_ip(dissector: Dissector, region: Region) -> None:
    """Read what stands on UDP port 434: a message with extensions, or tunnel data."""
    octets = dissector.octets(region)
    if octets[:1] == bytes([mip_udp.TUNNEL_DATA]):
        header, size = mip_udp.MipTunnelData.decode(octets)
        dissector.next_protocol(header.next_header, dissector.add(header, region, size))
        return
    for each, start, end in mobile_ip.walk(octets):
        note, key = "", None
        if isinstance(each, mobile_ip.AuthenticationExtension):
            key = dissector.keys.authenticates(octets, each.type, each.spi)
            note = _authentication(key)
        region = dissector.add(each, region, end - start, note, key or "")


def _authentication(key: str | None) -> str:
    if key is None:
        return ""
    return f"authentic under {key}" if key else "the authenticator is wrong"


def read_dhcp(dissector: Dissector, region: Region) -> None:
    """Read a DHCP message with its options."""
    for each, start, end in dhcp.walk(dissector.octets(region)):
        region = dissector.add(each, region, end - start)
    dissector.add_rest(region, "padding behind the options")


def read_flow(dissector: Dissector, region: Region) -> None:
    """Read the payload of the measured flow."""
    octets = dissector.octets(region)
    if octets[:4] != application.MAGIC:
        dissector.add_rest(region)
        return
    header, size = application.FlowHeader.decode(octets)
    dissector.add_rest(dissector.add(header, region, size), "fills the payload up to its size")
