"""How a mobile node that has come home makes itself known on its home link."""

from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.roles.home_agent import ANNOUNCEMENTS
from simulation.roles.role import Timer
from simulation.time import SECOND
from simulation.wire.address import Address


class HomeAnnouncement:
    """Tells the home link where the home address is, more than once (RFC 3344 section 4.6)."""

    def __init__(self, node: Node, interface: Interface) -> None:
        self.interface = interface
        self._home = Address(0)
        self._left = 0
        self._timer = Timer(node, self._announce)

    def start(self, home: Address) -> None:
        """Announce *home* now and a few times more."""
        self._home, self._left = home, ANNOUNCEMENTS
        self._announce()

    def stop(self) -> None:
        """Announce nothing more: the node is not at home."""
        self._timer.stop()

    def _announce(self) -> None:
        self.interface.announce(self._home)
        self._left -= 1
        if self._left:
            self._timer.start(SECOND)
