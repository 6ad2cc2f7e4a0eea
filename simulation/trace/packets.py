"""What a trace knows of packets: their layers, from outermost to innermost, and their records."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from simulation.trace.messages import MessageKind

ROLES: Mapping[str, str] = {
    "data": "user data",
    "internal-mip": "internal Mobile IP",
    "ipsec": "IPsec",
    "external-mip": "external Mobile IP",
    "nat-traversal": "NAT traversal",
    "access": "access network",
    "signalling": "signalling",
}
"""Roles that a layer can have; each has one hue, label and hatch everywhere."""


class Layer(NamedTuple):
    """One layer of a packet, from outermost to innermost.

    *head* octets stand before what it carries and *tail* octets after it; *sealed* is the id
    of the key without which nothing further in can be read, or empty.
    """

    header: str
    role: str
    head: int
    tail: int = 0
    sealed: str = ""


Stack: TypeAlias = tuple[Layer, ...]


class PacketRecord(NamedTuple):
    """What the trace knows of a packet: one record for its whole way, hop by hop.

    *purpose* is for people; *message* is the kind of message that it is, or that is in it, and
    *relayed* says that whoever sends it passes on what another said.
    """

    stack: int
    octets: int
    purpose: str
    flow: str
    inner: int | None
    fault: str
    message: MessageKind = ""
    relayed: bool = False
