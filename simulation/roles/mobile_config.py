"""How a mobile node is set up: data that an option fills in."""

from dataclasses import dataclass

from simulation.ike.configuration import Configuration
from simulation.roles.binding_update import BindingTarget
from simulation.roles.detection import DetectionConfig
from simulation.roles.esp_route import EspRouteTarget
from simulation.roles.registration_client import (
    RegistrationTarget,
)
from simulation.wire.address import Address
from simulation.wireguard.device import Configuration as WireguardConfiguration


@dataclass(frozen=True, slots=True, kw_only=True)
class VpnSetup:
    """How the node uses its VPN client."""

    gateway: Address
    ike: Configuration | None
    over_external: bool
    """Whether the outer address is the external home address, which no move changes."""
    on_move: str = "renegotiate"
    """What a new outer address asks for: ``renegotiate``, ``show`` (send an authentic packet
    from it), ``follow`` (go on from it without a word) or ``update`` (tell the peer by MOBIKE)."""
    at_once: bool = False
    """Whether the node negotiates while it still asks for the inside (RFC 5266 section 3.4.2)."""
    strict_triple: bool = False
    """Whether an SA is found only with the destination that it was made for (RFC 2401 4.1)."""
    delete_inside: bool = False
    """Whether the SAs must be deleted as soon as the node is inside."""
    wireguard: tuple[WireguardConfiguration, Address] | None = None
    """WireGuard in the place of IPsec: its configuration and the inner address."""
    flush_at_start: bool = False
    """Whether a node that starts inside first clears out what the gateway may still hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MobileConfig:
    """How one mobile node is set up."""

    internal: RegistrationTarget
    external: RegistrationTarget | None
    vpn: VpnSetup
    detection: DetectionConfig
    care_of: str
    home_router: Address
    nat_traversal_internal: bool = True
    nat_traversal_external: bool = True
    inner_layer: str = "tunnel"
    """What runs over the VPN: ``tunnel`` (Mobile IP that ends at the node), ``registration``
    (only the request; the tunnel ends at *internal_care_of*) or ``nothing``."""
    internal_care_of: Address | None = None
    """A care-of address that the node is told to name inside the VPN, instead of its own."""
    binding: BindingTarget | None = None
    """Whom to tell the care-of address by Binding Updates, besides the home agents."""
    other_care_of: Address | None = None
    """What to name in its place, in turn, once nobody answers any more."""
    direct_uplink: bool = False
    esp_route: EspRouteTarget | None = None
    """Whom to tell, through a foreign agent or from an own address, where ESP is to go."""
    agent_protects: bool = False
    """Whether a foreign agent's own SA with the home agent is all the protection there is."""
    external_from_inside: Address | None = None
    """Where a node that is inside reaches the external agent, if not at its public address."""
    external_is_proxy: bool = False
    """Whether the external agent registers with the internal one, and keeps a session for that.

    A node that starts inside ends what an earlier life may have left of one.
    """
    clock_offset_ns: int = 0
    home_broadcast: Address | None = None
    """Broadcast address of the home network, where the node asks for its broadcasts."""
    keepalives_adapt: bool = False
    """Whether tunnels in UDP are kept open more often once a NAT forgot one (RFC 3519 4.10)."""
    claims_decapsulation: bool = True
    """Whether a request that names *internal_care_of* sets D, as if the node ended the tunnel."""

    local_network_first: bool = False
    """Whether a node outside reaches its link's own prefix by the link, past every tunnel, as
    hosts do whose VPN client leaves the local network alone (split tunnelling)."""

    @property
    def borrows(self) -> bool:
        """Whether the node uses a foreign agent's address as its own, because ESP is routed."""
        return self.esp_route is not None
