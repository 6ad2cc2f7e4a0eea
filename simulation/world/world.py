"""The world of one run: its links, nodes and secrets, and who can be acted upon."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import simpy

from simulation.kernel.fragment_limits import FragmentLimits
from simulation.kernel.icmp_policy import IcmpPolicy
from simulation.kernel.interface import Interface
from simulation.kernel.link import Link, LinkShape
from simulation.kernel.node import Node
from simulation.kernel.recorder import Recorder
from simulation.kernel.rng import Stream
from simulation.kernel.traffic_class import TunnelClass
from simulation.roles import dictionary
from simulation.roles.home_agent import MobilitySecurity
from simulation.roles.icmp_filter import IcmpFilter
from simulation.roles.mss_clamp import MssClamp
from simulation.scenario import LINK_DEFAULTS, LINK_PREFIXES, LINKS, Scenario
from simulation.time import MILLISECOND, seconds
from simulation.trace import Ineffective, WorldHead
from simulation.tunnels.tunnel import TunnelEnds
from simulation.wire.address import Address, Prefix

R = TypeVar("R")
_FILTERING = {
    "none": (),
    "firewalls": ("outer-fw", "inner-fw"),
    "internet": ("internet", "nat"),
    "everywhere": ("outer-fw", "inner-fw", "internet", "nat", "core-router"),
}
"""Nodes that neither send ICMP errors nor let them through."""
_CLAMPING = ("vpn-gateway", "home-agent", "mip-proxy")
"""Kinds of nodes that route into tunnels and see what they route in clear."""


class Application(Protocol):
    """A program that runs at a node for its user; it survives moves and ends in a crash."""

    def start(self) -> None:
        """Begin; the node was switched on."""

    def stop(self) -> None:
        """End; the node crashed."""


class Attached(Protocol):
    """What the timeline asks of the role of a mobile node."""

    def link_up(self) -> None:
        """Begin on the link that the node was attached to."""

    def link_down(self) -> None:
        """Forget the link that is gone."""


@dataclass(slots=True)
class Mobile:
    """One mobile node with what survives its crashes: its place, its addresses, its user's data."""

    name: str
    node: Node
    interface: Interface
    home: Address
    external_home: Address
    inner: Address
    build: Callable[[], Attached] | None = None
    role: Any = None
    link: str = ""
    on: bool = False


class World:
    """Links, nodes and their registers, as an option builds them."""

    def __init__(self, env: simpy.Environment, recorder: Recorder, scenario: Scenario) -> None:
        self.env = env
        self.recorder = recorder
        self.scenario = scenario
        self.nodes: dict[str, Node] = {}
        self.ends: dict[str, TunnelEnds] = {}
        self.roles: dict[str, Any] = {}
        self.mobiles: dict[str, Mobile] = {}
        self.labels: dict[str, tuple[str, str]] = {}
        self.applications: dict[str, list[Application]] = defaultdict(list)
        """What runs at each node for its user."""
        self.setups: dict[str, list[Callable[[], None]]] = defaultdict(list)
        """What was set up at each node, in order: its configuration, which outlives a crash."""
        self.renumbered: dict[Address, Address] = {}
        """Addresses that an administrator replaced, in every configuration but those of nodes."""
        self.actors: dict[tuple[str, str], Callable[[dict[str, Any]], None]] = {}
        """What a timeline action does, by action and node."""
        self._streams: dict[str, Stream] = {}
        self._spis: set[int] = set()
        self._spi_stream = self.stream("spi")
        self._mobility_spi = 256
        self.links = {name: self._link(name) for name in LINKS}

    def _link(self, name: str) -> Link:
        figures = {**LINK_DEFAULTS[name], **self.scenario.link.get(name, {})}
        shape = LinkShape(
            id=name,
            prefix=Prefix.parse(self._prefix(name)),
            delay_ns=round(figures["delay_ms"] * MILLISECOND),
            rate_bps=round(figures["rate_kbps"] * 1000),
            mtu=figures["mtu"],
            queue=figures["queue"],
            loss=figures["loss"],
            jitter_ns=round(figures["jitter_ms"] * MILLISECOND),
            mark_from=figures["mark_from"],
        )
        return Link(self.env, self.recorder, shape, self.stream(f"link/{name}"))

    def _prefix(self, link: str) -> str:
        """Return the prefix of a link; the hotel's may be one that the site uses, too."""
        other: str = self.scenario["hotel_network"]
        return LINK_PREFIXES[link if link != "hotel" or other == "own" else other]

    # -- making -----------------------------------------------------------------------------

    def stream(self, name: str) -> Stream:
        """Return the one stream of chance that *name* draws from in this run."""
        if name not in self._streams:
            self._streams[name] = Stream(self.scenario.seed, name)
        return self._streams[name]

    def node(self, name: str, label: str, kind: str) -> Node:
        """Add a node; *kind* says what it is in one word."""
        limits = FragmentLimits(
            patience_ns=seconds(self.scenario["reassembly_timeout_s"]),
            octets=self.scenario["reassembly_octets"],
        )
        seed = self.scenario.seed
        silent = name in _FILTERING[self.scenario["icmp_filter"]]
        policy = self._icmp_policy(sends_errors=not silent)
        ways = TunnelClass(self.scenario["tunnel_dscp"], self.scenario["tunnel_ecn"])
        node = Node(self.env, self.recorder, name, seed, limits, policy, ways)
        self.nodes[name] = node
        self.ends[name] = TunnelEnds(node)
        self.labels[name] = (label, kind)
        if silent:
            self.serve(node, f"icmp filter {name}", lambda: IcmpFilter(node))
        if self.scenario["mss_clamp_octets"] and kind in _CLAMPING:
            most = self.scenario["mss_clamp_octets"]
            self.serve(node, f"mss clamp {name}", lambda: MssClamp(node, most))
        return node

    def _icmp_policy(self, *, sends_errors: bool) -> IcmpPolicy:
        scenario = self.scenario
        return IcmpPolicy(
            sends_errors=sends_errors,
            quotes_long=scenario["icmp_quotes"] == "rfc1812",
            path_mtu_lifetime_ns=seconds(scenario["path_mtu_lifetime_s"]),
            least_path_mtu=scenario["least_path_mtu_octets"],
            ipsec_believes=scenario["ipsec_icmp_errors"] == "believed",
        )

    def install(self, node: Node, setup: Callable[[], None]) -> None:
        """Set something up at *node*, now and again whenever it starts after a crash."""
        self.setups[node.name].append(setup)
        setup()

    def serve(self, node: Node, role: str, make: Callable[[], R]) -> R:
        """Install what *make* makes at *node* as the role of that name, and return it."""

        def setup() -> None:
            self.roles[role] = make()

        self.install(node, setup)
        made: R = self.roles[role]
        return made

    def join(self, node: Node, link: str, address: str) -> Interface:
        """Attach *node* to *link* with *address*, and route the link's prefix there."""
        interface = node.add_interface(link)
        interface.arp_lifetime = seconds(self.scenario["arp_lifetime_s"])
        prefix = self.links[link].shape.prefix

        def setup() -> None:
            interface.attach(self.links[link])
            interface.configure(self.current(Address.parse(address)), prefix)
            node.route(prefix, interface)

        self.install(node, setup)
        return interface

    def renumber(self, old: Address, new: Address) -> None:
        """Put *new* in the place of *old* in every configuration, for whoever starts from now."""
        chain = {was: new for was, now in self.renumbered.items() if now == old}
        self.renumbered |= {**chain, old: new}

    def current(self, address: Address) -> Address:
        """Return *address*, or what an administrator has put in its place."""
        return self.renumbered.get(address, address)

    def via(self, node: Node, destination: str | None, link: str, gateway: str) -> None:
        """Add a route by *gateway* on *link*; destination `None` is the default route."""
        prefix = Prefix.parse(destination) if destination else None
        interface, router = node.interfaces[link], Address.parse(gateway)
        self.route(node, prefix, interface, router)

    def route(
        self,
        node: Node,
        destination: Prefix | None,
        interface: Interface,
        router: Address,
        **conditions: Any,
    ) -> None:
        """Configure a route by *router*; see `Node.route` for *conditions*."""

        def setup() -> None:
            node.route(destination, interface, self.current(router), **conditions)

        self.install(node, setup)

    # -- secrets ----------------------------------------------------------------------------

    def secret(self, name: str, octets: int = 16) -> bytes:
        """Return the secret of that name, which is the same on every call."""
        return Stream(self.scenario.seed, f"secret/{name}").octets(octets)

    def mobility_security(self, between: str) -> MobilitySecurity:
        """Return a new mobility security association."""
        self._mobility_spi += 1
        key = self.secret(f"mip/{between}")
        if self.scenario["weak_mip_secret"]:
            chosen = self.stream(f"word/{between}").below(len(dictionary.WORDS))
            key = dictionary.key_of(dictionary.WORDS[chosen])
        return MobilitySecurity(self._mobility_spi, key, between)

    def allocate_spi(self) -> int:
        """Return an SPI that no other association of the run has."""
        while True:
            spi = int.from_bytes(self._spi_stream.octets(4), "big") | 0x80000000
            if spi not in self._spis:
                self._spis.add(spi)
                return spi

    def in_vain(self, node: str, action: str, because: str) -> None:
        """Record that an *action* of the timeline came to nothing at *node*."""
        self.recorder.record(Ineffective(node, action, because, ""))

    def head(self) -> WorldHead:
        """Return the facts about nodes and links for the trace's head."""
        return {
            "nodes": [
                {
                    "name": name,
                    "label": self.labels[name][0],
                    "kind": self.labels[name][1],
                    "interfaces": [
                        {"name": each.name, "mac": str(each.mac)}
                        for each in node.interfaces.values()
                    ],
                }
                for name, node in self.nodes.items()
            ],
            "links": [
                {
                    "id": link.id,
                    "prefix": str(link.shape.prefix),
                    "delay_ns": link.shape.delay_ns,
                    "rate_bps": link.shape.rate_bps,
                    "mtu": link.shape.mtu,
                    "loss": link.shape.loss,
                    "queue": link.shape.queue,
                    "jitter_ns": link.shape.jitter_ns,
                }
                for link in self.links.values()
            ],
        }
