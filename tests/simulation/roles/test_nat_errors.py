"""ICMP errors that cross a translator, and those that it makes: RFC 3022 section 4.3."""

from simulation.wire import icmp, ipv4, udp
from tests.simulation.roles.test_nat import INSIDE, PEER, PUBLIC, Hotel, seen


def test_an_error_about_what_was_let_in_speaks_of_the_public_address():
    """A host outside knows nothing of the address that its packet was given inside."""
    hotel = Hotel()
    seen(hotel.s)
    hotel.out()
    hotel.run(1)
    told = []
    hotel.s.icmp.error_listeners.append(lambda *error: told.append(error))
    hotel.links["hotel"].mtu = 500
    body = udp.datagram(PEER, PUBLIC, 7, 40000, bytes(600))
    hotel.put(hotel.s, PEER, PUBLIC, ipv4.UDP, body, dont_fragment=True)
    hotel.run(2)
    ((kind, code, mtu, quoted, error),) = told
    assert (kind, code, mtu) == (3, 4, 500)
    assert (ipv4.source(quoted), ipv4.destination(quoted)) == (PEER, PUBLIC)
    assert quoted[20:24] == (7).to_bytes(2, "big") + (40000).to_bytes(2, "big")
    icmp.check(ipv4.payload(error.octets))
    ipv4.check(error.octets)


def test_an_error_from_an_inside_host_leaves_with_the_public_address():
    hotel = Hotel()
    seen(hotel.s)
    hotel.out(port=1025)
    hotel.run(1)
    told = []
    hotel.s.icmp.error_listeners.append(lambda *error: told.append(error))
    hotel.say(hotel.s, str(PEER), str(PUBLIC), source_port=7, port=40000)
    hotel.run(2)
    ((kind, code, _, quoted, error),) = told
    assert (kind, code) == (3, 3), "nobody listens on port 1025"
    assert ipv4.source(error.octets) == PUBLIC
    assert ipv4.destination(quoted) == PUBLIC


def test_an_error_about_something_else_is_left_alone():
    hotel = Hotel()
    body = icmp.message(icmp.Unreachable(code=1), ipv4.packet(PEER, INSIDE, 17, bytes(8)))
    told = []
    hotel.s.icmp.error_listeners.append(lambda *error: told.append(error))
    hotel.put(hotel.gate, PUBLIC, PEER, ipv4.ICMP, body)
    hotel.run(1)
    assert ipv4.destination(told[0][3]) == INSIDE


def test_an_error_for_a_mapping_that_is_gone_says_so():
    hotel = Hotel(timeout_s=30)
    seen(hotel.s)
    packet = hotel.out()
    hotel.run(1)
    out = next(each for each in hotel.packets("dmz") if ipv4.source(each) == PUBLIC)
    hotel.run(40)
    body = icmp.message(icmp.Unreachable(code=1), out[:28])
    hotel.put(hotel.s, PEER, PUBLIC, ipv4.ICMP, body)
    hotel.run(41)
    assert packet.octets != out
    assert hotel.drops("nat") == ["nat-expired"]


def test_an_error_about_nothing_that_was_let_in_does_not_leave_with_an_inside_address():
    hotel = Hotel()
    quoted = ipv4.packet(PEER, INSIDE, ipv4.UDP, udp.datagram(PEER, INSIDE, 7, 1025, b"x"))
    body = icmp.message(icmp.Unreachable(code=3), quoted[:28])
    hotel.put(hotel.m, INSIDE, PEER, ipv4.ICMP, body)
    hotel.run(1)
    assert hotel.drops("nat") == ["nat-unsupported"]
    assert [each for each in hotel.packets("dmz") if ipv4.source(each) == INSIDE] == []


def test_what_the_translator_itself_cannot_send_on_is_told_to_the_node_inside():
    """It has translated the packet by then, and the error would speak of itself to itself."""
    hotel = Hotel()
    told = []
    hotel.m.icmp.error_listeners.append(lambda *error: told.append(error[:4]))
    hotel.links["dmz"].mtu = 500
    packet = hotel.out(payload=bytes(600), dont_fragment=True)
    hotel.run(1)
    ((*error, quoted),) = told
    assert error == [3, 4, 500]
    assert ipv4.source(quoted) == INSIDE
    assert quoted[20:] == packet.octets[20 : len(quoted)], "with the port and checksum from inside"
