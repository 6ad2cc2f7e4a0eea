from simulation.ike.v2.rules import IKE_SA_INIT, RULES
from simulation.wire.ikev2 import PAYLOADS
from simulation.wire.isakmp import EXCHANGES


def test_every_exchange_has_a_rule_each_way():
    for exchange in (34, 35, 36, 37):
        for response in (False, True):
            rule = RULES[exchange, response]
            assert rule.encrypted is (exchange != IKE_SA_INIT)
            assert {kind for kind, _, _ in rule.rows} <= set(PAYLOADS)
            assert EXCHANGES[exchange] in rule.name
