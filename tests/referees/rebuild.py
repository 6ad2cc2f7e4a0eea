"""Has scapy parse a layer and write it again, lengths and checksums worked out anew."""

from collections.abc import Callable
from functools import lru_cache

from scapy.layers.dhcp import BOOTP
from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.layers.ipsec import ESP, SecurityAssociation
from scapy.layers.l2 import ARP, GRE, Ether
from scapy.layers.mobileip import MobileIP
from scapy.packet import Packet, Raw

from tests.referees.layers import EspKey, Layer

CIPHERS = {
    "AES-CBC [RFC3602]": "AES-CBC",
    "TripleDES-CBC [RFC2451]": "3DES",
    "AES-GCM with 16 octet ICV [RFC4106]": "AES-GCM",
}
AUTHENTICATIONS = {"HMAC-SHA-1-96 [RFC2404]": "HMAC-SHA1-96", "NULL": "NULL"}


def rebuilt(layer: Layer, keys: dict[int, EspKey]) -> bytes | None:
    """Return what scapy makes of *layer*, to be compared with its octets; `None` if unknown."""
    if layer.protocol == "esp":
        return _esp(layer, keys[int.from_bytes(layer.octets[:4], "big")])
    rebuild = _REBUILD.get(layer.protocol)
    return rebuild(layer) if rebuild else None


def _alone(packet: Packet) -> tuple[Packet, Raw]:
    """Return the outermost header by itself, and all that follows it as plain octets."""
    payload = Raw(bytes(packet.payload))
    packet.remove_payload()
    return packet, payload


def _ip(layer: Layer) -> bytes:
    header, payload = _alone(IP(layer.octets))
    header.ihl = header.len = header.chksum = None
    return bytes(header / payload)


def _above_ip(kind: type[Packet], number: int) -> Callable[[Layer], bytes]:
    def rebuild(layer: Layer) -> bytes:
        header, payload = _alone(kind(layer.octets))
        if kind is UDP:
            header.len = None
        if header.chksum:
            header.chksum = None
        ends = IP(src=_dotted(layer.source), dst=_dotted(layer.destination), proto=number)
        return bytes(ends / header / payload)[20:]

    return rebuild


def _icmp(layer: Layer) -> bytes:
    header, payload = _alone(ICMP(layer.octets))
    header.chksum = None
    return bytes(header / payload)


def _as_parsed(kind: type[Packet]) -> Callable[[Layer], bytes]:
    return lambda layer: bytes(_forget_octets(kind(layer.octets)))


def _forget_octets(packet: Packet) -> Packet:
    """Make scapy write every layer from its fields, not from the octets that it kept."""
    layer = packet
    while layer:
        layer.raw_packet_cache = None
        layer = layer.payload
    return packet


def _esp(layer: Layer, key: EspKey) -> bytes:
    ends = IP(src=_dotted(layer.source), dst=_dotted(layer.destination), proto=50)
    tunnel = layer.next_header == 4
    association = _association(key, layer.octets[:4], bytes(ends) if tunnel else b"")
    clear = association.decrypt(ends / ESP(layer.octets))
    inner = bytes(clear if tunnel else clear.payload)
    assert inner == layer.opened, "scapy opens it to something else"
    if layer.next_header == 59:
        return layer.octets  # nothing that scapy could write again
    sealed = association.encrypt(
        clear,
        seq_num=int.from_bytes(layer.octets[4:8], "big"),
        iv=layer.octets[8 : 8 + association.crypt_algo.iv_size],
    )
    return bytes(sealed[ESP])


@lru_cache(maxsize=64)
def _association(key: EspKey, spi: bytes, tunnel: bytes) -> SecurityAssociation:
    return SecurityAssociation(
        ESP,
        spi=int.from_bytes(spi, "big"),
        crypt_algo=CIPHERS[key.encryption],
        crypt_key=key.key,
        auth_algo=AUTHENTICATIONS[key.authentication],
        auth_key=key.authentication_key or None,
        tunnel_header=IP(tunnel) if tunnel else None,
    )


def _dotted(octets: bytes) -> str:
    return ".".join(map(str, octets))


_REBUILD: dict[str, Callable[[Layer], bytes]] = {
    "ethernet": lambda layer: bytes(_forget_octets(Ether(layer.octets[:14]))) + layer.octets[14:],
    "arp": _as_parsed(ARP),
    "ip": _ip,
    "icmp": _icmp,
    "udp": _above_ip(UDP, 17),
    "tcp": _above_ip(TCP, 6),
    "gre": lambda layer: bytes(_forget_octets(GRE(layer.octets[:4]))) + layer.octets[4:],
    "dhcp": _as_parsed(BOOTP),
    "mip": _as_parsed(MobileIP),
}
