import pytest

from simulation.dissection.key_ring import HeldKey, Ikev1Vectors, KeyRing
from simulation.trace import KeyHeld
from simulation.wire import ikev1, ipv4, isakmp, mobile_ip, udp
from simulation.wire.address import Address
from tests.simulation.frames import SPI, association, flow_packet, held, ring


@pytest.mark.parametrize("slug", ["3des-sha1", "aes-cbc-sha1", "aes-gcm"])
def test_esp_opens_to_what_was_sealed(slug):
    sa = association(slug)
    sa.seal(b"an earlier packet", 17)
    packet = flow_packet()
    opened = ring(sa).open_esp(sa.seal(packet, ipv4.IPIP))
    assert opened.clear.startswith(packet)
    assert opened.clear[-1] == ipv4.IPIP
    assert (opened.iv_octets, opened.icv_octets) == (sa.suite.iv_octets, sa.suite.icv_octets)
    assert opened.key == f"esp:0x{SPI:08x}"


@pytest.mark.parametrize("slug", ["3des-sha1", "aes-cbc-sha1", "aes-gcm"])
def test_esp_stays_shut_where_an_octet_changed(slug):
    sa = association(slug)
    sealed = sa.seal(flow_packet(), ipv4.IPIP)
    for place in (4, 9, 30, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[place] ^= 1
        assert ring(sa).open_esp(bytes(changed)) is None
    assert ring(sa).open_esp(sealed[:-1]) is None
    assert ring(sa).open_esp(b"") is None


def test_esp_stays_shut_for_who_holds_no_key():
    assert KeyRing().open_esp(association().seal(b"x", 17)) is None


def test_a_node_holds_what_it_came_to_hold_so_far():
    sa = association()
    everything = KeyRing([held(sa, "mn", 5), held(sa, "vpn-gw", 7)])
    assert everything.held_by("mn", 4).esp(SPI) == ()
    assert len(everything.held_by("mn", 5).esp(SPI)) == 1
    assert len(everything.held_by("vpn-gw").esp(SPI)) == 1
    assert everything.held_by("x-ha").esp(SPI) == ()
    assert len(everything.esp(SPI)) == 1, "the same key at two holders is one key"


def test_keys_of_a_trace_are_those_of_its_events(leaving):
    everything = KeyRing.from_trace(leaving)
    assert len(everything.held) == sum(1 for _ in leaving.of(KeyHeld))
    assert {"esp", "ikev1", "mip", "psk"} <= {
        each.key.partition(":")[0] for each in everything.held
    }


def encrypted_messages(trace):
    """Yield the encrypted IKEv1 messages of a trace, each once, in order."""
    cookies = {
        bytes.fromhex(event.binding["cookie_i"].removeprefix("0x"))
        for _, event in trace.of(KeyHeld)
        if event.key.startswith("ikev1:")
    }
    done = set()
    for frame in trace.frames:
        for cookie in cookies:
            start = frame.find(cookie)
            message = frame[start:]
            if start >= 0 and message not in done and isakmp.header_of(message).encrypted:
                done.add(message)
                yield message


def test_every_ike_message_of_a_trace_opens_and_proves_itself(leaving):
    everything = KeyRing.from_trace(leaving)
    messages = list(encrypted_messages(leaving))
    assert len(messages) >= 7  # the end of main mode, mode-config, quick mode
    names = []
    for message in messages:
        header = isakmp.header_of(message)
        opened = everything.open_ikev1(message)
        nodes = ikev1.payloads(header.next_payload, opened.clear, 0)
        names.append([type(node.header).__name__ for node in nodes])
        left_over = opened.clear[nodes[-1].end :]
        assert not any(left_over)
        assert len(left_over) < 16
    assert names[0][:2] == ["IdentificationPayload", "HashPayload"]
    assert ["HashPayload"] in names


def test_an_ike_message_opens_only_for_its_parties(leaving):
    everything = KeyRing.from_trace(leaving)
    message = next(encrypted_messages(leaving))
    assert everything.held_by("mn").open_ikev1(message)
    assert everything.held_by("vpn-gw").open_ikev1(message)
    assert everything.held_by("x-ha").open_ikev1(message) is None
    assert everything.held_by("mn", 0).open_ikev1(message) is None


def test_an_ike_message_that_was_never_sent_stays_shut(leaving):
    everything = KeyRing.from_trace(leaving)
    message = bytearray(next(encrypted_messages(leaving)))
    message[40] ^= 1
    assert everything.open_ikev1(bytes(message)) is None


def test_forged_octets_under_the_same_cookies_do_not_break_the_chain(leaving):
    messages = list(encrypted_messages(leaving))
    start = next(n for n, frame in enumerate(leaving.frames) if messages[0] in frame)
    forged = messages[0][:28] + bytes(len(messages[0]) - 28)
    short = messages[0][:20] + bytes(8)
    frames = [*leaving.frames[:start], forged, short, *leaving.frames[start:]]
    keys = KeyRing.from_trace(leaving).held
    assert all(KeyRing(keys, Ikev1Vectors(frames, keys)).open_ikev1(each) for each in messages)


def test_authenticator_names_its_key():
    request = mobile_ip.RegistrationRequest(
        lifetime=1, home_address=Address(1), home_agent=Address(2), care_of_address=Address(3),
        identification=4,
    )  # fmt: skip
    made = mobile_ip.signed(request, spi=0x101, key=b"k" * 16)
    right = HeldKey(0, "mn", "mip:257", "hmac-md5", {"key": b"k" * 16}, {"spi": "257"})
    wrong = HeldKey(0, "mn", "mip:257", "hmac-md5", {"key": b"x" * 16}, {"spi": "0x101"})
    assert KeyRing([right]).authenticates(made, 32, 0x101) == "mip:257"
    assert KeyRing([wrong]).authenticates(made, 32, 0x101) == ""
    assert KeyRing([wrong, right]).authenticates(made, 32, 0x101) == "mip:257"
    assert KeyRing([right]).authenticates(made, 32, 0x102) is None


def test_ports_of_the_trace_were_those_of_ike(leaving):
    assert any(udp.ISAKMP.to_bytes(2, "big") * 2 in frame for frame in leaving.frames)
