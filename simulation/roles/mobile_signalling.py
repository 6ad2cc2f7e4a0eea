"""What some options have a mobile node tell others than its home agents.

Option 1.3 tells the gateway by Binding Updates where the external home address is; option 7 tells
the gateway, and the foreign agent on the way, where ESP is to go.
"""

from collections.abc import Callable
from dataclasses import dataclass

from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.roles.access import Access
from simulation.roles.binding_update import BindingClient
from simulation.roles.esp_route import EspRouteClient
from simulation.roles.mobile_config import MobileConfig
from simulation.roles.registration_client import MobilityClock
from simulation.tunnels.ipsec import Pair
from simulation.tunnels.tunnel import TunnelEnds
from simulation.wire.address import Address


@dataclass(slots=True)
class SignallingEvents:
    """What others answer: the correspondent took a binding, a route was denied with a code."""

    bound: Callable[[], None]
    denied: Callable[[int], None]


class Signalling:
    """Binding Updates and ESP Route Requests, where the node is set up for them."""

    def __init__(
        self,
        node: Node,
        interface: Interface,
        ends: TunnelEnds,
        config: MobileConfig,
        events: SignallingEvents,
    ) -> None:
        self.node = node
        self.interface = interface
        self.binding: BindingClient | None = None
        self.esp_route: EspRouteClient | None = None
        if config.binding is not None:
            clock = MobilityClock(node)
            self.binding = BindingClient(node, config.binding, ends, clock, events.bound)
        if config.esp_route is not None:
            clock = MobilityClock(node)
            self.esp_route = EspRouteClient(node, config.esp_route, clock, events.denied)

    def stop(self, because: str) -> None:
        """Tell nobody anything more; what was told is left to lapse."""
        if self.binding is not None:
            self.binding.stop(because)
        if self.esp_route is not None:
            self.esp_route.stop()

    def abandon(self, because: str) -> None:
        """Ask for no more routes of ESP: there is another way to the node."""
        if self.esp_route is not None:
            self.esp_route.stop()

    def bind(self, access: Access, *, natted: bool) -> None:
        """Tell the correspondent of route optimization where the node is (draft section 2.4)."""
        client = self.binding
        if client is None:
            return
        if natted:
            self.node.note(
                "behind a NAT the Binding Update would name a private address; the way over the "
                "home agent stays",
                "draft 2.4",
            )
            client.withdraw(access.care_of)
            return
        source = access.care_of if access.colocated else client.target.home_address
        client.update(source, access.care_of, ends_tunnel=access.colocated)

    def unbind(self, home: Address) -> None:
        """Have the correspondent that was told use the home address again, asking from *home*."""
        if self.binding is not None and self.binding.bound:
            self.binding.withdraw(home)

    def request_route(self, access: Access, inner: Address, pair: Pair | None) -> None:
        """Have the gateway send ESP of *pair* here, and the agent, if there is one, deliver it."""
        if self.esp_route is None or pair is None:
            return
        agent = (self.interface, access.agent) if access.agent else None
        self.esp_route.request(inner, access.care_of, access.router, pair.inbound.spi, agent)
