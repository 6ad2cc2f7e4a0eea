"""Families of options that parameters are for, by what stands in their worlds."""

from typing import Final

GATEWAY: Final = ("0", "1.1", "1.2", "1.3", "2", "3", "4", "6", "7", "5265", "5266", "wg")
"""Mobile IP, and a VPN gateway at the border."""
INTERNAL_AGENT: Final = ("0", "1.1", "1.2", "1.3", "2", "3", "6", "7", "5265", "5266", "wg")
"""A home agent that stands inside, apart from the gateway."""
EXTERNAL_AGENT: Final = ("1.1", "1.2", "1.3", "5265")
"""A home agent outside, which is not the internal one."""
NO_EXTERNAL_AGENT: Final = ("0", "3", "6", "7", "5266", "wg")
"""Mobile IP without one: that the inside is silent has to tell that this is the outside."""
MOBIKE: Final = ("6", "5266")
IKE: Final = ("0", "1.1", "1.2", "1.3", "2", "3", "4", "5", "6", "7", "5265", "5266")
"""Key exchange by IKE, of either version."""
XAUTH: Final = ("0", "1.1", "1.2", "1.3", "2", "3", "4", "7", "5265")
"""IKEv1 with a gateway, which may ask a user for a password."""
