"""Frames made by hand, for the tests that take frames apart."""

from simulation.crypto.suites import SUITES
from simulation.dissection.dissector import Dissector, Region
from simulation.dissection.key_ring import HeldKey, KeyRing
from simulation.dissection.readers import FIRST, READERS
from simulation.ipsec.association import SecurityAssociation
from simulation.wire import application, ethernet, ipv4, udp
from simulation.wire.address import Address, Mac

HERE, THERE = Mac(bytes.fromhex("020000000001")), Mac(bytes.fromhex("020000000002"))
CARE_OF, X_HA, X_HOA, GATEWAY = map(
    Address.parse, ("203.0.113.137", "192.0.2.20", "192.0.2.130", "192.0.2.10")
)
TIA, I_HA, HOME, PEER = map(Address.parse, ("10.9.0.5", "10.1.0.1", "10.1.0.100", "10.3.0.10"))
SPI = 0xC0DE0001


def framed(packet, ethertype=ethernet.IPV4):
    return ethernet.frame(THERE, HERE, ethertype, packet)


def association(slug="aes-cbc-sha1"):
    suite = SUITES[slug]
    keys = [
        bytes([place]) * size
        for place, size in enumerate(
            (suite.encryption_octets, suite.authentication_octets, suite.salt_octets)
        )
    ]
    return SecurityAssociation(SPI, suite, *keys)


def held(sa, node="mn", at_ns=0):
    secret = {
        "encryption": sa.encryption_key,
        "authentication": sa.authentication_key,
        "salt": sa.salt,
    }
    return HeldKey(at_ns, node, f"esp:0x{SPI:08x}", sa.suite.slug, secret, {"spi": f"0x{SPI:08x}"})


def ring(sa):
    return KeyRing([held(sa)])


def flow_packet(octets=60):
    payload = application.payload(direction=1, flow=0, number=7, sent_ns=10**9, octets=octets)
    return ipv4.packet(PEER, HOME, ipv4.UDP, udp.datagram(PEER, HOME, 5004, 5004, payload))


def udp_packet(port, payload, source=CARE_OF, destination=X_HA):
    body = udp.datagram(source, destination, port, port, payload)
    return ipv4.packet(source, destination, ipv4.UDP, body)


def sealed_packet(sa):
    """Return option 1.1's whole nest: tunnel, ESP, tunnel, user's datagram."""
    inside = ipv4.packet(I_HA, TIA, ipv4.IPIP, flow_packet())
    outside = ipv4.packet(GATEWAY, X_HOA, ipv4.ESP, sa.seal(inside, ipv4.IPIP))
    return ipv4.packet(X_HA, CARE_OF, ipv4.IPIP, outside)


def layers(frame, keys=None, first="ethernet"):
    dissector = Dissector(frame, keys or KeyRing(), READERS)
    dissector.step(FIRST[first], Region(0, 0, len(frame)))
    return dissector.layers


def keys_of(frame, keys=None):
    return [layer.header.key for layer in layers(frame, keys)][1:]


def notes(frame, keys=None):
    return {layer.header.key: layer.note for layer in layers(frame, keys) if layer.note}
