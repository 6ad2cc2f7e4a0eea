"""tshark opens the handshake and the transport data with the key log that we write."""

import pytest

from simulation.wire import ipv4, udp
from simulation.wireguard.keylog import keylog
from tests.referees.tshark import ask, framed
from tests.simulation.wireguard.playbook import BACK, FORTH, MN2, SECOND, KeyMade, Wire

pytestmark = pytest.mark.tshark


def frame(datagram):
    ports = (datagram.source_port, datagram.destination_port)
    body = udp.datagram(datagram.source, datagram.destination, *ports, datagram.payload)
    return framed(ipv4.packet(datagram.source, datagram.destination, 17, body))


def test_a_roaming_session(tshark, tmp_path):
    wire = Wire()
    wire.send(wire.node, FORTH)
    wire.run(SECOND)
    wire.send(wire.gateway, BACK)
    wire.run(2 * SECOND)
    wire.node.local = MN2
    wire.send(wire.node, FORTH)
    wire.run(121 * SECOND)
    wire.send(wire.node, FORTH)
    wire.run(123 * SECOND)
    wire.send(wire.node, FORTH)
    wire.run(140 * SECOND)
    log = tmp_path / "keys.log"
    log.write_text(keylog([key for end in wire.happened for key in wire.of(end, KeyMade)]))
    fields = ("wg.type", "wg.handshake_ok", "wg.keepalive", "_ws.malformed", "ip.src")
    fields += ("wg.decryption_error", "wg.timestamp.value")
    frames = [frame(datagram) for _, datagram in wire.sent]
    rows = ask(tshark, tmp_path, frames, [], fields, "-o", f"wg.keylog_file:{log}")
    assert [row[0] for row in rows[:5]] == ["1", "2", "4", "4", "4"]
    assert [row[0] for row in rows].count("1") == 2
    assert {row[3] for row in rows} == {""}
    assert {row[5] for row in rows} == {""}
    for row in rows:
        if row[0] == "1":
            assert "2003" in row[6]
        elif row[0] == "2":
            assert row[1] in ("1", "True")
        else:
            assert row[2] or len(row[4].split(",")) == 2
