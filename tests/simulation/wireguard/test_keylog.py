from base64 import b64decode

from simulation.wireguard.keylog import keylog
from tests.simulation.wireguard.playbook import FORTH, PRESHARED, SECOND, KeyMade, Wire, public


def test_every_ephemeral_key_is_followed_by_its_pre_shared_key():
    wire = Wire()
    wire.send(wire.node, FORTH)
    wire.run(SECOND)
    keys = [key for end in wire.happened for key in wire.of(end, KeyMade)]
    lines = [line.split(" = ") for line in keylog(keys).splitlines()]
    names = [name for name, _ in lines]
    block = ["REMOTE_STATIC_PUBLIC_KEY", "LOCAL_EPHEMERAL_PRIVATE_KEY", "PRESHARED_KEY"]
    assert names == ["LOCAL_STATIC_PRIVATE_KEY"] * 2 + block * 2
    values = [b64decode(value) for _, value in lines]
    assert all(len(value) == 32 for value in values)
    assert values[2] == public("gw")
    assert values[4] == values[7] == PRESHARED
