"""Octets without a header of their own: what nobody reads, or nobody can read."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.wire.fields import Header, Octets


@dataclass(frozen=True, slots=True, kw_only=True)
class Data(Header):
    """Octets that a layer carries and that no protocol of this project explains."""

    key: ClassVar[str] = "data"
    title: ClassVar[str] = "Data"
    spec: ClassVar[str] = ""

    octets: Annotated[bytes, Octets("Data", "carried as it is")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FragmentData(Header):
    """A later piece of a packet that was cut: its own headers lie in the first piece."""

    key: ClassVar[str] = "fragment"
    title: ClassVar[str] = "Fragment"
    spec: ClassVar[str] = "RFC 791 section 3.2"

    octets: Annotated[
        bytes, Octets("Fragment", "a piece that only makes sense once all pieces are joined")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedData(Header):
    """Octets that only the holder of the right key can read."""

    key: ClassVar[str] = "sealed"
    title: ClassVar[str] = "Encrypted octets"
    spec: ClassVar[str] = ""

    octets: Annotated[bytes, Octets("Ciphertext", "unreadable without the key")]


@dataclass(frozen=True, slots=True, kw_only=True)
class MalformedData(Header):
    """Octets that do not fit the header which ought to be here."""

    key: ClassVar[str] = "malformed"
    title: ClassVar[str] = "Malformed octets"
    spec: ClassVar[str] = ""

    octets: Annotated[bytes, Octets("Octets", "make no sense as what they should be")]


@dataclass(frozen=True, slots=True, kw_only=True)
class IkePayloads(Header):
    """Everything behind the header of an IKE message, where it is shown as one box."""

    key: ClassVar[str] = "isakmp-payloads"
    title: ClassVar[str] = "IKE payloads"
    spec: ClassVar[str] = "RFC 2408 section 3.2, RFC 7296 section 3.2"

    octets: Annotated[bytes, Octets("Payloads", "one behind the other, each naming its successor")]
