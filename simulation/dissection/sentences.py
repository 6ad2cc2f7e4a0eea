"""One sentence for each layer of a packet, made from nothing but what stands in its octets."""

from collections.abc import Callable, Mapping, Sequence

from simulation.dissection.ike_sentences import IKE_SENTENCES
from simulation.wire import (
    application,
    arp,
    dhcp,
    esp,
    ethernet,
    extension,
    gre,
    icmp,
    ipv4,
    isakmp,
    minimal,
    mip_udp,
    opaque,
    registration,
    route_optimization,
    router_advertisement,
    tcp,
    udp,
    wireguard,
)
from simulation.wire.address import ETHERNET_BROADCAST
from simulation.wire.fields import Bits, Header

_CARRIED: Mapping[str, str] = {
    "arp": "ARP",
    "data": "data",
    "esp": "ESP",
    "flow": "application data",
    "fragment": "a fragment",
    "gre": "a GRE tunnel",
    "ipv4": "a whole IP packet",
    "isakmp": "IKE",
    "bootp": "DHCP",
    "malformed": "malformed octets",
    "minimal": "a tunnel with minimal encapsulation",
    "mip-tunnel-data": "a Mobile IP tunnel",
    "nat-keepalive": "a NAT keepalive",
    "non-esp-marker": "IKE behind its marker",
    "tcp": "TCP",
    "udp": "UDP",
    "wireguard-data": "WireGuard",
}


def sentences(headers: Sequence[Header]) -> list[str]:
    """Return a sentence for each of *headers*, the layers of one frame, outermost first."""
    return [_sentence(header, place, headers) for place, header in enumerate(headers)]


def _sentence(header: Header, place: int, headers: Sequence[Header]) -> str:
    kind = type(header)
    if kind in IKE_SENTENCES:
        return IKE_SENTENCES[kind](header)
    return _SENTENCES.get(kind, _plain)(header, place, headers)


def _plain(header: Header, place: int, headers: Sequence[Header]) -> str:  # noqa: ARG001
    """Name the fields that say something."""
    told = []
    for span in header.spans():
        field = span.row.field
        if span.row.name in {"length", "next_payload"} or "eserved" in field.label:
            continue
        octets = span.width // 8
        long = not isinstance(field, Bits) and octets > 8 and not field.text
        told.append(f"{field.label} of {octets} octets" if long else f"{field.label} {span.text}")
    return f"{header.title}: {', '.join(told)}." if told else f"{header.title}."


def _carries(place: int, headers: Sequence[Header]) -> str:
    if place + 1 == len(headers):
        return "nothing"
    inside = headers[place + 1]
    return _CARRIED.get(inside.key, inside.title)


def _flags(header: Header) -> str:
    """Return the labels of the flags that are set."""
    labels = [
        row.field.label for row in header.table if row.kind is bool and getattr(header, row.name)
    ]
    return f"; flags {', '.join(labels)}" if labels else ""


def _seconds(seconds: int) -> str:
    return "without limit" if seconds == 0xFFFF else f"for {seconds} s"


def _ethernet(header: ethernet.EthernetHeader, place: int, headers: Sequence[Header]) -> str:
    everyone = header.destination == ETHERNET_BROADCAST
    target = "every station on the link" if everyone else str(header.destination)
    return f"On this link from {header.source} to {target}; carries {_carries(place, headers)}."


def _arp(header: arp.Arp, *_: object) -> str:
    if header.sender == header.target:
        return f"Gratuitous ARP: {header.sender} is at {header.sender_mac}; correct your caches."
    if header.operation == arp.REQUEST:
        return f"ARP request: {header.sender} asks which station answers for {header.target}."
    return f"ARP reply to {header.target}: {header.sender} is at {header.sender_mac}."


def _ipv4(header: ipv4.IPv4Header, place: int, headers: Sequence[Header]) -> str:
    told = f"{_position(place, headers)}: from {header.source} to {header.destination}"
    if header.fragment_offset:
        told += f"; a fragment from octet {header.fragment_offset * 8} on"
    elif header.more_fragments:
        told += "; the first fragment of a packet"
    elif header.dont_fragment:
        told += "; not to be fragmented"
    return f"{told}; {header.ttl} hops left; carries {_carries(place, headers)}."


def _position(place: int, headers: Sequence[Header]) -> str:
    """Return how an IP header stands to the others of the frame."""
    quoted = [i for i, each in enumerate(headers) if isinstance(each, _ERRORS)]
    if quoted and quoted[0] < place:
        return "Quoted IP header"
    end = quoted[0] if quoted else len(headers)
    places = [i for i, each in enumerate(headers[:end]) if isinstance(each, ipv4.IPv4Header)]
    if len(places) == 1:
        return "IP header"
    if place == places[0]:
        return "Outer IP header"
    if place == places[-1]:
        return "Inner IP header" if len(places) == 2 else "Innermost IP header"
    return f"IP header {places.index(place) + 1} of {len(places)}"


_ERRORS = (icmp.Unreachable, icmp.TimeExceeded)


def _udp(header: udp.UdpHeader, *_: object) -> str:
    bare = " and no checksum" if not header.checksum else ""
    service = udp.PORTS.get(header.destination_port) or udp.PORTS.get(header.source_port)
    told = f" ({service})" if service else ""
    ports = f"from port {header.source_port} to port {header.destination_port}"
    return f"UDP {ports}{told} with {header.length - 8} octets of data{bare}."


def _tcp(header: tcp.TcpHeader, *_: object) -> str:
    told = f"TCP from port {header.source_port} to port {header.destination_port}"
    told += f": octet {header.sequence} of the stream"
    if header.ack:
        told += f", everything before {header.acknowledgment} has arrived"
    return told + _flags(header) + "."


def _request(header: registration.RegistrationRequest, *_: object) -> str:
    agent, home, care_of = header.home_agent, header.home_address, header.care_of_address
    if header.lifetime == 0:
        what = "all bindings" if care_of == home else f"the binding to {care_of}"
        return f"Asks home agent {agent} to end {what} of {home}{_flags(header)}."
    told = f"Asks home agent {agent} to tunnel what comes for {home} to care-of address {care_of}"
    return f"{told}, {_seconds(header.lifetime)}{_flags(header)}."


def _reply(header: registration.RegistrationReply, *_: object) -> str:
    told = f"Answer about {home}" if (home := header.home_address) else "Answer"
    told += f" at home agent {header.home_agent}: {header.named('code')}"
    if header.code > 1:
        return f"{told} (code {header.code})."
    return f"{told}, {_seconds(header.lifetime) if header.lifetime else 'deregistered'}."


def _authentication(header: extension.AuthenticationExtension, *_: object) -> str:
    return f"{header.named('type')}: a keyed hash under SPI 0x{header.spi:x} over all before it."


def _tunnel_request(header: extension.UdpTunnelRequest, *_: object) -> str:
    when = "in any case" if header.force else "if a NAT is on the way"
    return f"Asks to tunnel {header.named('encapsulation')} over UDP {when}{_flags(header)}."


def _tunnel_reply(header: extension.UdpTunnelReply, *_: object) -> str:
    if header.code:
        return f"The home agent will not tunnel over UDP (code {header.code})."
    pause = f"; keepalive after {header.keepalive} s" if header.keepalive else ""
    return f"The home agent will tunnel over UDP{pause}{_flags(header)}."


def _binding_update(header: route_optimization.BindingUpdate, *_: object) -> str:
    if not header.lifetime:
        return f"Forget where {header.home_address} is{_flags(header)}."
    told = f"{header.home_address} is at care-of address {header.care_of_address}"
    return f"{told}, {_seconds(header.lifetime)}{_flags(header)}."


def _binding_acknowledge(header: route_optimization.BindingAcknowledge, *_: object) -> str:
    return f"The binding of {header.home_address}: {header.named('status')}."


def _esp_route(header: route_optimization.EspRouteRequest, *_: object) -> str:
    told = f"Asks to deliver ESP with SPI 0x{header.spi:08x}, sent by {header.gateway}"
    told += f" for {header.inner_address}, through {header.care_of_address}"
    return f"{told}, {_seconds(header.lifetime)}."


def _path_setup(header: route_optimization.PathSetup, *_: object) -> str:
    if not header.lifetime:
        return f"Take away the host route of {header.home_address}."
    told = f"Route {header.home_address} towards access router {header.access_router}"
    return f"{told}, {_seconds(header.lifetime)}."


def _tunnel_data(header: mip_udp.MipTunnelData, *_: object) -> str:
    inside = header.named("next_header")
    return f"Mobile IP tunnel over UDP, so that a NAT lets it through: {inside} follows."


def _gre(header: gre.GreHeader, place: int, headers: Sequence[Header]) -> str:
    return f"GRE tunnel; carries {_carries(place, headers)}{_flags(header)}."


def _minimal(header: minimal.MinimalHeader, *_: object) -> str:
    sender = f" from {header.source}" if header.source is not None else ""
    told = f"Before the tunnel the packet went{sender} to {header.destination}"
    return f"{told} and carried {header.named('protocol')}."


def _echo(header: icmp.Echo, *_: object) -> str:
    kind = header.named("type").capitalize()
    return f"{kind} {header.sequence} with identifier {header.identifier}."


def _unreachable(header: icmp.Unreachable, *_: object) -> str:
    mtu = f"; the next link takes {header.next_hop_mtu} octets" if header.next_hop_mtu else ""
    return f"The packet quoted below ended here: {header.named('code')}{mtu}."


def _time_exceeded(header: icmp.TimeExceeded, *_: object) -> str:
    return f"The packet quoted below ended here: {header.named('code')}."


def _advertisement(header: icmp.RouterAdvertisement, *_: object) -> str:
    count = f"{header.addresses} address{'' if header.addresses == 1 else 'es'}"
    return f"A router with {count} is here, believe it for {header.lifetime} s."


def _mobility(header: router_advertisement.MobilityAgentExtension, *_: object) -> str:
    parts = [("foreign agent", header.foreign_agent), ("home agent", header.home_agent)]
    offered = " and ".join(name for name, offers in parts if offers) or "nothing"
    care_of = f", care-of address {header.care_of_addresses}" if header.care_of_addresses else ""
    told = f"Advertisement {header.sequence} of a mobility agent that offers {offered}{care_of}"
    return f"{told}; registers {_seconds(header.registration_lifetime)}{_flags(header)}."


def _prefixes(header: router_advertisement.PrefixLengthsExtension, *_: object) -> str:
    return f"Prefix lengths of the addresses above: {', '.join(map(str, header.lengths))}."


def _bootp(header: dhcp.Bootp, place: int, headers: Sequence[Header]) -> str:
    kinds = [each for each in headers[place:] if isinstance(each, dhcp.MessageType)]
    name = kinds[0].named("kind") if kinds else header.named("operation")
    given = f"; gives {header.your}" if header.your else ""
    return f"DHCP {name} for client {header.mac}, transaction 0x{header.transaction:08x}{given}."


def _flow(header: application.FlowHeader, *_: object) -> str:
    told = f"Datagram {header.number} of flow {header.flow} {header.named('direction')}"
    return f"{told}, sent at {header.sent_ns / 1e9:.6f} s."


def _esp(header: esp.EspHeader, *_: object) -> str:
    return f"ESP packet {header.sequence} under SPI 0x{header.spi:08x}."


def _iv(header: esp.EspIv, *_: object) -> str:
    return f"The cipher starts from these {len(header.iv)} octets."


def _padding(header: esp.EspPadding, *_: object) -> str:
    count = len(header.padding)
    told = "1 octet fills" if count == 1 else f"{count} octets fill"
    return f"{told} the last block of the cipher."


def _icv(header: esp.EspIcv, *_: object) -> str:
    return f"Proof of {len(header.icv)} octets that only a holder of the key can make."


def _trailer(header: esp.EspTrailer, *_: object) -> str:
    inside = header.named("next_header")
    return f"{header.pad_length} octets of padding before; what was sealed is {inside}."


def _keepalive(*_: object) -> str:
    return "Keeps the NAT's mapping alive; the receiver ignores it."


def _wireguard(header: wireguard.TransportData, *_: object) -> str:
    number = int.from_bytes(header.counter, "little")
    sealed = len(header.packet) - wireguard.MAC_OCTETS
    told = f"with {sealed} octets sealed" if sealed > 0 else "that is empty: a keepalive"
    return f"WireGuard packet {number} for receiver index {header.receiver.hex()} {told}."


def _isakmp(header: isakmp.IsakmpHeader, *_: object) -> str:
    told = f"IKEv{header.major} {header.named('exchange')}"
    if header.major == 1:
        state = "encrypted" if header.encrypted else "in clear"
        return f"{told}, message ID 0x{header.message_id:08x}, {state}."
    side = "response" if header.response else "request"
    return f"{told}, {side} {header.message_id}."


def _opaque(header: opaque.Data, *_: object) -> str:
    count = len(header.octets)
    return f"{header.title}: {count} octet{'' if count == 1 else 's'}."


_SENTENCES: Mapping[type[Header], Callable[..., str]] = {
    ethernet.EthernetHeader: _ethernet,
    arp.Arp: _arp,
    ipv4.IPv4Header: _ipv4,
    udp.UdpHeader: _udp,
    tcp.TcpHeader: _tcp,
    registration.RegistrationRequest: _request,
    registration.RegistrationReply: _reply,
    extension.AuthenticationExtension: _authentication,
    extension.UdpTunnelRequest: _tunnel_request,
    extension.UdpTunnelReply: _tunnel_reply,
    route_optimization.BindingUpdate: _binding_update,
    route_optimization.BindingAcknowledge: _binding_acknowledge,
    route_optimization.EspRouteRequest: _esp_route,
    route_optimization.PathSetup: _path_setup,
    mip_udp.MipTunnelData: _tunnel_data,
    gre.GreHeader: _gre,
    minimal.MinimalHeader: _minimal,
    icmp.Echo: _echo,
    icmp.Unreachable: _unreachable,
    icmp.TimeExceeded: _time_exceeded,
    icmp.RouterAdvertisement: _advertisement,
    router_advertisement.MobilityAgentExtension: _mobility,
    router_advertisement.PrefixLengthsExtension: _prefixes,
    dhcp.Bootp: _bootp,
    application.FlowHeader: _flow,
    esp.EspHeader: _esp,
    esp.EspIv: _iv,
    esp.EspPadding: _padding,
    esp.EspIcv: _icv,
    esp.EspTrailer: _trailer,
    esp.NatKeepalive: _keepalive,
    isakmp.IsakmpHeader: _isakmp,
    wireguard.TransportData: _wireguard,
    opaque.Data: _opaque,
    opaque.FragmentData: _opaque,
    opaque.SealedData: _opaque,
    opaque.MalformedData: _opaque,
}
