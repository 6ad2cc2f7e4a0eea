import pytest

from simulation.roles.observer import Kind, look, readable, visible_seal
from simulation.wire import ipv4, mip_udp, mobile_ip, udp
from simulation.wire.address import Address

A, B, C = map(Address.parse, ("203.0.113.9", "192.0.2.20", "192.0.2.10"))
ESP = ipv4.packet(A, C, ipv4.ESP, (7).to_bytes(4, "big") + (9).to_bytes(4, "big") + bytes(40))


def datagram(payload, ports=(1027, 434)):
    return ipv4.packet(A, B, ipv4.UDP, udp.datagram(A, B, *ports, payload))


def in_tunnel(inner):
    return ipv4.packet(A, B, ipv4.IPIP, inner)


def in_udp_tunnel(inner):
    return datagram(mip_udp.MipTunnelData(next_header=4).encode() + inner)


REQUEST = mobile_ip.signed(
    mobile_ip.RegistrationRequest(
        lifetime=60, home_address=B, home_agent=B, care_of_address=A, identification=5
    ),
    (),
    spi=300,
    key=b"k" * 16,
)
REPLY = mobile_ip.RegistrationReply(
    code=0, lifetime=60, home_address=B, home_agent=B, identification=5
).encode()
IKE = bytes(16) + bytes([1, 0x10, 2, 0]) + bytes(4) + (28).to_bytes(4, "big")


@pytest.mark.parametrize(
    ("octets", "kind"),
    [
        (datagram(REQUEST), Kind.REQUEST),
        (datagram(REPLY), Kind.REPLY),
        (in_udp_tunnel(ESP), Kind.TUNNEL),
        (in_tunnel(ESP), Kind.TUNNEL),
        (ESP, Kind.ESP),
        (datagram(IKE, (500, 500)), Kind.IKE),
        (datagram(bytes(4) + IKE, (4500, 4500)), Kind.IKE),
        (datagram(ESP[20:], (4500, 4500)), Kind.ESP),
        (datagram(b"\4" + bytes(47), (51820, 51820)), Kind.DATA),
        (datagram(b"\1" + bytes(147), (51820, 51820)), Kind.HANDSHAKE),
        (datagram(b"\xff", (4500, 4500)), Kind.OTHER),
        (datagram(b"x" * 30, (5004, 5004)), Kind.OTHER),
        (datagram(b"", (1027, 434)), Kind.OTHER),
        (ipv4.packet(A, B, ipv4.TCP, bytes(20)), Kind.OTHER),
        (ipv4.packet(A, B, ipv4.UDP, b"short"), Kind.OTHER),
    ],
)
def test_kinds(octets, kind):
    assert look(octets).kind is kind


def test_a_look_tells_ports_and_exchange():
    seen = look(datagram(bytes(4) + IKE, (4500, 4501)))
    assert (seen.ports, seen.exchange, seen.body) == ((4500, 4501), 2, IKE)
    assert (seen.source, seen.destination) == (A, B)


def test_a_message_is_read_where_there_is_one():
    assert look(datagram(REQUEST)).message.header.lifetime == 60
    assert look(datagram(b"\x01" + bytes(10))).message is None
    assert look(ESP).message is None


def test_a_later_fragment_shows_nothing():
    whole = datagram(REQUEST + bytes(100))
    _, second = ipv4.fragments(whole, 120)
    assert look(second).kind is Kind.PIECE
    assert "does not show" in readable(look(second))


def test_the_first_piece_of_a_tunnel_shows_the_seal_in_it():
    long = ipv4.packet(A, C, ipv4.ESP, bytes(400))
    first, second = ipv4.fragments(in_tunnel(long), 200)[:2]
    assert readable(look(first)) == "user data sealed, ESP"
    _, later = ipv4.fragments(long, 300)
    assert "does not show" in readable(look(in_tunnel(later)))
    assert "does not show" in readable(look(second))


@pytest.mark.parametrize(
    "octets", [ESP, in_tunnel(ESP), in_udp_tunnel(ESP), in_tunnel(in_udp_tunnel(ESP))]
)
def test_esp_is_seen_through_tunnels_in_clear(octets):
    assert visible_seal(octets) == ESP
    assert readable(look(octets)) == "user data sealed, ESP"


def test_what_is_not_sealed():
    clear = ipv4.packet(A, B, ipv4.UDP, udp.datagram(A, B, 5004, 5004, b"data"))
    assert visible_seal(in_tunnel(clear)) is None
    assert readable(look(in_tunnel(clear))) == "user data in clear"
    assert readable(look(datagram(REQUEST))) == "signalling without user data"
    assert visible_seal(in_tunnel(b"broken")) is None
