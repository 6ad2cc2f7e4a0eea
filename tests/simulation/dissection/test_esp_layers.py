"""ESP that opens, and ESP that stays shut and says why."""

import pytest

from simulation.dissection.dissector import Dissector, Region
from simulation.dissection.esp_layers import read_esp_clear
from simulation.dissection.key_ring import HeldKey, KeyRing
from simulation.dissection.readers import READERS
from simulation.wire import (
    ipv4,
)
from tests.simulation.dissection.test_readers import (
    FLOW,
)
from tests.simulation.frames import (
    CARE_OF,
    GATEWAY,
    HOME,
    SPI,
    X_HA,
    association,
    flow_packet,
    framed,
    keys_of,
    layers,
    notes,
    ring,
    sealed_packet,
)


@pytest.mark.parametrize("slug", ["3des-sha1", "aes-cbc-sha1", "aes-gcm"])
def test_the_whole_nest_opens_with_its_key(slug):
    sa = association(slug)
    found = layers(framed(sealed_packet(sa)), ring(sa))
    clear = [layer.header.key for layer in found if not layer.buffer]
    opened = [layer for layer in found if layer.buffer == 1]
    assert clear == ["ethernet", "ipv4", "ipv4", "esp", "esp-iv", "sealed", "esp-icv"]
    names = [layer.header.key for layer in opened]
    assert names[:5] == ["ipv4", *FLOW]
    assert names[-1] == "esp-trailer"
    assert {layer.sealed_by for layer in opened} == {f"esp:0x{SPI:08x}"}
    assert {layer.sealed_by for layer in found if not layer.buffer} == {""}


def test_with_the_wrong_key_it_stays_shut_and_says_so():
    sa, other = association(), association()
    other.authentication_key = bytes(20)
    frame = framed(sealed_packet(sa))
    assert keys_of(frame, ring(other))[-2:] == ["esp", "sealed"]
    assert notes(frame, ring(other)) == {"sealed": "the ICV is wrong: not opened"}
    assert notes(frame) == {"sealed": "no key at hand"}


def test_esp_within_esp_opens_twice():
    inner, outer = association("aes-gcm"), association("3des-sha1")
    outer.spi = 0x1234
    packet = ipv4.packet(CARE_OF, GATEWAY, ipv4.ESP, inner.seal(flow_packet(), ipv4.IPIP))
    frame = framed(ipv4.packet(HOME, X_HA, ipv4.ESP, outer.seal(packet, ipv4.IPIP)))
    secret = {"encryption": outer.encryption_key, "authentication": outer.authentication_key}
    outer_key = HeldKey(0, "mn", "esp:0x1234", "3des-sha1", secret, {"spi": "0x1234"})
    both = KeyRing([outer_key, *ring(inner).held])
    assert max(layer.buffer for layer in layers(frame, both)) == 2
    assert max(layer.buffer for layer in layers(frame, ring(inner))) == 0


def test_first_fragment_of_esp_is_not_opened():
    sa = association()
    first = ipv4.fragments(ipv4.packet(X_HA, CARE_OF, ipv4.ESP, sa.seal(bytes(200), 17)), 100)[0]
    assert keys_of(framed(first), ring(sa)) == ["ipv4", "esp", "sealed"]
    assert notes(framed(first), ring(sa)) == {"sealed": "a piece of a packet: cannot be opened"}


def test_padding_that_is_not_there_is_malformed():
    clear = bytes(12) + b"\xff\x04"
    dissector = Dissector(clear, KeyRing(), READERS)
    dissector.step(read_esp_clear, Region(0, 0, len(clear)))
    assert [layer.header.key for layer in dissector.layers] == ["malformed"]
    assert "255 octets of padding are not there" in dissector.layers[0].note
