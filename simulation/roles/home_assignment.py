"""A home address that the home agent assigns (RFC 2794), and what that asks of a VPN client.

Where the home address is the inner address of the SA, nothing can be negotiated for it before it
is known: an SA for any address comes first, the registration goes through it, and an SA for the
address follows (draft section 2.3.2).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simulation.kernel.routes import EVERYWHERE
from simulation.roles.registration_client import Way
from simulation.roles.vpn_client import VpnClient
from simulation.wire.address import Prefix

if TYPE_CHECKING:
    from simulation.roles.mobile_node import MobileNode
    from simulation.wire.address import Address


class HomeAssignment:
    """Gets a mobile node its home address; does nothing where that is configured."""

    def __init__(self, mobile: MobileNode) -> None:
        self.mobile = mobile
        mobile.plain.events.assigned = self._assigned
        mobile.internal.events.assigned = self._assigned

    def _assigned(self, home: Address) -> None:
        mobile = self.mobile
        mobile.node.note(f"the home agent assigns {home}", "RFC 2794 1")
        mobile.config = replace(
            mobile.config, internal=replace(mobile.config.internal, home_address=home)
        )
        for client in (mobile.plain, mobile.internal):
            client.with_target(home_address=home)
        mobile.paths.assume_home(home)
        mobile.paths.refuse("user data waits: the home address is new")
        vpn, setup = mobile.vpn, mobile.config.vpn
        ike = setup.ike if setup is not None else None
        if isinstance(vpn, VpnClient) and ike is not None and ike.local_selector == EVERYWHERE:
            vpn.adopt(home)

    def ask(self) -> None:
        """Ask through an SA for any address, from the gateway's address, which is the care-of."""
        mobile, config = self.mobile, self.mobile.config
        care_of = config.internal_care_of
        if care_of is None:
            return
        mobile.node.hold(care_of, "borrowed from the gateway")
        mobile.interface.silent.add(care_of)
        mobile.node.route(None, mobile.paths.vpn_device, source=Prefix.host(care_of))
        mobile.internal.register(
            Way(
                source=care_of,
                destination=config.internal.home_agent,
                care_of=care_of,
                colocated=config.claims_decapsulation,
                label=", through the VPN, for a home address",
            ),
            "an SA for any address is up",
        )

    def answered(self) -> None:
        """Go on with an SA for the address that is now known."""
        mobile = self.mobile
        client, home = mobile.internal, mobile.config.internal.home_address
        if not home or client.way is None or not isinstance(mobile.vpn, VpnClient):
            return
        mobile.node.release(client.way.care_of)
        mobile.paths.register_through_vpn(mobile.config.internal.home_agent)
        mobile.paths.registered_inner = client.way.care_of
        client.way = replace(client.way, source=home, label=", through the VPN")
        mobile.vpn.narrow()
