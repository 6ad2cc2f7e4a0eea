"""Reads Ethernet, ARP, IPv4, the tunnels that stand on it, UDP, TCP and ICMP for the dissector."""

from collections.abc import Callable

from simulation.dissection.dissector import Dissector, Region
from simulation.errors import WireError
from simulation.wire import arp, ethernet, gre, icmp, ipv4, minimal, router_advertisement, tcp, udp
from simulation.wire.checksum import internet_checksum
from simulation.wire.opaque import FragmentData

# -- links and IP -------------------------------------------------------------------------


def read_ethernet(dissector: Dissector, region: Region) -> None:
    """Read a frame of the link."""
    header, size = ethernet.EthernetHeader.decode(dissector.octets(region))
    region = dissector.add(header, region, size)
    reader = {ethernet.IPV4: read_ipv4, ethernet.ARP: read_arp}
    dissector.step(reader.get(header.ethertype, Dissector.read_data), region)


def read_arp(dissector: Dissector, region: Region) -> None:
    """Read an ARP message; what follows is padding."""
    header, size = arp.Arp.decode(dissector.octets(region))
    dissector.add_rest(dissector.add(header, region, size), "padding of the link")


def read_ipv4(dissector: Dissector, region: Region) -> None:
    """Read a packet; of a later fragment nothing further can be read."""
    octets = dissector.octets(region)
    header, size = ipv4.IPv4Header.decode(octets)
    if header.version != 4:
        raise WireError(f"IPv4 header: version {header.version} is not 4")
    end = region.start + min(header.total_length, len(octets))
    if header.total_length < size or (header.total_length > len(octets) and not region.partial):
        raise WireError(
            f"IPv4 header: total length {header.total_length} with {len(octets)} octets there"
        )
    wrong = internet_checksum(octets[:size])
    after = dissector.add(header, region, size, "the header checksum is wrong" if wrong else "")
    inside = after._replace(
        end=end,
        source=header.source,
        destination=header.destination,
        partial=region.partial or header.more_fragments,
    )
    if header.fragment_offset:
        piece = dissector.octets(inside)
        dissector.add(FragmentData(octets=piece), inside, len(piece))
    else:
        dissector.next_protocol(header.protocol, inside)
    dissector.add_rest(after._replace(start=end), "padding behind the packet")


def read_gre(dissector: Dissector, region: Region) -> None:
    """Read a GRE tunnel."""
    octets = dissector.octets(region)
    header, size = gre.GreHeader.decode(octets)
    wrong = header.checksum_present and not region.partial and internet_checksum(octets)
    inside = dissector.add(header, region, size, "the checksum is wrong" if wrong else "")
    plain = header.protocol_type == ethernet.IPV4 and not header.version
    dissector.step(read_ipv4 if plain else Dissector.read_data, inside)


def read_minimal(dissector: Dissector, region: Region) -> None:
    """Read a minimal forwarding header, behind the IP header that it changed."""
    octets = dissector.octets(region)
    header, size = minimal.MinimalHeader.decode(octets)
    wrong = internet_checksum(octets[:size])
    inside = dissector.add(header, region, size, "the checksum is wrong" if wrong else "")
    source = region.source if header.source is None else header.source
    inside = inside._replace(source=source, destination=header.destination)
    dissector.next_protocol(header.protocol, inside)


def read_udp(dissector: Dissector, region: Region) -> None:
    """Read a datagram; a well-known port at either end says what it carries."""
    octets = dissector.octets(region)
    header, size = udp.UdpHeader.decode(octets)
    if header.length < size or (header.length > len(octets) and not region.partial):
        raise WireError(f"UDP header: length {header.length} with {len(octets)} octets there")
    note = "" if region.partial else _checked(udp.parse, octets, region)
    after = dissector.add(header, region, size, note)
    end = region.start + min(header.length, len(octets))
    ports = (header.destination_port, header.source_port)
    dissector.next_port(ports, after._replace(end=end))
    dissector.add_rest(after._replace(start=end), "behind the datagram")


def read_tcp(dissector: Dissector, region: Region) -> None:
    """Read a segment with its options."""
    octets = dissector.octets(region)
    header, size = tcp.TcpHeader.decode(octets)
    end = header.data_offset * 4
    if not size <= end <= len(octets):
        raise WireError(f"TCP header: data offset {header.data_offset} is impossible")
    note = "" if region.partial else _checked(tcp.parse, octets, region)
    inside = dissector.add(header, region, size, note)
    for option, start, stop in tcp.walk_options(octets, size, end):
        inside = dissector.add(option, inside, stop - start)
    dissector.add_rest(inside)


def read_icmp(dissector: Dissector, region: Region) -> None:
    """Read an ICMP message with what it quotes or announces."""
    octets = dissector.octets(region)
    if octets[:1] and octets[0] not in icmp.TYPES:
        dissector.add_rest(region, f"ICMP type {octets[0]}")
        return
    header, size = icmp.TYPES[octets[0] if octets else 0].decode(octets)
    wrong = not region.partial and internet_checksum(octets)
    inside = dissector.add(header, region, size, "the checksum is wrong" if wrong else "")
    if isinstance(header, icmp.Unreachable | icmp.TimeExceeded):
        dissector.step(read_ipv4, inside._replace(partial=True))
    elif isinstance(header, icmp.RouterAdvertisement):
        _advertisement(dissector, header, inside)
    else:
        dissector.add_rest(inside)


def _advertisement(dissector: Dissector, header: icmp.RouterAdvertisement, region: Region) -> None:
    for _ in range(header.addresses):
        address, size = icmp.RouterAddress.decode(dissector.octets(region))
        region = dissector.add(address, region, size)
        if header.entry_size != 2:
            raise WireError(f"ICMP router advertisement: entries of {header.entry_size} words")
    while region.start < region.end:
        extension, size = router_advertisement.decode_extension(dissector.octets(region), 0)
        region = dissector.add(extension, region, size)


def _checked(parse: Callable[[bytes, int, int], object], octets: bytes, region: Region) -> str:
    """Return what *parse* complains of in whole octets, which can only be the checksum."""
    try:
        parse(octets, region.source, region.destination)
    except WireError as error:
        return str(error)
    return ""
