from simulation.ike.v1 import rules
from simulation.wire.ikev1 import PAYLOADS


def test_every_rule_speaks_of_payloads_that_can_be_read():
    tables = (rules.MAIN_MODE, rules.QUICK_MODE, rules.INFORMATION, rules.CONFIGURATION)
    for rule in (each for table in tables for each in table):
        assert {kind for kind, _, _ in rule.rows} <= set(PAYLOADS)
        assert all(least <= most for _, least, most in rule.rows)
        assert rule.spec


def test_main_mode_is_encrypted_from_its_fifth_message():
    # RFC 2409 section 5
    assert [rule.encrypted for rule in rules.MAIN_MODE] == [False] * 4 + [True] * 2
