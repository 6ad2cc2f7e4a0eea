def test_a_registration_is_accepted_when_the_agent_enters_the_binding(event):
    accepted = event("first registration accepted by x-ha")
    assert (accepted.node, accepted.table) == ("x-ha", "bindings")
    assert accepted.new["care_of"] == "203.0.113.192"


def test_rows_that_come_and_go_are_told_apart(event):
    assert event("first security association at vpn-gw").old is None
    assert event("first row removed in tunnels at mn").new is None
    assert event("first row changed in arp").table == "arp"
