"""The home agent: RFC 3344 sections 3.8 and 4.6, RFC 3024, RFC 3519 section 4.6, RFC 5265."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.time import SECOND
from simulation.trace import Dropped
from simulation.wire import icmp, ipv4, mobile_ip, udp
from simulation.wire.address import Prefix
from tests.simulation.roles.registering import (
    AGENT,
    CARE_OF,
    HOME,
    PORT,
    SECURITY,
    Agency,
    request,
)
from tests.simulation.small_world import address

NAT = address("10.2.0.77")
ASK_UDP = mobile_ip.UdpTunnelRequest


# -- accepting ---------------------------------------------------------------------------------


def test_a_good_request_is_accepted_and_bound():
    world = Agency()
    reply = world.answer()
    assert (reply.header.code, reply.header.lifetime) == (0, 600)
    assert (reply.header.home_address, reply.header.home_agent) == (HOME, AGENT)
    assert reply.header.identification == mobile_ip.ntp_time(0)
    _, octets, packet = world.replies[0]
    assert mobile_ip.verify(octets, kind=32, key=SECURITY.key, spi=SECURITY.spi)
    assert (ipv4.source(packet.octets), ipv4.destination(packet.octets)) == (AGENT, CARE_OF)
    row = world.bindings[str(HOME)]
    assert (row["care_of"], row["tunnel"], row["lifetime_s"]) == (str(CARE_OF), "ip-ip", 600)


def test_a_lifetime_that_is_too_long_is_shortened_and_never_lengthened():
    """RFC 3344 section 3.8.2.2."""
    assert Agency(longest_lifetime=60).answer().header.lifetime == 60
    assert Agency(longest_lifetime=6000).answer().header.lifetime == 600
    assert Agency(longest_lifetime=60).answer(lifetime=0xFFFF).header.lifetime == 60


def test_who_asks_for_several_bindings_is_told_that_there_is_one():
    """RFC 3344 section 3.4: code 1."""
    world = Agency()
    assert world.code(simultaneous=True) == 1
    assert str(HOME) in world.bindings


def test_a_broadcast_bit_is_ignored_where_broadcasts_are_not_supported():
    """RFC 3344 section 3.8.2."""
    assert Agency().code(broadcasts=True) == 0


@pytest.mark.parametrize(
    ("flags", "kind", "protocol"),
    [({}, "ip-ip", 4), ({"minimal": True}, "minimal", 55), ({"gre": True}, "gre", 47)],
)
def test_data_for_the_home_address_is_tunnelled_as_asked_for(flags, kind, protocol):
    world = Agency()
    world.code(**flags)
    assert world.bindings[str(HOME)]["tunnel"] == kind
    world.say(world.n, "10.1.0.7", str(HOME))
    world.run(5)
    tunnelled = [each for each in world.packets("office") if ipv4.protocol(each) == protocol]
    assert [ipv4.destination(each) for each in tunnelled] == [CARE_OF]


def test_a_new_care_of_address_replaces_the_old_one():
    world = Agency()
    world.code()
    world.m.hold(address("10.2.0.10"), "second")
    world.answer(source=address("10.2.0.10"), care_of_address=address("10.2.0.10"))
    assert world.bindings[str(HOME)]["care_of"] == "10.2.0.10"
    assert world.rows("ha", "tunnels")[f"tunnel to {HOME}"]["remote"] == "10.2.0.10"


def test_a_binding_ends_with_its_lifetime():
    world = Agency()
    world.code(lifetime=5)
    world.run(4.9)
    assert str(HOME) in world.bindings
    world.run(6)
    assert world.bindings == world.rows("ha", "tunnels") == {}
    assert str(Prefix.host(HOME)) not in world.rows("ha", "routes")


def test_renewing_a_binding_moves_its_end_and_leaves_its_tunnel():
    world = Agency()
    world.code(lifetime=5)
    tunnel = world.ends["ha"].get(f"tunnel to {HOME}")
    world.run(3)
    world.code(lifetime=5)
    world.run(7.5)
    assert str(HOME) in world.bindings
    assert world.ends["ha"].get(f"tunnel to {HOME}") is tunnel
    world.run(9)
    assert world.bindings == {}


# -- denying -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": b"the wrong key..."}, 131),
        ({"spi": 301}, 131),
        ({"home_agent": address("10.1.0.2")}, 136),
        ({"r": True}, 134),
        ({"x": True}, 134),
        ({"extensions": [ASK_UDP()], "decapsulates": False}, 134),
        ({"extensions": [ASK_UDP(reserved3=1)]}, 134),
        ({"extensions": [ASK_UDP(force=True)]}, 129),
    ],
)
def test_what_is_denied_and_with_which_code(changes, code):
    world = Agency()
    assert world.code(**changes) == code
    assert world.bindings == {}
    assert mobile_ip.verify(world.replies[0][1], kind=32, key=SECURITY.key)


def test_two_authentication_extensions_are_one_too_many():
    """RFC 3344 section 3.8.2.1: exactly one."""
    octets = request()
    twice = mobile_ip.sign(octets, spi=SECURITY.spi, key=SECURITY.key)
    assert Agency().code(twice) == 131


def test_a_request_without_authentication_is_denied():
    header = mobile_ip.RegistrationRequest(
        lifetime=60,
        home_address=HOME,
        home_agent=AGENT,
        care_of_address=CARE_OF,
        identification=mobile_ip.ntp_time(0),
    )
    assert Agency().code(header.encode()) == 131


def test_one_changed_octet_is_found():
    octets = bytearray(request())
    octets[15] ^= 1
    assert Agency().code(bytes(octets)) == 131


def test_a_node_that_shares_no_key_gets_no_answer():
    world = Agency()
    assert world.code(home_address=address("10.1.0.101")) is None
    assert world.drops("ha") == ["mip-check"]


def test_reverse_tunnelling_is_denied_where_it_is_not_offered():
    """RFC 3024 section 4.3.1."""
    assert Agency(reverse_tunnel=False).code(reverse_tunnel=True) == 137
    assert Agency(reverse_tunnel=False).code() == 0


def test_a_request_to_everybody_is_denied_from_the_agents_own_address():
    """RFC 3344 sections 3.8.2.1 and 3.8.3.1: how a node finds its home agent."""
    world = Agency()
    world.n.sockets[0, PORT] = world.m.sockets[0, PORT]
    everybody = address("10.1.0.255")
    reply = world.answer(
        source=address("10.1.0.7"),
        to=everybody,
        sender=world.n,
        home_agent=everybody,
        care_of_address=address("10.1.0.7"),
    )
    assert (reply.header.code, reply.header.home_agent) == (136, AGENT)
    assert ipv4.source(world.replies[0][2].octets) == AGENT


# -- replay protection (RFC 3344 section 5.7) -----------------------------------------------------


@pytest.mark.parametrize(
    ("error_s", "code"), [(0, 0), (6.9, 0), (-6.9, 0), (7.1, 133), (-7.1, 133)]
)
def test_clocks_may_differ_by_seven_seconds(error_s, code):
    world = Agency()
    world.run(10)
    then = round((10 + error_s) * SECOND)
    assert world.code(identification=mobile_ip.ntp_time(then)) == code


def test_a_mismatch_is_told_with_the_agents_clock_and_the_nodes_low_half():
    world = Agency()
    world.run(10)
    sent = mobile_ip.ntp_time(100 * SECOND) | 0x1234
    told = world.answer(identification=sent).header.identification
    assert told & 0xFFFFFFFF == sent & 0xFFFFFFFF
    assert told >> 32 == mobile_ip.ntp_time(10 * SECOND) >> 32


def test_a_replayed_request_is_denied_and_changes_nothing():
    world = Agency()
    old = request(0)
    assert world.code(old) == 0
    world.m.hold(NAT, "elsewhere")
    newer = request(world.now, care_of_address=NAT)
    assert world.code(newer, source=NAT) == 0
    assert world.code(old) == 133
    assert world.bindings[str(HOME)]["care_of"] == str(NAT)


def test_an_identification_is_spent_even_if_the_request_is_denied():
    world = Agency()
    assert world.code(request(0, r=True)) == 134
    assert world.code(request(0)) == 133


def test_the_last_identification_outlives_the_binding():
    world = Agency()
    old = request(0, lifetime=3)
    assert world.code(old) == 0
    world.run(5)
    assert world.bindings == {}
    assert world.code(old) == 133


def test_a_forged_request_does_not_spend_the_identification():
    world = Agency()
    assert world.code(request(0, key=b"the wrong key...")) == 131
    assert world.code(request(0)) == 0


# -- deregistration ------------------------------------------------------------------------------


def test_naming_the_home_address_takes_every_binding_back():
    world = Agency(physical=False)
    world.code()
    assert world.answer(lifetime=0, care_of_address=HOME).header.lifetime == 0
    assert world.bindings == {}


def test_naming_the_care_of_address_takes_that_binding_back():
    world = Agency(physical=False)
    world.code()
    assert world.code(lifetime=0) == 0
    assert world.bindings == {}


def test_naming_another_care_of_address_leaves_the_binding():
    """RFC 3344 section 3.8.2.2: only the entry with that care-of address is deleted."""
    world = Agency(physical=False)
    world.code()
    world.m.hold(NAT, "elsewhere")
    assert world.code(lifetime=0, source=NAT, care_of_address=NAT) == 0
    assert world.bindings[str(HOME)]["care_of"] == str(CARE_OF)


def test_taking_back_what_is_not_there_is_accepted():
    assert Agency(physical=False).code(lifetime=0) == 0


# -- NAT traversal (RFC 3519 section 4.6) ---------------------------------------------------------


def test_a_source_that_is_not_the_care_of_address_is_bound_as_it_was_seen():
    world = Agency()
    reply = world.answer(source=NAT, extensions=[ASK_UDP()], reverse_tunnel=True)
    told = reply.find(mobile_ip.UdpTunnelReply)
    assert (told.code, told.force, told.keepalive) == (0, False, 110)
    row = world.bindings[str(HOME)]
    assert (row["tunnel"], row["observed"]) == ("mip-udp", f"{NAT}:{PORT}")
    assert reply.extensions.index(told) < len(reply.extensions) - 1, "before the authentication"
    world.say(world.n, "10.1.0.7", str(HOME))
    world.run(5)
    data = [each for each in world.packets("office") if ipv4.destination(each) == NAT][-1]
    header, payload = udp.parse(ipv4.payload(data), AGENT, NAT)
    assert (header.source_port, header.destination_port) == (434, PORT)
    assert payload[:4] == b"\x04\x04\x00\x00"


def test_where_addresses_agree_the_request_is_declined():
    world = Agency()
    told = world.answer(extensions=[ASK_UDP()]).find(mobile_ip.UdpTunnelReply)
    assert told.code == 64
    assert world.bindings[str(HOME)]["tunnel"] == "ip-ip"


def test_force_is_granted_where_the_agent_is_told_to():
    world = Agency(force_udp=True)
    told = world.answer(extensions=[ASK_UDP(force=True)]).find(mobile_ip.UdpTunnelReply)
    assert (told.code, told.force) == (0, True)
    assert world.bindings[str(HOME)]["tunnel"] == "mip-udp"


@pytest.mark.parametrize(
    ("config", "changes", "code"),
    [
        ({}, {}, 129),
        ({"nat_traversal": False}, {"extensions": [ASK_UDP()]}, 129),
        ({"nat_traversal": False}, {}, 129),
        ({}, {"extensions": [ASK_UDP(encapsulation=47)]}, 142),
        ({}, {"extensions": [ASK_UDP(encapsulation=0)], "gre": True}, 142),
        ({}, {"extensions": [ASK_UDP(encapsulation=0)]}, 0),
    ],
)
def test_behind_a_nat_what_is_asked_for_and_allowed_decides(config, changes, code):
    assert Agency(**config).code(source=NAT, **changes) == code


@pytest.mark.parametrize("source", [HOME, address("0.0.0.0")])
def test_the_home_address_and_none_are_no_sign_of_a_nat(source):
    """RFC 3519 section 4.6.1."""
    world = Agency()
    world.ask(source=source) if source else world.m.send(
        world.packet(
            ipv4.packet(source, AGENT, ipv4.UDP, udp.datagram(source, AGENT, PORT, 434, request()))
        )
    )
    world.run(1)
    assert world.bindings[str(HOME)]["tunnel"] == "ip-ip"


def test_a_deregistration_may_come_from_behind_a_nat_without_asking_for_udp():
    world = Agency(physical=False)
    world.code(source=NAT, extensions=[ASK_UDP()])
    assert world.code(source=NAT, lifetime=0) == 0
    assert world.bindings == {}


def test_the_keepalive_in_the_tunnel_is_answered_there():
    """RFC 3519 section 4.9."""
    world = Agency()
    world.code(source=NAT, extensions=[ASK_UDP()])
    echo = icmp.message(icmp.Echo(type=8, identifier=1, sequence=1))
    inner = ipv4.packet(HOME, AGENT, ipv4.ICMP, echo)
    data = udp.datagram(NAT, AGENT, PORT, 434, b"\x04\x04\x00\x00" + inner)
    world.put(world.m, NAT, AGENT, ipv4.UDP, data)
    heard = []
    world.m.sockets[0, PORT] = lambda header, payload, packet: heard.append(payload)
    world.run(3)
    assert [each[:2] for each in heard] == [b"\x04\x04"]
    assert heard[0][24:25] == b"\x00", "an echo reply"


def test_data_from_another_port_than_the_bindings_is_dropped():
    """RFC 3519 section 4.3."""
    world = Agency()
    world.code(source=NAT, extensions=[ASK_UDP()])
    data = udp.datagram(NAT, AGENT, PORT + 1, 434, b"\x04\x04\x00\x00" + bytes(28))
    world.put(world.m, NAT, AGENT, ipv4.UDP, data)
    world.run(3)
    assert world.drops("ha") == ["no-tunnel"]


# -- trusted networks (RFC 5265 section 3) --------------------------------------------------------


def test_replies_to_trusted_networks_say_so_under_the_authenticator():
    world = Agency(trusted=(Prefix.parse("10.2.0.0/24"),))
    reply = world.answer()
    told = reply.find(mobile_ip.TrustedNetworks)
    assert told is not None
    assert reply.extensions.index(told) < len(reply.extensions) - 1
    assert Agency().answer().find(mobile_ip.TrustedNetworks) is None


def test_requests_from_elsewhere_get_no_answer():
    world = Agency(trusted=(Prefix.parse("10.9.0.0/24"),))
    assert world.code() is None
    (drop,) = world.events(Dropped, "ha")
    assert (drop.reason, drop.spec) == ("untrusted", "RFC 5265 3.1")
    assert world.bindings == {}


# -- octets ---------------------------------------------------------------------------------------


def test_a_message_that_is_no_request_is_not_taken():
    world = Agency()
    reply = mobile_ip.RegistrationReply(
        code=0, lifetime=60, home_address=HOME, home_agent=AGENT, identification=1
    )
    assert world.code(mobile_ip.signed(reply, spi=300, key=SECURITY.key)) is None
    assert world.drops("ha") == ["unexpected"]


def test_an_extension_that_must_not_be_skipped_and_is_not_known_ends_the_request():
    """RFC 3344 section 1.8."""
    world = Agency()
    unknown = mobile_ip.UnknownExtension(type=99, data=b"??")
    assert world.code(extensions=[unknown]) is None
    assert world.drops("ha") == ["malformed"]
    skippable = mobile_ip.UnknownExtension(type=199, data=b"??")
    assert Agency().code(extensions=[skippable]) == 0


@given(st.binary(max_size=90))
def test_no_octets_make_it_raise(octets):
    world = Agency()
    for head in (b"", b"\x01", b"\x03", b"\x04", request()[:24], request()):
        world.ask(head + octets)
    world.run(1)
    assert len(world.drops("ha")) + len(world.replies) >= 5


@given(place=st.integers(0, 45), value=st.integers(0, 255))
def test_no_changed_octet_makes_a_binding(place, value):
    octets = bytearray(request())
    before = bytes(octets)
    octets[place] = value
    world = Agency()
    world.ask(bytes(octets))
    world.run(1)
    assert bool(world.bindings) == (bytes(octets) == before)


def test_who_names_itself_is_assigned_a_home_address():
    world = Agency(assigned={"mn@example.com": HOME})
    named = mobile_ip.NaiExtension(nai=b"mn@example.com")
    reply = world.answer(request(world.now, home_address=address("0.0.0.0"), extensions=(named,)))
    assert (reply.header.code, reply.header.home_address) == (0, HOME)
    assert str(HOME) in world.bindings


def test_a_name_that_nobody_has_is_refused():
    world = Agency(assigned={"mn@example.com": HOME})
    named = mobile_ip.NaiExtension(nai=b"other@example.com")
    asked = request(world.now, home_address=address("0.0.0.0"), extensions=(named,))
    assert world.answer(asked) is None
    assert world.drops("ha") == ["mip-check"]
