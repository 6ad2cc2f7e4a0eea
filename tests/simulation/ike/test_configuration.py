from tests.simulation.ike.playbook import GATEWAY, MN, client


def test_a_peer_s_own_key_comes_before_the_group_s():
    configuration = client(keys={GATEWAY: b"own"})
    assert configuration.key_for(GATEWAY) == b"own"
    assert configuration.key_for(MN) == b"group secret"
    assert client(group_key=None).key_for(MN) is None


def test_the_suite_by_its_slug():
    assert client(suite="aes-gcm").algorithms.cipher == "aes-gcm"
