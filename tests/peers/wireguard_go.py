"""wireguard-go in a namespace: its keys, its control program, its end."""

import base64
import contextlib
import os
import subprocess
import time
from pathlib import Path

from simulation.crypto.dh import Curve25519Key
from simulation.kernel.rng import Stream
from simulation.roles.wireguard_interface import WireguardInterface
from simulation.wire.address import Prefix
from simulation.wireguard.device import Configuration
from simulation.wireguard.peer import PeerConfiguration
from tests.peers.live import LiveWorld
from tests.peers.namespace import namespace, require, running
from tests.simulation.small_world import address

OURS, ELSEWHERE, PEER, PREFIX = "192.0.2.1", "192.0.2.3", "192.0.2.9", "192.0.2.0/24"
INNER_OURS, INNER_PEER = "10.9.0.5", "10.9.0.1"
PORT = 51820
KEYS = {"ours": b"\x11" * 32, "peer": b"\x22" * 32}
PRESHARED = b"\x33" * 32
SOCKETS = Path("/var/run/wireguard")


def _text(octets):
    return base64.b64encode(octets).decode("ascii")


class WireguardGo:
    """A process that runs, and what can be asked of it."""

    def __init__(self, space, device):
        self.space = space
        self.device = device

    def wg(self, *words):
        """Run wg and return what it said."""
        ended = subprocess.run(
            self.space.command("wg", *words), check=True, capture_output=True, text=True
        )
        return ended.stdout

    def configure(self, folder, *, endpoint=None, keepalive=None):
        """Give it its keys and its one peer: us."""
        for name, octets in (("key", KEYS["peer"]), ("psk", PRESHARED)):
            (folder / name).write_text(_text(octets))
        own = ["set", self.device, "private-key", f"{folder}/key", "listen-port", str(PORT)]
        peer = ["peer", _text(Curve25519Key(KEYS["ours"]).public)]
        peer += ["preshared-key", f"{folder}/psk", "allowed-ips", f"{INNER_OURS}/32"]
        if endpoint is not None:
            peer += ["endpoint", endpoint]
        if keepalive is not None:
            peer += ["persistent-keepalive", str(keepalive)]
        self.wg(*own, *peer)
        self.space.ip("address", "add", f"{INNER_PEER}/24", "dev", self.device)
        self.space.ip("link", "set", self.device, "up")

    def endpoint(self):
        """Return where it takes us to be."""
        return self.wg("show", self.device, "endpoints").split()[-1]

    def handshake_seconds(self):
        """Return when the newest handshake was, in seconds since 1970; 0 is never."""
        return int(self.wg("show", self.device, "latest-handshakes").split()[-1])


@contextlib.contextmanager
def wireguard_go(folder, **settings):
    """Give a wireguard-go that runs in a namespace of its own."""
    require("wireguard-go", "wg", "ip", "ping")
    device = f"wg{os.getpid()}"
    with namespace(f"{PEER}/24") as space:
        started = space.command("env", "LOG_LEVEL=verbose", "wireguard-go", "-f", device)
        with running(started, folder / "wireguard.log") as process:
            for _ in range(100):
                if (SOCKETS / f"{device}.sock").exists():
                    break
                assert process.poll() is None, (folder / "wireguard.log").read_text()
                time.sleep(0.05)
            peer = WireguardGo(space, device)
            peer.configure(folder, **settings)
            yield peer


class WireguardWorld(LiveWorld):
    """Our node ``c`` with a WireGuard interface."""

    def __init__(self, peer, *, knows_peer=True, keepalive_ns=None):
        super().__init__(peer.space, PREFIX)
        self.c = self.node("c", f"wire {OURS}", gateway=f"wire {PEER}")
        made = {}
        settings = PeerConfiguration(
            name="peer",
            public=Curve25519Key(KEYS["peer"]).public,
            preshared=PRESHARED,
            allowed=(Prefix.parse("10.9.0.0/24"),),
            endpoint=(address(PEER), PORT) if knows_peer else None,
            keepalive_ns=keepalive_ns,
        )
        configuration = Configuration(
            private=KEYS["ours"],
            peers=(settings,),
            stream=lambda use: made.setdefault(use, Stream(1, f"ours/{use}")),
        )
        self.c.hold(address(INNER_OURS), "the tunnel's")
        self.interface = WireguardInterface(self.c, configuration, address(OURS))
        self.c.route(Prefix.parse("10.9.0.0/24"), self.interface)

    @property
    def state(self):
        """What our device knows of the peer."""
        return self.interface.device.peers[0]

    def move(self):
        """Give the node another address, and go on from there."""
        self.c.interfaces["wire"].configure(address(ELSEWHERE), Prefix.parse(PREFIX))
        self.interface.move(address(ELSEWHERE))

    def reaches(self, tries=3):
        """Return whether our echo requests are answered."""
        return self.pings(self.c, INNER_OURS, INNER_PEER, tries)

    def is_reached(self, tries=3):
        """Return whether the peer's echo requests are answered."""
        return self.is_pinged(INNER_PEER, INNER_OURS, tries)

    def told(self):
        """Return which messages of WireGuard's own we sent."""
        return [
            purpose.removeprefix("WireGuard ")
            for _, _, purpose in self.sent()
            if purpose.startswith("WireGuard")
        ]
