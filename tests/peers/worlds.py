"""Our client, or our gateway, on one wire with a peer."""

from simulation.ike.configuration import Configuration
from simulation.kernel.rng import Stream
from simulation.roles.nat import Nat
from simulation.roles.vpn_client import VpnClient, VpnEvents, VpnState
from simulation.roles.vpn_gateway import GatewayConfig, VpnGateway
from simulation.wire.address import Prefix
from tests.peers.charon import (
    ELSEWHERE,
    IDENTITY,
    INNER,
    OURS,
    PEER,
    PREFIX,
    SECRET,
    SERVER,
)
from tests.peers.live import LiveWorld
from tests.simulation.small_world import address


class PeerWorld(LiveWorld):
    """What both worlds have: a node of ours that speaks IKE, and questions to it."""

    def __init__(self, peer):
        super().__init__(peer.space, PREFIX)
        self.peer = peer
        peer.world = self

    def session(self):
        """Return our newest IKE session."""
        return self.daemon.endpoint.sessions()[-1]

    def rekey(self, what):
        """Have our end replace its newest ``child`` or its ``ike`` association."""
        session, now = self.session(), self.daemon.now
        if what == "child":
            session.rekey_child(session.children[-1], now)
        else:
            session.rekey(now)
        self.daemon._pump()

    def settle(self, what=""):
        """Wait until both ends hold exactly one IKE association and one pair of ESP."""

        def settled():
            sessions = self.daemon.endpoint.sessions()
            if len(sessions) != 1 or len(sessions[0].children) != 1:
                return False
            return sessions[0].asking is None and not sessions[0].waiting

        self.until(settled, 15, f"our end does not settle {what}\n{self.told_of_ike()}")
        for _ in range(20):
            if (self.peer.associations(), self.peer.children()) == (1, 1):
                return
            self.wait(0.1)
        raise AssertionError(f"charon does not settle {what}\n{self.peer.control('--list-sas')}")

    def told_of_ike(self):
        """Return which messages our end sent."""
        return [purpose for _, _, purpose in self.sent() if purpose.startswith(("IKE", "XAUTH"))]

    def speaks(self):
        """Return whether pings pass both ways, and ESP alone carries them."""
        return self.pings(self.near, *self.ends_of_ours) and self.is_pinged(*self.ends_of_peer)


class ClientWorld(PeerWorld):
    """Our node ``c`` with its VPN client; the peer is the gateway."""

    ends_of_ours = INNER, SERVER
    ends_of_peer = SERVER, INNER

    own = OURS

    def __init__(self, peer, **changes):
        super().__init__(peer)
        self.c = self.near = self.stands()
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

    @property
    def daemon(self):
        return self.client.daemon

    def stands(self):
        """Return our node, on the same wire as the peer."""
        return self.node("c", f"wire {OURS}", gateway=f"wire {PEER}")

    def connect(self):
        """Have the client's associations up."""
        self.client.connect(address(self.own), "the test asks for it")
        self.until(lambda: self.client.state is VpnState.UP, 10, f"not up\n{self.peer.log}")

    def move(self, own=ELSEWHERE, *, tell):
        """Give the node the address *own*, and go on from there."""
        self.c.interfaces["wire"].configure(address(own), Prefix.parse(PREFIX))
        self.client.move(address(own), tell=tell, show=False)


class NattedWorld(ClientWorld):
    """Our node behind a translator of ours; encapsulation in UDP is up to what both ends find."""

    own = "192.168.1.100"

    def __init__(self, peer, **changes):
        super().__init__(peer, **{"force_udp_encapsulation": False} | changes)

    def stands(self):
        self.link("hotel", "192.168.1.0/24")
        node = self.node("nat", f"wire {OURS}", "hotel 192.168.1.1", forwards=True)
        outside = node.interfaces["wire"]
        inside = Prefix.parse("0.0.0.0/0")
        self.nat = Nat(node, outside, outside.address, inside, timeout_ns=300_000_000_000)
        return self.node("c", f"hotel {self.own}", gateway="hotel 192.168.1.1")


class GatewayWorld(PeerWorld):
    """Our gateway ``g`` with a server behind it; the peer is the client."""

    ends_of_ours = SERVER, INNER
    ends_of_peer = INNER, SERVER

    def __init__(self, peer, **changes):
        super().__init__(peer)
        peer.space.ip("address", "delete", f"{SERVER}/32", "dev", "lo")
        self.link("inside", "10.3.0.0/24")
        self.g = self.node(
            "g", f"wire {OURS}", "inside 10.3.0.1", forwards=True, gateway=f"wire {PEER}"
        )
        self.s = self.near = self.node("s", f"inside {SERVER}", gateway="inside 10.3.0.1")
        pool = {"pool": {IDENTITY: address(INNER)}}
        self.gateway = VpnGateway(
            self.g,
            self.ends["g"],
            GatewayConfig(
                ike=configuration("g", OURS, **pool | changes),
                pool=Prefix.parse("10.9.0.0/24"),
            ),
        )

    @property
    def daemon(self):
        return self.gateway.daemon

    def connect(self):
        """Have charon ask for an address, and its associations up."""
        self.peer.initiate()


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
