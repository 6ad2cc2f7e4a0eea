"""A DHCP server and a client on one link, which may lose frames."""

from simulation.roles.dhcp import DhcpClient
from simulation.roles.dhcp_server import DhcpServer, LeasePolicy, LeaseStore
from simulation.wire.address import ANY
from tests.simulation.small_world import SmallWorld, address

FIRST, ROUTER = address("10.0.0.64"), address("10.0.0.1")


class Leasing(SmallWorld):
    """A server ``s`` and a client ``c``; *lost* numbers the frames that the link loses."""

    def __init__(self, lost=(), lease_s=3600, renewal="granted"):
        super().__init__()
        link = self.link("lan", "10.0.0.0/24")
        self.s = self.node("s", "lan 10.0.0.1")
        self.store = LeaseStore()
        self.policy = LeasePolicy(lease_s, renewal)
        self.server = self.serve()
        self.c = self.node("c")
        self.bound, self.given_up = [], []
        self.client = self.client_of(self.c, self.bound)
        self.count = 0
        receivers = link._receivers

        def lossy(sender, destination):
            self.count += 1
            return [] if self.count - 1 in lost else receivers(sender, destination)

        link._receivers = lossy

    def serve(self):
        """Return the server, as it is after it was switched on."""
        server = DhcpServer(self.s, self.store, self.policy)
        server.serve(self.s.interfaces["lan"], FIRST, ROUTER)
        return server

    def client_of(self, node, bound):
        station = self.join(node, "lan")

        def take(lease):
            bound.append(lease)
            station.configure(lease.address, lease.prefix)
            node.route(lease.prefix, station)

        def lose(because):
            self.given_up.append(because)
            station.configure(ANY, None)

        return DhcpClient(node, station, take, lose)

    def ladder(self):
        return [purpose.removeprefix("DHCP ") for _, _, purpose in self.sent() if "DHCP" in purpose]
