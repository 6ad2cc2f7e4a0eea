"""The names that Wireshark gives to what our field tables hold, so that its users know ours.

A test asks tshark for each of them.  Where Wireshark knows no name, the field tables' own hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

PROTOCOLS: Final[Mapping[str, tuple[str, ...]]] = {
    "eth": ("ethernet",),
    "arp": ("arp",),
    "dhcp": ("bootp", "dhcp-*"),
    "ip": ("ipv4",),
    "icmp": ("icmp-*", "mobility-agent-extension", "prefix-lengths-extension"),
    "udp": ("udp",),
    "tcp": ("tcp", "tcp-*"),
    "mip": (
        "registration-*", "mip-*", "udp-tunnel-*", "trusted-networks", "home-agent-parameter",
        "encapsulation-request", "binding-*", "esp-route-*", "path-*",
    ),
    "gre": ("gre",),
    "esp": ("esp", "esp-iv", "esp-padding", "esp-trailer", "esp-icv"),
    "udpencap": ("non-esp-marker", "nat-keepalive"),
    "isakmp": ("isakmp", "isakmp-*", "ikev1-*", "ikev2-*"),
    "wg": ("wireguard", "wireguard-*"),
}  # fmt: skip
"""Wireshark's protocols, and the keys of the headers that are theirs; `*` is any ending.

Where the first is a key, that header leads whatever else is the protocol's.
"""

SHORT: Final[Mapping[str, tuple[str, ...]]] = {
    "mip.request": ("registration-request",),
    "mip.reply": ("registration-reply",),
    "mip.tunnel": ("mip-tunnel-data",),
    "icmp.echo": ("icmp-echo",),
    "icmp.unreachable": ("icmp-unreachable",),
    "icmp.advertisement": ("icmp-router-advertisement",),
    "wg.data": ("wireguard-data",),
}
"""Short names of our own for messages; Wireshark compares a type for them."""

_MIP_MESSAGES: Final = (
    "registration-request", "registration-reply", "mip-tunnel-data", "binding-warning",
    "binding-request", "binding-update", "binding-acknowledge", "esp-route-request",
    "esp-route-reply", "path-setup", "path-acknowledge",
)  # fmt: skip
_ICMP_MESSAGES: Final = (
    "icmp-echo", "icmp-unreachable", "icmp-time-exceeded", "icmp-router-solicitation",
    "icmp-router-advertisement",
)  # fmt: skip


def _each(headers: tuple[str, ...], field: str) -> tuple[str, ...]:
    return tuple(f"{header}.{field}" for header in headers)


FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "eth.src": ("ethernet.source",),
    "eth.dst": ("ethernet.destination",),
    "eth.addr": ("ethernet.source", "ethernet.destination"),
    "eth.type": ("ethernet.ethertype",),
    "arp.opcode": ("arp.operation",),
    "arp.src.hw_mac": ("arp.sender_mac",),
    "arp.src.proto_ipv4": ("arp.sender",),
    "arp.dst.hw_mac": ("arp.target_mac",),
    "arp.dst.proto_ipv4": ("arp.target",),
    "dhcp.type": ("bootp.operation",),
    "dhcp.id": ("bootp.transaction",),
    "dhcp.ip.client": ("bootp.client",),
    "dhcp.ip.your": ("bootp.your",),
    "dhcp.ip.server": ("bootp.next_server",),
    "dhcp.ip.relay": ("bootp.relay",),
    "dhcp.hw.mac_addr": ("bootp.mac",),
    "dhcp.option.dhcp": ("dhcp-message-type.kind",),
    "ip.src": ("ipv4.source",),
    "ip.dst": ("ipv4.destination",),
    "ip.addr": ("ipv4.source", "ipv4.destination"),
    "ip.version": ("ipv4.version",),
    "ip.len": ("ipv4.total_length",),
    "ip.id": ("ipv4.identification",),
    "ip.flags.df": ("ipv4.dont_fragment",),
    "ip.flags.mf": ("ipv4.more_fragments",),
    "ip.ttl": ("ipv4.ttl",),
    "ip.proto": ("ipv4.protocol",),
    "ip.checksum": ("ipv4.checksum",),
    "icmp.type": _each(_ICMP_MESSAGES, "type"),
    "icmp.code": _each(_ICMP_MESSAGES, "code"),
    "icmp.ident": ("icmp-echo.identifier",),
    "icmp.seq": ("icmp-echo.sequence",),
    "icmp.mtu": ("icmp-unreachable.next_hop_mtu",),
    "icmp.lifetime": ("icmp-router-advertisement.lifetime",),
    "icmp.router_address": ("icmp-router-address.address",),
    "icmp.mip.seq": ("mobility-agent-extension.sequence",),
    "icmp.mip.life": ("mobility-agent-extension.registration_lifetime",),
    "icmp.mip.r": ("mobility-agent-extension.registration_required",),
    "icmp.mip.b": ("mobility-agent-extension.busy",),
    "icmp.mip.h": ("mobility-agent-extension.home_agent",),
    "icmp.mip.coa": ("mobility-agent-extension.care_of_addresses",),
    "icmp.mip.f": ("mobility-agent-extension.foreign_agent",),
    "udp.srcport": ("udp.source_port",),
    "udp.dstport": ("udp.destination_port",),
    "udp.port": ("udp.source_port", "udp.destination_port"),
    "udp.length": ("udp.length",),
    "udp.checksum": ("udp.checksum",),
    "tcp.srcport": ("tcp.source_port",),
    "tcp.dstport": ("tcp.destination_port",),
    "tcp.port": ("tcp.source_port", "tcp.destination_port"),
    "tcp.seq_raw": ("tcp.sequence",),
    "tcp.ack_raw": ("tcp.acknowledgment",),
    "tcp.window_size_value": ("tcp.window",),
    "tcp.checksum": ("tcp.checksum",),
    "tcp.flags.cwr": ("tcp.cwr",),
    "tcp.flags.ece": ("tcp.ece",),
    "tcp.flags.urg": ("tcp.urg",),
    "tcp.flags.ack": ("tcp.ack",),
    "tcp.flags.push": ("tcp.psh",),
    "tcp.flags.reset": ("tcp.rst",),
    "tcp.flags.syn": ("tcp.syn",),
    "tcp.flags.fin": ("tcp.fin",),
    "mip.type": _each(_MIP_MESSAGES, "type"),
    "mip.code": ("registration-reply.code",),
    "mip.life": ("registration-request.lifetime", "registration-reply.lifetime"),
    "mip.homeaddr": ("registration-request.home_address", "registration-reply.home_address"),
    "mip.haaddr": ("registration-request.home_agent", "registration-reply.home_agent"),
    "mip.coa": ("registration-request.care_of_address",),
    "mip.ident": ("registration-request.identification", "registration-reply.identification"),
    "mip.s": ("registration-request.simultaneous",),
    "mip.b": ("registration-request.broadcasts",),
    "mip.d": ("registration-request.decapsulates",),
    "mip.m": ("registration-request.minimal",),
    "mip.g": ("registration-request.gre",),
    "mip.t": ("registration-request.reverse_tunnel",),
    "mip.nai": ("mip-nai.nai",),
    "mip.auth.spi": ("mip-authentication.spi",),
    "mip.auth.auth": ("mip-authentication.authenticator",),
    "mip.nattt.nexthdr": ("mip-tunnel-data.next_header",),
    "mip.ext.utrq.f": ("udp-tunnel-request.force",),
    "mip.ext.utrq.encaptype": ("udp-tunnel-request.encapsulation",),
    "mip.ext.utrp.code": ("udp-tunnel-reply.code",),
    "mip.ext.utrp.keepalive": ("udp-tunnel-reply.keepalive",),
    "gre.proto": ("gre.protocol_type",),
    "gre.key": ("gre.tunnel_key",),
    "gre.sequence_number": ("gre.sequence",),
    "esp.spi": ("esp.spi",),
    "esp.sequence": ("esp.sequence",),
    "esp.iv": ("esp-iv.iv",),
    "esp.pad": ("esp-padding.padding",),
    "esp.pad_len": ("esp-trailer.pad_length",),
    "esp.protocol": ("esp-trailer.next_header",),
    "esp.icv": ("esp-icv.icv",),
    "isakmp.ispi": ("isakmp.initiator",),
    "isakmp.rspi": ("isakmp.responder",),
    "isakmp.exchangetype": ("isakmp.exchange",),
    "isakmp.messageid": ("isakmp.message_id",),
    "isakmp.length": ("isakmp.length",),
    "isakmp.flag_e": ("isakmp.encrypted",),
    "isakmp.flag_c": ("isakmp.commit",),
    "isakmp.flag_a": ("isakmp.authentication_only",),
    "isakmp.flag_i": ("isakmp.from_initiator",),
    "isakmp.flag_v": ("isakmp.higher_version",),
    "isakmp.flag_r": ("isakmp.response",),
    "isakmp.notify.msgtype": ("ikev1-notification.type", "ikev2-notify.type"),
    "isakmp.delete.spi": ("ikev1-delete.spis", "ikev2-delete.spis"),
    "isakmp.nonce": ("ikev1-nonce.value", "ikev2-nonce.value"),
    "isakmp.vid_bytes": ("ikev1-vid.vendor", "ikev2-vid.vendor"),
    "wg.type": (
        "wireguard-initiation.type", "wireguard-response.type", "wireguard-cookie.type",
        "wireguard-data.type",
    ),
    "wg.sender": ("wireguard-initiation.sender", "wireguard-response.sender"),
    "wg.receiver": (
        "wireguard-response.receiver", "wireguard-cookie.receiver", "wireguard-data.receiver",
    ),
}  # fmt: skip
"""Wireshark's fields, each with the fields of our tables that it reads, as `header.field`."""
