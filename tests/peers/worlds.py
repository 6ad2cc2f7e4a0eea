"""Our client, or our gateway, on one wire with a peer."""

from simulation.ike.configuration import Configuration
from simulation.kernel.rng import Stream
from simulation.roles.vpn_client import VpnClient, VpnEvents, VpnState
from tests.peers.charon import IDENTITY, OURS, PEER, PREFIX, SECRET
from tests.peers.live import LiveWorld
from tests.simulation.small_world import address


class ClientWorld(LiveWorld):
    """Our node ``c`` with its VPN client; the peer is the gateway."""

    def __init__(self, peer, **changes):
        super().__init__(peer.space, PREFIX)
        peer.world = self
        self.c = self.node("c", f"wire {OURS}", gateway=f"wire {PEER}")
        self.told = []
        self.client = VpnClient(
            self.c,
            address(PEER),
            configuration("c", IDENTITY, **{"request_address": True} | changes),
            VpnEvents(
                up=lambda inner: self.told.append(("up", str(inner))),
                down=lambda because: self.told.append(("down", because)),
            ),
            address("10.1.0.100"),
        )

    def connect(self):
        """Have the client's associations up."""
        self.client.connect(address(OURS), "the test asks for it")
        self.until(lambda: self.client.state is VpnState.UP, 10)


def configuration(name, identity, **changes):
    """Return a configuration of ours that agrees with the peer's."""
    made = {}
    spis = iter(range(0xC0001001, 0xC0002000))

    def stream(use):
        return made.setdefault(use, Stream(1, f"{name}/{use}"))

    settings = {
        "identity": identity,
        "stream": stream,
        "allocate_spi": lambda: next(spis),
        "group_key": SECRET.encode(),
        "force_udp_encapsulation": True,
    }
    return Configuration(**settings | changes)
