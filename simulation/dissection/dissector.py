"""Reads the layers of a frame one after the other: which header follows which, and where it ends.

Unlike a role, the dissector forgives: a wrong checksum is noted and reading goes on, and what
makes no sense ends in a `malformed` layer.  It never raises on octets.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from simulation.dissection.ike_layers import read_isakmp
from simulation.dissection.key_ring import KeyRing, Opened
from simulation.dissection.wireguard_layers import read_wireguard
from simulation.errors import WireError
from simulation.wire import (
    application,
    arp,
    dhcp,
    esp,
    ethernet,
    gre,
    icmp,
    ipv4,
    minimal,
    mip_udp,
    mobile_ip,
    router_advertisement,
    tcp,
    udp,
)
from simulation.wire.checksum import internet_checksum
from simulation.wire.fields import Header
from simulation.wire.opaque import Data, FragmentData, MalformedData, SealedData
from simulation.wire.wireguard import PORT as WIREGUARD

MOST_LAYERS: Final = 64
"""Layers after which the rest is shown as data, so that no frame costs more than it is worth."""


@dataclass(frozen=True, slots=True)
class DissectedLayer:
    """One header, or octets without one: where it lies, and what reading it showed.

    *start* and *end* are octets within the buffer numbered *buffer*; *sealed_by* is the id of
    the key that opened that buffer, or empty; *note* is a remark, empty where all is well.
    """

    header: Header
    buffer: int
    start: int
    end: int
    sealed_by: str = ""
    note: str = ""


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


class Dissector:
    """The buffers of one frame and the layers found in them so far."""

    def __init__(self, frame: bytes, keys: KeyRing) -> None:
        self.buffers = [frame]
        self.layers: list[DissectedLayer] = []
        self.keys = keys

    # -- what every reader stands on ----------------------------------------------------------

    def octets(self, region: Region) -> bytes:
        """Return the octets of *region*."""
        return self.buffers[region.buffer][region.start : region.end]

    def add(self, header: Header, region: Region, octets: int, note: str = "") -> Region:
        """Note *header* over the next *octets* octets and return the region behind it."""
        end = region.start + octets
        self.layers.append(
            DissectedLayer(header, region.buffer, region.start, end, region.sealed_by, note)
        )
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
        self.step(_PROTOCOLS.get(protocol, Dissector.read_data), region)

    # -- links and IP -------------------------------------------------------------------------

    def read_ethernet(self, region: Region) -> None:
        """Read a frame of the link."""
        header, size = ethernet.EthernetHeader.decode(self.octets(region))
        region = self.add(header, region, size)
        reader = {ethernet.IPV4: Dissector.read_ipv4, ethernet.ARP: Dissector.read_arp}
        self.step(reader.get(header.ethertype, Dissector.read_data), region)

    def read_arp(self, region: Region) -> None:
        """Read an ARP message; what follows is padding."""
        header, size = arp.Arp.decode(self.octets(region))
        self.add_rest(self.add(header, region, size), "padding of the link")

    def read_ipv4(self, region: Region) -> None:
        """Read a packet; of a later fragment nothing further can be read."""
        octets = self.octets(region)
        header, size = ipv4.IPv4Header.decode(octets)
        if header.version != 4:
            raise WireError(f"IPv4 header: version {header.version} is not 4")
        end = region.start + min(header.total_length, len(octets))
        if header.total_length < size or (header.total_length > len(octets) and not region.partial):
            raise WireError(
                f"IPv4 header: total length {header.total_length} with {len(octets)} octets there"
            )
        wrong = internet_checksum(octets[:size])
        after = self.add(header, region, size, "the header checksum is wrong" if wrong else "")
        inside = after._replace(
            end=end,
            source=header.source,
            destination=header.destination,
            partial=region.partial or header.more_fragments,
        )
        if header.fragment_offset:
            piece = self.octets(inside)
            self.add(FragmentData(octets=piece), inside, len(piece))
        else:
            self.next_protocol(header.protocol, inside)
        self.add_rest(after._replace(start=end), "padding behind the packet")

    def read_gre(self, region: Region) -> None:
        """Read a GRE tunnel."""
        octets = self.octets(region)
        header, size = gre.GreHeader.decode(octets)
        wrong = header.checksum_present and not region.partial and internet_checksum(octets)
        inside = self.add(header, region, size, "the checksum is wrong" if wrong else "")
        plain = header.protocol_type == ethernet.IPV4 and not header.version
        self.step(Dissector.read_ipv4 if plain else Dissector.read_data, inside)

    def read_minimal(self, region: Region) -> None:
        """Read a minimal forwarding header, behind the IP header that it changed."""
        octets = self.octets(region)
        header, size = minimal.MinimalHeader.decode(octets)
        wrong = internet_checksum(octets[:size])
        inside = self.add(header, region, size, "the checksum is wrong" if wrong else "")
        source = region.source if header.source is None else header.source
        inside = inside._replace(source=source, destination=header.destination)
        self.next_protocol(header.protocol, inside)

    # -- transport ----------------------------------------------------------------------------

    def read_udp(self, region: Region) -> None:
        """Read a datagram; a well-known port at either end says what it carries."""
        octets = self.octets(region)
        header, size = udp.UdpHeader.decode(octets)
        if header.length < size or (header.length > len(octets) and not region.partial):
            raise WireError(f"UDP header: length {header.length} with {len(octets)} octets there")
        note = "" if region.partial else _checked(udp.parse, octets, region)
        after = self.add(header, region, size, note)
        end = region.start + min(header.length, len(octets))
        ports = (header.destination_port, header.source_port)
        reader = next((_PORTS[port] for port in ports if port in _PORTS), Dissector.read_data)
        self.step(reader, after._replace(end=end))
        self.add_rest(after._replace(start=end), "behind the datagram")

    def read_tcp(self, region: Region) -> None:
        """Read a segment with its options."""
        octets = self.octets(region)
        header, size = tcp.TcpHeader.decode(octets)
        end = header.data_offset * 4
        if not size <= end <= len(octets):
            raise WireError(f"TCP header: data offset {header.data_offset} is impossible")
        note = "" if region.partial else _checked(tcp.parse, octets, region)
        inside = self.add(header, region, size, note)
        for option, start, stop in tcp.walk_options(octets, size, end):
            inside = self.add(option, inside, stop - start)
        self.add_rest(inside)

    def read_icmp(self, region: Region) -> None:
        """Read an ICMP message with what it quotes or announces."""
        octets = self.octets(region)
        if octets[:1] and octets[0] not in icmp.TYPES:
            self.add_rest(region, f"ICMP type {octets[0]}")
            return
        header, size = icmp.TYPES[octets[0] if octets else 0].decode(octets)
        wrong = not region.partial and internet_checksum(octets)
        inside = self.add(header, region, size, "the checksum is wrong" if wrong else "")
        if isinstance(header, icmp.Unreachable | icmp.TimeExceeded):
            self.step(Dissector.read_ipv4, inside._replace(partial=True))
        elif isinstance(header, icmp.RouterAdvertisement):
            self._advertisement(header, inside)
        else:
            self.add_rest(inside)

    def _advertisement(self, header: icmp.RouterAdvertisement, region: Region) -> None:
        for _ in range(header.addresses):
            address, size = icmp.RouterAddress.decode(self.octets(region))
            region = self.add(address, region, size)
            if header.entry_size != 2:
                raise WireError(f"ICMP router advertisement: entries of {header.entry_size} words")
        while region.start < region.end:
            extension, size = router_advertisement.decode_extension(self.octets(region), 0)
            region = self.add(extension, region, size)

    # -- what stands on UDP -------------------------------------------------------------------

    def read_mobile_ip(self, region: Region) -> None:
        """Read what stands on UDP port 434: a message with extensions, or tunnel data."""
        octets = self.octets(region)
        if octets[:1] == bytes([mip_udp.TUNNEL_DATA]):
            header, size = mip_udp.MipTunnelData.decode(octets)
            self.next_protocol(header.next_header, self.add(header, region, size))
            return
        for each, start, end in mobile_ip.walk(octets):
            note = ""
            if isinstance(each, mobile_ip.AuthenticationExtension):
                note = self._authentication(octets, each)
            region = self.add(each, region, end - start, note)

    def _authentication(self, octets: bytes, each: mobile_ip.AuthenticationExtension) -> str:
        key = self.keys.authenticates(octets, each.type, each.spi)
        if key is None:
            return ""
        return f"authentic under {key}" if key else "the authenticator is wrong"

    def read_dhcp(self, region: Region) -> None:
        """Read a DHCP message with its options."""
        for each, start, end in dhcp.walk(self.octets(region)):
            region = self.add(each, region, end - start)
        self.add_rest(region, "padding behind the options")

    def read_flow(self, region: Region) -> None:
        """Read the payload of the measured flow."""
        octets = self.octets(region)
        if octets[:4] != application.MAGIC:
            self.add_rest(region)
            return
        header, size = application.FlowHeader.decode(octets)
        self.add_rest(self.add(header, region, size), "fills the payload up to its size")

    def read_nat_traversal(self, region: Region) -> None:
        """Read what stands on UDP port 4500: ESP, IKE behind its marker, a keepalive."""
        octets = self.octets(region)
        if esp.is_keepalive(octets):
            self.add(esp.NatKeepalive(), region, len(octets))
        elif esp.is_ike(octets):
            header, size = esp.NonEspMarker.decode(octets)
            self.step(read_isakmp, self.add(header, region, size))
        else:
            self.step(Dissector.read_esp, region)

    # -- what is sealed -----------------------------------------------------------------------

    def sealed(self, region: Region, note: str) -> Region:
        """Show the region as ciphertext and return what is behind it."""
        octets = self.octets(region)
        return self.add(SealedData(octets=octets), region, len(octets), note) if octets else region

    def read_esp(self, region: Region) -> None:
        """Read ESP; where a key fits, what it carries becomes a buffer of its own."""
        octets = self.octets(region)
        header, size = esp.EspHeader.decode(octets)
        opened = None if region.partial else self.keys.open_esp(octets)
        inside = self.add(header, region, size)
        if opened is None:
            self.sealed(inside, self._shut(header.spi, region))
            return
        body = self.octets(inside)
        iv, icv = body[: opened.iv_octets], body[len(body) - opened.icv_octets :]
        inside = self.add(esp.EspIv(iv=iv), inside, len(iv))
        inside = self.sealed(inside._replace(end=region.end - len(icv)), f"opened by {opened.key}")
        self.add(esp.EspIcv(icv=icv), inside._replace(end=region.end), len(icv), "right")
        self.step(Dissector.read_esp_clear, self.opened(opened, region))

    def _shut(self, spi: int, region: Region) -> str:
        """Return why ESP stays shut."""
        if region.partial:
            return "a piece of a packet: cannot be opened"
        return "the ICV is wrong: not opened" if self.keys.esp(spi) else "no key at hand"

    def opened(self, opened: Opened, region: Region) -> Region:
        """Keep what was opened as a buffer of its own and return the region that it is."""
        self.buffers.append(opened.clear)
        return Region(
            len(self.buffers) - 1, 0, len(opened.clear), opened.key, region.source,
            region.destination,
        )  # fmt: skip

    def read_esp_clear(self, region: Region) -> None:
        """Read what ESP had sealed: a packet, padding and trailer."""
        clear = self.octets(region)
        trailer, _ = esp.EspTrailer.decode(clear, len(clear) - 2)
        end = len(clear) - 2 - trailer.pad_length
        if end < 0:
            raise WireError(f"ESP trailer: {trailer.pad_length} octets of padding are not there")
        self.next_protocol(trailer.next_header, region._replace(end=end))
        tail = region._replace(start=end)
        if trailer.pad_length:
            padding = clear[end:-2]
            tail = self.add(esp.EspPadding(padding=padding), tail, len(padding))
        self.add(trailer, tail, 2)


def _checked(parse: Callable[[bytes, int, int], object], octets: bytes, region: Region) -> str:
    """Return what *parse* complains of in whole octets, which can only be the checksum."""
    try:
        parse(octets, region.source, region.destination)
    except WireError as error:
        return str(error)
    return ""


FIRST: Mapping[str, Reader] = {
    "ethernet": Dissector.read_ethernet,
    "ipv4": Dissector.read_ipv4,
    "udp": Dissector.read_udp,
    "esp": Dissector.read_esp,
    "isakmp": read_isakmp,
    "mobile-ip": Dissector.read_mobile_ip,
}
_PROTOCOLS: Mapping[int, Reader] = {
    ipv4.ICMP: Dissector.read_icmp,
    ipv4.IPIP: Dissector.read_ipv4,
    ipv4.TCP: Dissector.read_tcp,
    ipv4.UDP: Dissector.read_udp,
    ipv4.GRE: Dissector.read_gre,
    ipv4.ESP: Dissector.read_esp,
    ipv4.MINIMAL: Dissector.read_minimal,
}
_PORTS: Mapping[int, Reader] = {
    udp.MOBILE_IP: Dissector.read_mobile_ip,
    udp.DHCP_SERVER: Dissector.read_dhcp,
    udp.DHCP_CLIENT: Dissector.read_dhcp,
    udp.ISAKMP: read_isakmp,
    udp.NAT_TRAVERSAL: Dissector.read_nat_traversal,
    udp.FLOW: Dissector.read_flow,
    WIREGUARD: read_wireguard,
}
