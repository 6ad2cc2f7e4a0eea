"""The traffic class of packets that enter and leave tunnels: DSCP (RFC 2983) and ECN (RFC 6040).

Both share one octet of the IP header: six bits say how a packet wishes to be treated, two whether
its transport understands marks of congestion, and whether it met some.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NOT_ECT, ECT_1, ECT_0, CE = range(4)
"""ECN: not capable, capable (two codepoints), congestion experienced (RFC 3168 section 5)."""
_DSCP: Final = 0xFC
_ECN: Final = 0x03


@dataclass(frozen=True, slots=True)
class TunnelClass:
    """How the ends of tunnels treat the class.

    *dscp* is ``uniform`` (one DSCP inside and outside) or ``pipe`` (the outer one is the tunnel's
    own: 0); *ecn* is ``normal`` or ``compatibility`` (RFC 6040 section 4.1), or ``legacy``: the
    outer ECN is copied from the inner one, and forgotten with the outer header (RFC 2003).
    """

    dscp: str = "uniform"
    ecn: str = "normal"

    def ingress(self, inner: int) -> int:
        """Return the outer class of a packet that enters with the class *inner*."""
        dscp = inner & _DSCP if self.dscp == "uniform" else 0
        return dscp | (NOT_ECT if self.ecn == "compatibility" else inner & _ECN)

    def egress(self, inner: int, outer: int, *, keeps_dscp: bool = False) -> int | None:
        """Return the class of a packet that leaves the tunnel, or `None` if it must be dropped.

        *keeps_dscp* is for IPsec, which never takes the outer DSCP for the inner one (RFC 4301
        section 5.1.2.1).
        """
        dscp = inner if keeps_dscp or self.dscp == "pipe" else outer
        ecn = inner & _ECN if self.ecn == "legacy" else combined(inner & _ECN, outer & _ECN)
        return None if ecn is None else dscp & _DSCP | ecn


UNTOLD: Final = (
    "the outer header is marked, and the inner transport would not understand a mark",
    "RFC 6040 4.2",
)
"""Why and by what a packet that must be dropped is."""
DEFAULT_CLASS: Final = TunnelClass()


def combined(inner: int, outer: int) -> int | None:
    """Return the ECN field that leaves a tunnel; `None` means drop (RFC 6040 section 4.2)."""
    if inner == NOT_ECT:
        return None if outer == CE else NOT_ECT
    if CE in (inner, outer):
        return CE
    return ECT_1 if ECT_1 in (inner, outer) else ECT_0
