"""A gateway's help for clients that have no address of their own yet (draft section 2.3.2).

Their registrations bear the gateway's private address as source and care-of address.  The replies
come to the gateway, which tells by the Identification whose they are, as foreign agents do.
"""

from simulation.errors import WireError
from simulation.kernel.recorder import Packet, Table
from simulation.roles.vpn_gateway import VpnGateway
from simulation.tunnels.ipsec import Pair
from simulation.wire import ipv4, mobile_ip, udp
from simulation.wire.address import EVERYWHERE, Address

MOST_PENDING = 256


class HomeAddressRelay:
    """Gives replies that come to *private* to the SA that the request came out of."""

    def __init__(self, gateway: VpnGateway, private: Address) -> None:
        self.gateway = gateway
        self.private = private
        self.table = Table(gateway.node.recorder, gateway.node.name, "pending")
        self._pending: dict[int, Pair] = {}
        gateway.device.on_opened.append(self._opened)

    def _opened(self, packet: Packet, pair: Pair) -> None:
        """Note a request that a client without an address has sent."""
        octets = packet.octets
        if pair.remote_selector != EVERYWHERE or ipv4.source(octets) != self.private:
            return
        body = ipv4.payload(octets)
        if ipv4.protocol(octets) != ipv4.UDP or body[2:4] != udp.MOBILE_IP.to_bytes(2, "big"):
            return
        try:
            request = mobile_ip.parse(body[8:]).header
        except WireError:
            return  # whoever it is for will say so
        if not isinstance(request, mobile_ip.RegistrationRequest):
            return
        if len(self._pending) >= MOST_PENDING:
            self._forget(next(iter(self._pending)))
        half = request.identification & 0xFFFFFFFF
        self._pending[half] = pair
        self.table.put(f"{half:08x}", peer=pair.peer_identity, home_agent=str(request.home_agent))
        port = int.from_bytes(body[:2], "big")
        self.gateway.node.sockets[self.private, port] = self._reply

    def _reply(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        node = self.gateway.node
        try:
            reply = mobile_ip.parse(payload).header
        except WireError as error:
            node.drop(packet, "malformed", str(error), "RFC 3344 3.7.3")
            return
        pair = None
        if isinstance(reply, mobile_ip.RegistrationReply):
            pair = self._forget(reply.identification & 0xFFFFFFFF)
        if pair is None or pair not in self.gateway.device.pairs:
            node.drop(packet, "unexpected", "no client waits for this", "draft 2.3.2")
            return
        self.gateway.device.send_by(pair, packet)

    def _forget(self, half: int) -> Pair | None:
        self.table.remove(f"{half:08x}")
        return self._pending.pop(half, None)
