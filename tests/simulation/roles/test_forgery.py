"""What the attacker makes of packets that it saw."""

import pytest

from simulation.time import SECOND
from simulation.trace import Forged, KeyHeld, Noted
from simulation.wire import ipv4, mobile_ip
from tests.simulation.roles.hotspot import AGENT, SECOND_ADDRESS, STATION, Hotspot


def test_a_replay_is_the_same_octets():
    world = Hotspot(target="esp")
    world.request()
    world.run(3)
    first = [each for each in world.packets("isp") if each[9] == ipv4.UDP]
    world.attacker.forger.replay()
    world.run(4)
    again = [each for each in world.packets("isp") if each[9] == ipv4.UDP]
    assert again == first * 2
    assert [each.forgery for each in world.events(Forged)] == ["replay"]


def test_nothing_captured_nothing_replayed():
    world = Hotspot()
    for act in ("replay", "forge", "guess"):
        getattr(world.attacker.forger, act)()
    texts = [each.text for each in world.events(Noted, "attacker")][-3:]
    assert all("nothing" in text or "no registration" in text for text in texts)


def test_forged_requests_bear_fresh_numbers_and_wrong_authenticators():
    world = Hotspot(target="esp")
    world.request()
    world.run(3)
    heard = []
    world.agent.sockets[0, 434] = lambda header, payload, packet: heard.append(payload)
    world.attacker.forger.forge()
    world.run(4)
    assert len(heard) == 3
    for each in heard:
        header = mobile_ip.parse(each).header
        assert header.care_of_address == SECOND_ADDRESS
        assert header.identification == mobile_ip.ntp_time(3 * SECOND)
        assert not mobile_ip.verify(each, kind=32, key=b"k" * 16)
    assert len({each[-16:] for each in heard}) == 3
    assert [each.forgery for each in world.events(Forged)] == ["registration"] * 3


def test_forged_esp_has_the_true_spi_and_a_number_to_come():
    world = Hotspot(target="mip")
    seen = []
    world.agent.protocols[ipv4.ESP] = lambda packet, _: seen.append(packet.octets)
    body = (0xABCD).to_bytes(4, "big") + (41).to_bytes(4, "big") + bytes(56)
    world.put(world.station, STATION, AGENT, ipv4.ESP, body)
    world.run(3)
    world.attacker.forger.forge()
    world.run(4)
    assert [int.from_bytes(each[24:28], "big") for each in seen] == [41, 42, 43, 44]
    assert {each[20:24] for each in seen} == {body[:4]}
    assert [ipv4.source(each) for each in seen[1:]] == [SECOND_ADDRESS] * 3
    assert [each.forgery for each in world.events(Forged)] == ["sealed"] * 3


@pytest.mark.parametrize("word", ["guest", "company"])
def test_a_weak_secret_is_found_and_used(word):
    key = word.encode().ljust(16, b"\0")
    world = Hotspot(target="esp")
    asked = world.answers(key)
    world.request(key=key)
    world.run(3)
    world.attacker.forger.guess()
    world.run(4)
    assert asked == [(str(STATION), 1027), (str(SECOND_ADDRESS), 1434)]
    texts = [each.text for each in world.events(Noted, "attacker")]
    assert f"the secret is the word {word!r}" in texts[-2]
    assert "was answered: accepted" in texts[-1]
    held = world.events(KeyHeld, "attacker")[0]
    assert (held.key, held.secret) == ("mip:300", {"key": key.hex()})


def test_a_strong_secret_is_not_found():
    world = Hotspot(target="esp")
    asked = world.answers()
    world.request()
    world.run(3)
    world.attacker.forger.guess()
    world.run(4)
    assert len(asked) == 1
    assert "no word of the list is the key" in world.events(Noted, "attacker")[-1].text


def test_a_request_that_nobody_accepted_is_not_worth_a_guess():
    world = Hotspot(target="esp")
    world.request(key=b"guest" + bytes(11))
    world.run(3)
    world.attacker.forger.guess()
    assert "captured no registration" in world.events(Noted, "attacker")[-1].text
