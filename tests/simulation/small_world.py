"""A world of a few nodes for playbooks: who is joined to what, then what crosses the links."""

import simpy

from simulation.kernel.link import Link, LinkShape
from simulation.kernel.node import Node
from simulation.kernel.recorder import Recorder, layer
from simulation.kernel.rng import Stream
from simulation.time import MILLISECOND, SECOND, seconds
from simulation.trace import Dropped, RowChanged, Sent, Trace
from simulation.tunnels.tunnel import TunnelEnds
from simulation.wire import ipv4, udp
from simulation.wire.address import Address, Prefix

PORT = 7


def address(text):
    return Address.parse(text)


class SmallWorld:
    """Links and nodes with short delays; time is in seconds where a test says it."""

    def __init__(self, seed=1):
        self.env = simpy.Environment(initial_time=0)
        self.trace = Trace({})
        self.recorder = Recorder(self.env, self.trace, 200_000)
        self.seed = seed
        self.links = {}
        self.nodes = {}
        self.ends = {}

    # -- making -----------------------------------------------------------------------------

    def link(self, name, prefix, **shape):
        """Add a link of 1 ms and 100 Mb/s."""
        shape = {"delay_ns": MILLISECOND, "rate_bps": 100_000_000} | shape
        shape = LinkShape(id=name, prefix=Prefix.parse(prefix), **shape)
        stream = Stream(self.seed, f"link/{name}")
        self.links[name] = Link(self.env, self.recorder, shape, stream)
        return self.links[name]

    def node(self, name, *joins, forwards=False, gateway=None):
        """Add a node; each of *joins* is ``link address``, *gateway* ``link address`` too."""
        node = self.nodes[name] = Node(self.env, self.recorder, name, self.seed)
        self.ends[name] = TunnelEnds(node)
        node.forwards = forwards
        for join in joins:
            self.join(node, *join.split())
        if gateway:
            link, via = gateway.split()
            node.route(None, node.interfaces[link], address(via))
        return node

    def join(self, node, link, own=None):
        """Attach *node* to *link*, with an address and a route or without."""
        interface = node.add_interface(link)
        interface.attach(self.links[link])
        if own:
            self.configure(node, link, own)
        return interface

    def configure(self, node, link, own):
        """Give *node* the address *own* on *link*, with the route that goes with it."""
        prefix = self.links[link].shape.prefix
        node.interfaces[link].configure(address(own), prefix)
        node.route(prefix, node.interfaces[link])

    def restart(self, node, link, own):
        """Switch *node* off and on again, as a host that is told its address on *link* anew."""
        node.power_off()
        node.power_on()
        node.interfaces[link].attach(self.links[link])
        self.configure(node, link, own)

    # -- doing ------------------------------------------------------------------------------

    def run(self, until):
        """Run until *until* seconds."""
        while self.env.peek() <= seconds(until):
            self.env.step()
        self.env._now = seconds(until)

    def at(self, when, act):
        """Call *act* at *when* seconds."""
        self.env.timeout(seconds(when) - int(self.env.now)).callbacks.append(lambda _: act())

    def say(self, node, source, destination, payload=b"hello", *, port=PORT, **changes):
        """Send a UDP datagram from *node*; return its packet."""
        source, destination = address(source), address(destination)
        body = udp.datagram(source, destination, changes.pop("source_port", PORT), port, payload)
        return self.put(node, source, destination, ipv4.UDP, body, **changes)

    def put(self, node, source, destination, protocol, body, **changes):
        """Send an IP packet from *node*; return it."""
        octets = ipv4.packet(
            source, destination, protocol, body, **{"identification": 1, **changes}
        )
        packet = self.packet(octets)
        node.send(packet)
        return packet

    def packet(self, octets, purpose="test"):
        """Return *octets* as a packet that the trace knows."""
        layers = (layer("ipv4", "data", 20), layer("data", "data", len(octets) - 20))
        return self.recorder.packet(octets, layers, purpose)

    def hears(self, node, port=PORT):
        """Have *node* listen on a UDP port; return the list that payloads come to."""
        heard = []
        node.sockets[0, port] = lambda header, payload, packet: heard.append(payload)
        return heard

    # -- seeing -----------------------------------------------------------------------------

    def events(self, kind, node=None):
        """Return the events of a kind, at one node or at all."""
        return [each for _, each in self.trace.of(kind) if node in (None, each.node)]

    def drops(self, node=None):
        """Return the reasons of all drops."""
        return [each.reason for each in self.events(Dropped, node)]

    def sent(self, node=None, containing=""):
        """Return what was sent: time in seconds, link and purpose."""
        return [
            (each.at_ns / SECOND, each.link, purpose)
            for each in self.events(Sent, node)
            if containing in (purpose := self.trace.packets[each.packet].purpose)
        ]

    def frames(self, link):
        """Return the octets of every frame on *link*, in order."""
        return [self.trace.frames[each.frame] for each in self.events(Sent) if each.link == link]

    def packets(self, link):
        """Return every IP packet that was put on *link*, in order."""
        return [frame[14:] for frame in self.frames(link) if frame[12:14] == b"\x08\x00"]

    def rows(self, node, table):
        """Return what a table of a node holds now."""
        held = {}
        for each in self.events(RowChanged, node):
            if each.table == table:
                if each.new is None:
                    held.pop(each.key, None)
                else:
                    held[each.key] = each.new
        return held


def two_hosts(**shape):
    """Return a world of hosts ``a`` 10.0.0.1 and ``b`` 10.0.0.2 on one link."""
    world = SmallWorld()
    world.link("lan", "10.0.0.0/24", **shape)
    return world, world.node("a", "lan 10.0.0.1"), world.node("b", "lan 10.0.0.2")


def routed(**shape):
    """Return ``a`` 10.0.0.1 and ``b`` 10.0.1.1 with a router ``r`` (.254) between them."""
    world = SmallWorld()
    world.link("left", "10.0.0.0/24")
    world.link("right", "10.0.1.0/24", **shape)
    router = world.node("r", "left 10.0.0.254", "right 10.0.1.254", forwards=True)
    a = world.node("a", "left 10.0.0.1", gateway="left 10.0.0.254")
    b = world.node("b", "right 10.0.1.1", gateway="right 10.0.1.254")
    return world, a, router, b
