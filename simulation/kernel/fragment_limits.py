"""How much a node keeps of datagrams that are not whole yet."""

from dataclasses import dataclass

from simulation.time import SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class FragmentLimits:
    """How long, in ns, and how many octets of fragments a node keeps waiting for others.

    RFC 1122 section 3.3.2 recommends 60 to 120 s.  No RFC says how much; a host that runs
    Linux keeps 4 MB (``net.ipv4.ipfrag_high_thresh``), which here counts IP packets alone.
    """

    patience_ns: int = 60 * SECOND
    octets: int = 4 * 1024 * 1024


DEFAULT_LIMITS = FragmentLimits()
