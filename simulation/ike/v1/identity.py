"""Identities and selectors as IKEv1 writes them: RFC 2407 section 4.6.2."""

from simulation.errors import WireError
from simulation.wire.address import Address, Prefix
from simulation.wire.ikev1 import (
    ID_FQDN,
    ID_IPV4,
    ID_IPV4_SUBNET,
    ID_USER_FQDN,
    IdentificationPayload,
)
from simulation.wire.isakmp import Node


def of_name(identity: str) -> IdentificationPayload:
    """Return the payload for a dotted quad, ``user@domain`` or a domain name."""
    try:
        return IdentificationPayload(type=ID_IPV4, data=Address.parse(identity).octets)
    except WireError:
        kind = ID_USER_FQDN if "@" in identity else ID_FQDN
        return IdentificationPayload(type=kind, data=identity.encode("ascii", "replace"))


def name_of(node: Node) -> str:
    """Return the identity that a payload states; raise `WireError` for kinds not understood."""
    header = node.header
    if not isinstance(header, IdentificationPayload):
        raise WireError("an identification payload was expected")
    if header.type == ID_IPV4 and len(header.data) == 4:
        return str(Address(int.from_bytes(header.data, "big")))
    if header.type in (ID_FQDN, ID_USER_FQDN):
        text = header.data.decode("ascii", "replace")
        if text and text.isprintable():
            return text
    raise WireError(f"an identity of type {header.type} with {len(header.data)} octets")


def of_prefix(prefix: Prefix) -> IdentificationPayload:
    """Return the payload for a selector: one address, or a network and its mask."""
    if prefix.length == 32:
        return IdentificationPayload(type=ID_IPV4, data=prefix.network.octets)
    data = prefix.network.octets + prefix.mask.octets
    return IdentificationPayload(type=ID_IPV4_SUBNET, data=data)


def prefix_of(node: Node) -> Prefix:
    """Return the selector that a payload states; raise `WireError` for kinds not understood."""
    header = node.header
    if isinstance(header, IdentificationPayload):
        number = int.from_bytes(header.data, "big")
        if header.type == ID_IPV4 and len(header.data) == 4:
            return Prefix.host(Address(number))
        if header.type == ID_IPV4_SUBNET and len(header.data) == 8:
            mask = number & 0xFFFFFFFF
            length = mask.bit_count()
            if mask == 0xFFFFFFFF << (32 - length) & 0xFFFFFFFF:
                return Prefix(Address(number >> 32 & mask), length)
    raise WireError("a selector that is neither an address nor a network")
