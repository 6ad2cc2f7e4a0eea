"""Parts of a node ask no more of it than `Host` says: here they stand on nothing else."""

import pytest

from simulation.kernel.fragmentation import Reassembler, cut
from simulation.kernel.host import Host
from simulation.kernel.icmp import Icmp
from simulation.kernel.interface import Interface
from simulation.wire import icmp, ipv4
from simulation.wire.address import Mac
from tests.simulation.small_world import PORT, address, two_hosts

A, B = address("10.0.0.1"), address("10.0.0.2")
PROMISED = {name for name in dir(Host) if not name.startswith("_")} | set(Host.__annotations__)


class Bare:
    """A node of which nothing but what `Host` promises can be reached."""

    def __init__(self, node):
        self._node = node

    def __getattr__(self, name):
        if name not in PROMISED:
            raise AttributeError(name)
        return getattr(self._node, name)


def bare():
    """Return a world of ``a`` and ``b``, and ``b`` as its parts know it."""
    world, a, b = two_hosts()
    return world, a, b, Bare(b)


def test_what_is_not_promised_cannot_be_reached():
    *_, host = bare()
    with pytest.raises(AttributeError):
        _ = host.routes


def test_an_interface_needs_no_more_of_its_node():
    world, a, b, host = bare()
    b.interfaces["lan"].detach()
    b.interfaces["lan"].configure(address("0.0.0.0"), None)
    station = Interface(host, "spare", Mac(bytes.fromhex("020000000099")))
    b.interfaces["spare"] = station
    station.attach(world.links["lan"])
    station.configure(B, world.links["lan"].shape.prefix)
    heard = world.hears(b)
    world.say(a, str(A), str(B))
    world.run(1)
    assert heard == [b"hello"]
    station.send(
        world.packet(ipv4.packet(B, address("10.0.0.77"), ipv4.UDP, b"")), address("10.0.0.77")
    )
    world.run(10)
    assert world.drops("b") == ["arp-failed"]


def test_icmp_needs_no_more_of_its_node():
    world, a, b, host = bare()
    b.icmp = Icmp(host)
    answered = []
    a.icmp.echo_listeners.append(lambda header, data, packet: answered.append(data))
    world.put(a, A, B, ipv4.ICMP, icmp.message(icmp.Echo(), b"?"))
    world.say(a, str(A), str(B), port=PORT + 1)
    world.run(1)
    assert answered == [b"?"]
    assert len(world.sent("b", "port unreachable")) == 1


def test_fragmentation_needs_no_more_of_its_node():
    world, _, _, host = bare()
    whole = ipv4.packet(A, B, ipv4.UDP, bytes(1000))
    pieces = cut(host, world.packet(whole), 576)
    joins = Reassembler(host)
    (joined,) = [each for piece in pieces if (each := joins.add(piece)) is not None]
    assert joined.octets == whole
