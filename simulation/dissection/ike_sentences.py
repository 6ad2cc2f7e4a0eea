"""One sentence for each structure of an IKE message, made from its own octets."""

from collections.abc import Callable, Mapping

from simulation.wire import ikev1, ikev2, ikev2_proposal
from simulation.wire.address import Address
from simulation.wire.fields import Header

_GROUPS = {2: "1024-bit MODP group", 5: "1536-bit MODP group", 14: "2048-bit MODP group"}
_PHASE_1_VALUES: Mapping[int, Mapping[int, str]] = {
    1: {5: "3DES-CBC", 7: "AES-CBC"},
    2: {1: "MD5", 2: "SHA-1", 4: "SHA-256"},
    3: {1: "pre-shared key", 3: "RSA signatures", 65001: "pre-shared key, then XAUTH"},
    4: _GROUPS,
    11: {1: "seconds", 2: "kilobytes"},
}
_PHASE_2_VALUES: Mapping[int, Mapping[int, str]] = {
    1: {1: "seconds", 2: "kilobytes"},
    3: _GROUPS,
    4: {
        ikev1.TUNNEL: "tunnel",
        ikev1.TRANSPORT: "transport",
        ikev1.UDP_TUNNEL: "tunnel, encapsulated in UDP",
        ikev1.UDP_TRANSPORT: "transport, encapsulated in UDP",
    },
    5: {1: "HMAC-MD5", 2: "HMAC-SHA1"},
}
_VENDORS = {
    ikev1.VENDOR_RFC_3947: "NAT traversal as in RFC 3947",
    ikev1.VENDOR_XAUTH: "XAUTH",
    ikev1.VENDOR_DPD: "dead peer detection",
}
_TEXT_IDENTITIES = {ikev1.ID_FQDN, ikev1.ID_USER_FQDN}
_ADDRESSES = {ikev1.INTERNAL_ADDRESS, ikev1.INTERNAL_NETMASK}


def _dotted(octets: bytes) -> str:
    return str(Address(int.from_bytes(octets, "big")))


def _printable(octets: bytes) -> str:
    text = octets.decode("ascii", "replace")
    return text if text.isprintable() else octets.hex()


def _octets(count: int) -> str:
    return f"{count} octet{'' if count == 1 else 's'}"


# -- version 1 ---------------------------------------------------------------------------------


def _proposal(header: ikev1.ProposalPayload) -> str:
    spi = f", to be received under SPI 0x{header.spi.hex()}" if header.spi else ""
    count = f"{header.transforms} choice{'' if header.transforms == 1 else 's'}"
    return f"Proposal {header.number} for {header.named('protocol')} with {count}{spi}."


def _transform(header: ikev1.TransformPayload) -> str:
    return f"Choice {header.number}: {header.named('transform')}; its attributes follow."


def _attribute(header: ikev1.BasicAttribute) -> str:
    second = isinstance(header, ikev1.EspBasicAttribute)
    names = (_PHASE_2_VALUES if second else _PHASE_1_VALUES).get(header.attribute, {})
    return f"{header.named('attribute')}: {names.get(header.value, str(header.value))}."


def _long_attribute(header: ikev1.LongAttribute) -> str:
    return f"{header.named('attribute')}: {int.from_bytes(header.value, 'big')}."


def _configuration(header: ikev1.ConfigurationLongAttribute) -> str:
    return _setting(header.named("attribute"), header.attribute, header.value)


def _setting(name: str, attribute: int, value: bytes) -> str:
    if not value:
        return f"Asks for {name}."
    address = attribute in _ADDRESSES and len(value) == 4
    return f"{name} is {_dotted(value) if address else _printable(value)}."


def _identity(header: ikev1.IdentificationPayload) -> str:
    data = header.data
    if header.type == ikev1.ID_IPV4 and len(data) == 4:
        told = f"address {_dotted(data)}"
    elif header.type == ikev1.ID_IPV4_SUBNET and len(data) == 8:
        told = f"network {_dotted(data[:4])}, mask {_dotted(data[4:])}"
    elif header.type in _TEXT_IDENTITIES:
        told = f"{header.named('type')} {_printable(data)}"
    else:
        told = f"{header.named('type')} of {_octets(len(data))}"
    return f"Identity: {told}."


def _notification(header: ikev1.NotificationPayload | ikev2.NotifyPayload) -> str:
    data = f" with {_octets(len(header.data))} of data" if header.data else ""
    return f"Tells the peer {header.named('type')}{data}."


def _delete(header: ikev1.DeletePayload | ikev2.DeletePayload) -> str:
    size = header.spi_size
    if not size or not header.spis:
        return "The sender has dropped this association itself."
    each = [header.spis[place : place + size].hex() for place in range(0, len(header.spis), size)]
    spis = ", ".join(f"0x{spi}" for spi in each)
    return f"The sender no longer receives {header.named('protocol')} under SPI {spis}."


def _vendor(header: ikev1.VendorIdPayload | ikev2.VendorIdPayload) -> str:
    known = _VENDORS.get(header.vendor)
    return f"The sender knows {known}." if known else f"An extension: {header.vendor.hex()}."


def _attributes(header: ikev1.AttributesPayload) -> str:
    return f"Configuration {header.named('action')} {header.identifier}; attributes follow."


def _exchange(header: ikev1.KeyExchangePayload | ikev2.KeyExchangePayload) -> str:
    return f"Public Diffie-Hellman value of {_octets(len(header.value))}."


def _nonce(header: ikev1.NoncePayload | ikev2.NoncePayload) -> str:
    return f"Nonce: {_octets(len(header.value))} used once, which make the keys new."


def _hash(header: ikev1.HashPayload) -> str:
    return f"Proof of {_octets(len(header.value))} that only a holder of the keys can make."


def _nat(_: ikev1.NatDetectionPayload) -> str:
    return "Hash over cookies, an address and a port as the sender knows them; a NAT breaks it."


def _association(_: Header) -> str:
    return "How to protect what follows: proposals to choose from, or the one that was chosen."


# -- version 2 ---------------------------------------------------------------------------------


def _proposal_v2(header: ikev2_proposal.Proposal) -> str:
    spi = f", to be received under SPI 0x{header.spi.hex()}" if header.spi else ""
    return f"Proposal {header.number} for {header.named('protocol')}{spi}; transforms follow."


def _transform_v2(header: ikev2_proposal.Transform) -> str:
    return f"{header.title}: {header.named('id')}."


def _identity_v2(header: ikev2.IdentificationPayload) -> str:
    address = header.type == ikev2.ID_IPV4 and len(header.data) == 4
    told = _dotted(header.data) if address else _printable(header.data)
    return f"{header.title}: {header.named('type')} {told}."


def _authentication(header: ikev2.AuthenticationPayload) -> str:
    return f"Proof by {header.named('method')}: {_octets(len(header.value))}."


def _selectors(header: ikev2.TrafficSelectorPayload) -> str:
    return f"{header.title}: {header.count} follow{'s' if header.count == 1 else ''}."


def _selector(header: ikev2.TrafficSelector) -> str:
    ports = f"ports {header.start_port} to {header.end_port}"
    return f"Packets with addresses {header.start} to {header.end}, {ports}."


def _encrypted(header: ikev2.EncryptedPayload) -> str:
    return f"All further payloads, encrypted and authenticated: {_octets(len(header.body))}."


def _configuration_v2(header: ikev2.ConfigurationPayload) -> str:
    return f"Configuration, {header.named('action')}; attributes follow."


def _attribute_v2(header: ikev2.ConfigurationAttribute) -> str:
    return _setting(header.named("attribute"), header.attribute, header.value)


IKE_SENTENCES: Mapping[type[Header], Callable[..., str]] = {
    ikev1.SecurityAssociationPayload: _association,
    ikev1.ProposalPayload: _proposal,
    ikev1.TransformPayload: _transform,
    ikev1.EspTransformPayload: _transform,
    ikev1.BasicAttribute: _attribute,
    ikev1.EspBasicAttribute: _attribute,
    ikev1.LongAttribute: _long_attribute,
    ikev1.EspLongAttribute: _long_attribute,
    ikev1.ConfigurationLongAttribute: _configuration,
    ikev1.KeyExchangePayload: _exchange,
    ikev1.IdentificationPayload: _identity,
    ikev1.HashPayload: _hash,
    ikev1.NoncePayload: _nonce,
    ikev1.NotificationPayload: _notification,
    ikev1.DeletePayload: _delete,
    ikev1.VendorIdPayload: _vendor,
    ikev1.AttributesPayload: _attributes,
    ikev1.NatDetectionPayload: _nat,
    ikev2.SecurityAssociationPayload: _association,
    ikev2_proposal.Proposal: _proposal_v2,
    ikev2.KeyExchangePayload: _exchange,
    ikev2.IdentificationPayload: _identity_v2,
    ikev2.ResponderIdentificationPayload: _identity_v2,
    ikev2.AuthenticationPayload: _authentication,
    ikev2.NoncePayload: _nonce,
    ikev2.NotifyPayload: _notification,
    ikev2.DeletePayload: _delete,
    ikev2.VendorIdPayload: _vendor,
    ikev2.TrafficSelectorPayload: _selectors,
    ikev2.ResponderTrafficSelectorPayload: _selectors,
    ikev2.TrafficSelector: _selector,
    ikev2.EncryptedPayload: _encrypted,
    ikev2.ConfigurationPayload: _configuration_v2,
    ikev2.ConfigurationAttribute: _attribute_v2,
    ikev2_proposal.EncryptionTransform: _transform_v2,
    ikev2_proposal.PrfTransform: _transform_v2,
    ikev2_proposal.IntegrityTransform: _transform_v2,
    ikev2_proposal.GroupTransform: _transform_v2,
    ikev2_proposal.SequenceTransform: _transform_v2,
}
"""Which function tells of which class; the rest is told field by field."""
