"""tshark reads every IKE exchange and the ESP that follows, with the keys that we tell."""

import pytest

from simulation.crypto.suites import SUITES
from simulation.wire import ipv4, udp
from simulation.wire.address import Address
from tests.referees.tshark import ask, datagram_frame, framed
from tests.simulation.ike.playbook import (
    GATEWAY,
    INNER,
    MN,
    NAT_INSIDE,
    SECOND,
    ChildUp,
    KeyMade,
    Wire,
    client,
    pair,
    server,
)

pytestmark = pytest.mark.tshark
SERVER = Address.parse("10.3.0.10")
FIELDS = (
    "_ws.malformed",
    "_ws.expert.message",
    "isakmp.exchangetype",
    "isakmp.typepayload",
    "isakmp.enc.decrypted",
    "esp.icv_good",
    "ip.src",
    "frame.protocols",
)


def esp_frames(up):
    """Return an ESP packet each way over the path of *up*, with UDP outside where it is used."""
    inner = ipv4.packet(INNER, SERVER, 17, udp.datagram(INNER, SERVER, 5004, 5004, b"data"))
    esp = up.outbound.seal(inner, 4)
    if up.udp_encapsulation:
        body = udp.datagram(up.local, up.peer, 4500, 4500, esp, checksum=False)
        return [framed(ipv4.packet(up.local, up.peer, 17, body))]
    return [framed(ipv4.packet(up.local, up.peer, 50, esp))]


def read(tshark, directory, wire, *ends):
    frames = [datagram_frame(datagram) for _, _, datagram in wire.sent]
    keys = [key for end in ends for key in wire.of(end, KeyMade)]
    for end in ends:
        frames += esp_frames(wire.of(end, ChildUp)[-1])
    return ask(tshark, directory, frames, keys, FIELDS)


@pytest.mark.parametrize("group", [2, 5, 14])
@pytest.mark.parametrize("suite", sorted(SUITES))
def test_ikev1_and_esp(tshark, tmp_path, suite, group):
    wire, node, _ = pair(
        node=client(suite=suite, dh_group=group),
        gateway=server(suite=suite, dh_group=group),
        until=10 * SECOND,
    )
    node.delete(node.session, wire.now)
    wire.run(20 * SECOND)
    rows = read(tshark, tmp_path, wire, MN, GATEWAY)
    assert [row[2] for row in rows[:13]] == ["2"] * 6 + ["6"] * 2 + ["32"] * 3 + ["5"] * 2
    assert {row[0] for row in rows} == {""}
    assert not [row[1] for row in rows if "alformed" in row[1] or "ncorrect" in row[1]]
    payloads = [row[3].split(",") for row in rows]
    assert payloads[4] == ["5", "8", "11"]  # ID, HASH, INITIAL-CONTACT
    assert payloads[5] == ["5", "8"]
    assert payloads[6] == payloads[7] == ["8", "14"]
    assert payloads[8][:2] == payloads[9][:2] == ["8", "1"]
    assert payloads[10] == ["8"]
    assert payloads[11] == payloads[12] == ["8", "12"]
    assert [row[5] for row in rows[-2:]] == ["1", "1"]
    assert rows[-1][7].endswith("ip:udp:data")


def test_ikev1_through_a_nat_with_xauth(tshark, tmp_path):
    from simulation.ike.configuration import Login

    wire, _, _ = pair(
        Wire(nat=True),
        local=NAT_INSIDE,
        node=client(login=Login("user", "pass", 3.0)),
        gateway=server(users={"user": "pass"}),
        until=30 * SECOND,
    )
    rows = read(tshark, tmp_path, wire, NAT_INSIDE, GATEWAY)
    assert {row[0] for row in rows} == {""}
    assert len(rows) == 4 + 2 + 4 + 2 + 3 + 2
    assert all("8" in row[3].split(",") for row in rows[4:-2])
    assert "udpencap" in rows[4][7]
    assert "udpencap:esp:ip:udp" in rows[-2][7]
    assert [row[5] for row in rows[-2:]] == ["1", "1"]


@pytest.mark.parametrize("suite", sorted(SUITES))
@pytest.mark.parametrize("policy", ["off", "before"])
def test_ikev2_mobike_and_esp(tshark, tmp_path, suite, policy):
    wire, node, _ = pair(
        node=client(version=2, suite=suite),
        gateway=server(suite=suite, return_routability=policy),
        until=10 * SECOND,
    )
    moved = Address.parse("203.0.113.9")
    wire.endpoints[moved] = wire.endpoints.pop(MN)
    wire.happened[moved] = wire.happened.pop(MN)
    node.move(node.session, moved, wire.now)
    wire.run(20 * SECOND)
    node.add_child(node.session, None, None, wire.now)
    wire.run(30 * SECOND)
    node.delete(node.session, wire.now)
    wire.run(40 * SECOND)
    frames = [datagram_frame(datagram) for _, _, datagram in wire.sent]
    for end in (moved, GATEWAY):
        frames += esp_frames(wire.of(end, ChildUp)[0])
    keys = wire.of(moved, KeyMade) + wire.of(GATEWAY, KeyMade)
    fields = (
        "_ws.malformed",
        "isakmp.exchangetype",
        "isakmp.typepayload",
        "isakmp.notify.msgtype",
        "isakmp.cfg.attr.internal_ip4_address",
        "_ws.expert.message",
        "esp.icv_good",
    )
    rows = ask(tshark, tmp_path, frames, keys, fields)
    assert {row[0] for row in rows} == {""}
    assert not [row[5] for row in rows if "ncorrect" in row[5] or "alformed" in row[5]]
    assert [row[1] for row in rows[:6]] == ["34", "34", "35", "35", "37", "37"]
    auth, granted, update = rows[2], rows[3], rows[4]
    assert auth[2].split(",")[:3] == ["46", "35", "41"]
    assert auth[3].split(",") == ["16384", "16396"]
    assert granted[4] == "10.9.0.5"
    assert update[3].split(",") == ["16400", "16388", "16389"]
    told = [row[3] for row in rows[6:8]]
    assert told == (["16401", "16401"] if policy == "before" else ["", ""])
    assert "36" in [row[1] for row in rows[6:10]]
    assert [row[6] for row in rows[-2:]] == ["1", "1"]
