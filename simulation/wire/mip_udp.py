"""Mobile IP tunnels over UDP, which pass a NAT (RFC 3519)."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.wire.fields import Bits, Header
from simulation.wire.ipv4 import GRE, IPIP, MINIMAL, PROTOCOLS

TUNNEL_DATA = 4
NEXT_HEADERS = (IPIP, GRE, MINIMAL)
"""What may be tunnelled (RFC 3519 section 3.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MipTunnelData(Header):
    """Stands between UDP and the packet in a Mobile IP tunnel over UDP."""

    key: ClassVar[str] = "mip-tunnel-data"
    title: ClassVar[str] = "MIP tunnel data header"
    spec: ClassVar[str] = "RFC 3519 section 3.3"

    type: Annotated[
        int,
        Bits(8, "Type", "4 tells data from registration messages", {TUNNEL_DATA: "tunnel data"}),
    ] = TUNNEL_DATA
    next_header: Annotated[
        int, Bits(8, "Next Header", "what follows, numbered as in an IPv4 header", PROTOCOLS)
    ] = IPIP
    reserved: Annotated[int, Bits(16, "Reserved", "sent as zero, ignored when received")] = 0
