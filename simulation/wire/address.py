"""IPv4 and Ethernet addresses as the integers and octets that they are on the wire."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, Self

from simulation.errors import WireError


class Address(int):
    """An IPv4 address: an unsigned 32-bit integer that prints in dotted decimal.

    An integer, not `ipaddress.IPv4Address`, because addresses are packed, compared and
    hashed on every hop.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the address written as *text*; raise `WireError` if it is none."""
        parts = text.split(".")
        if len(parts) != 4 or not all(part.isdecimal() and int(part) < 256 for part in parts):
            raise WireError(f"{text!r} is not an IPv4 address in dotted decimal")
        return cls(int.from_bytes(bytes(map(int, parts)), "big"))

    @property
    def octets(self) -> bytes:
        """The four octets, in network order."""
        return self.to_bytes(4, "big")

    def __str__(self) -> str:
        return _dotted(int(self))

    def __repr__(self) -> str:
        return f"Address({_dotted(int(self))})"

    def __format__(self, spec: str) -> str:
        return format(_dotted(int(self)), spec)


@lru_cache(maxsize=4096)
def _dotted(number: int) -> str:
    return ".".join(map(str, number.to_bytes(4, "big")))


class Mac(bytes):
    """A 48-bit Ethernet address: six octets that print as hexadecimal pairs."""

    __slots__ = ()

    def __str__(self) -> str:
        return self.hex(":")

    def __repr__(self) -> str:
        return f"Mac({self.hex(':')})"

    def __format__(self, spec: str) -> str:
        return format(self.hex(":"), spec)


class AddressList(bytes):
    """Any number of IPv4 addresses, one after the other as they lie on the wire."""

    __slots__ = ()

    @classmethod
    def of(cls, addresses: Iterable[int]) -> Self:
        """Return the list of *addresses*."""
        return cls(b"".join(each.to_bytes(4, "big") for each in addresses))

    @property
    def addresses(self) -> tuple[Address, ...]:
        """The addresses; octets that are left over and make none are not among them."""
        return tuple(
            Address(int.from_bytes(self[place : place + 4], "big"))
            for place in range(0, len(self) - 3, 4)
        )

    def __str__(self) -> str:
        return ", ".join(map(str, self.addresses))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class Prefix(NamedTuple):
    """An IPv4 network: its first address and its length in bits."""

    network: Address
    length: int

    @classmethod
    def parse(cls, text: str) -> Prefix:
        """Return the prefix written as *address/length*; raise `WireError` if it is none."""
        network, slash, length = text.partition("/")
        if not slash or not length.isdecimal() or int(length) > 32:
            raise WireError(f"{text!r} is not an IPv4 prefix such as 10.0.0.0/8")
        return cls(Address(Address.parse(network) & _mask(int(length))), int(length))

    @classmethod
    def host(cls, address: Address) -> Prefix:
        """Return the prefix that holds *address* alone."""
        return cls(address, 32)

    def __contains__(self, address: object) -> bool:
        return isinstance(address, int) and address & _mask(self.length) == self.network

    @property
    def broadcast(self) -> Address:
        """The directed broadcast address."""
        return Address(self.network | ~_mask(self.length) & 0xFFFFFFFF)

    @property
    def mask(self) -> Address:
        """The netmask."""
        return Address(_mask(self.length))

    def __str__(self) -> str:
        return f"{self.network}/{self.length}"


def _mask(length: int) -> int:
    return 0xFFFFFFFF << (32 - length) & 0xFFFFFFFF


ANY = Address(0)
BROADCAST = Address(0xFFFFFFFF)
ALL_SYSTEMS = Address.parse("224.0.0.1")
ALL_ROUTERS = Address.parse("224.0.0.2")
ALL_AGENTS = Address.parse("224.0.0.11")
ETHERNET_BROADCAST = Mac(b"\xff" * 6)
EVERYWHERE = Prefix(ANY, 0)
"""The prefix of all addresses: a default route, or a selector that takes everything."""
