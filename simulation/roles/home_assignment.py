"""A home address that the home agent assigns (RFC 2794), and what that asks of a VPN client.

Where the home address is the inner address of the SA, nothing can be negotiated for it before it
is known: an SA for any address comes first, the registration goes through it, and an SA for the
address follows (draft section 2.3.2).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from simulation.kernel.node import Node
from simulation.roles.registration_client import RegistrationClient, Way
from simulation.wire.address import Address


@dataclass(slots=True)
class AssignmentEvents:
    """The steps of an assignment that the node learns of."""

    assigned: Callable[[Address], None]
    """The home agent gave this address."""
    asking: Callable[[Address], None]
    """Requests are about to leave through the VPN from this address, which is the gateway's."""
    settled: Callable[[Address], None]
    """The home agent holds this care-of address, and an SA for the home address may follow."""


class HomeAssignment:
    """Gets a mobile node its home address; does nothing where that is configured.

    *plain* and *internal* are the clients that register with the internal home agent, in clear
    and through the VPN.
    """

    def __init__(
        self,
        node: Node,
        plain: RegistrationClient,
        internal: RegistrationClient,
        events: AssignmentEvents,
    ) -> None:
        self.node = node
        self.internal = internal
        self.clients = (plain, internal)
        self.events = events
        for client in self.clients:
            client.events.assigned = self._assigned

    def _assigned(self, home: Address) -> None:
        self.node.note(f"the home agent assigns {home}", "RFC 2794 1")
        for client in self.clients:
            client.with_target(home_address=home)
        self.events.assigned(home)

    def ask(self, care_of: Address, *, decapsulates: bool) -> None:
        """Ask through an SA for any address, from *care_of*, which is the gateway's address.

        *decapsulates* says whether the request sets D, as if the node ended the tunnel.
        """
        self.events.asking(care_of)
        self.internal.register(
            Way(
                source=care_of,
                destination=self.internal.target.home_agent,
                care_of=care_of,
                colocated=decapsulates,
                ip_in_ip_alone=True,
                label=", through the VPN, for a home address",
            ),
            "an SA for any address is up",
        )

    def answered(self) -> None:
        """Go on to an SA for the home address, which the home agent's answer has made known."""
        client = self.internal
        home = client.target.home_address
        if not home or client.way is None:
            return
        care_of = client.way.care_of
        client.way = replace(client.way, source=home, label=", through the VPN")
        self.events.settled(care_of)
