"""A station, its router and the attacker between them; behind the router an agent's host."""

from simulation.roles.attacker import Attacker, AttackerConfig
from simulation.roles.pseudo_nat import PseudoNatConfig
from simulation.wire import dhcp, ipv4, mobile_ip
from simulation.wire.address import ANY, BROADCAST
from tests.simulation.small_world import SmallWorld, address

STATION, ROUTER, FIRST, SECOND_ADDRESS, AGENT = map(
    address, ("203.0.113.9", "203.0.113.2", "203.0.113.100", "203.0.113.101", "192.0.2.20")
)


class Hotspot(SmallWorld):
    """Runs to 1 s before anything happens; the attack is on from then."""

    def __init__(self, *, target="auto", redirect=SECOND_ADDRESS, on=True):
        super().__init__()
        self.link("hotspot", "203.0.113.0/25")
        self.link("isp", "192.0.2.0/26")
        self.node("router", "hotspot 203.0.113.2", "isp 192.0.2.1", forwards=True)
        self.agent = self.node("agent", "isp 192.0.2.20", gateway="isp 192.0.2.1")
        self.station = self.node("mn", "hotspot 203.0.113.9", gateway="hotspot 203.0.113.2")
        bad = self.node("attacker", "hotspot 203.0.113.100", gateway="hotspot 203.0.113.2")
        self.attacker = Attacker(
            bad,
            bad.interfaces["hotspot"],
            AttackerConfig(
                router=ROUTER,
                second=SECOND_ADDRESS,
                forgeries=3,
                guesses_per_second=1000,
                nat=PseudoNatConfig(target=target, redirect=redirect),
            ),
        )
        self.meets()
        self.run(1)
        if on:
            self.attacker.switch(on=True)
            self.run(2)

    def meets(self):
        """Have the station show itself as DHCP clients do."""
        interface = self.station.interfaces["hotspot"]
        octets = dhcp.message(
            dhcp.REQUEST,
            transaction=1,
            mac=interface.mac,
            client=ANY,
            options=(dhcp.RequestedAddress(address=STATION),),
        )
        self.station.send_udp(
            ANY, BROADCAST, (68, 67), octets, (), "DHCP REQUEST", via=(interface, b"\xff" * 6)
        )

    def request(self, *, key=b"k" * 16):
        now = mobile_ip.ntp_time(int(self.env.now))
        header = mobile_ip.RegistrationRequest(
            lifetime=60,
            home_address=address("192.0.2.50"),
            home_agent=AGENT,
            care_of_address=STATION,
            identification=now,
            decapsulates=True,
        )
        octets = mobile_ip.signed(header, (mobile_ip.UdpTunnelRequest(),), spi=300, key=key)
        self.say(self.station, str(STATION), str(AGENT), octets, source_port=1027, port=434)
        return header

    def answers(self, key=b"k" * 16):
        """Have the agent's host accept requests; return whom it answered."""
        asked = []

        def take(header, payload, packet):
            request = mobile_ip.parse(payload).header
            source = ipv4.source(packet.octets)
            asked.append((str(source), header.source_port))
            reply = mobile_ip.RegistrationReply(
                code=0,
                lifetime=60,
                home_address=request.home_address,
                home_agent=AGENT,
                identification=request.identification,
            )
            octets = mobile_ip.signed(reply, (), spi=300, key=key)
            self.agent.send_udp(
                AGENT, source, (434, header.source_port), octets, (), "Registration Reply"
            )

        self.agent.sockets[0, 434] = take
        return asked
