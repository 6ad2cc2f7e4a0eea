def test_states_are_named_by_what_they_mean(event):
    assert event("vpn is up").new == "up"
    assert event("found outside").machine == "detection"
    assert event("external registration stands").machine == "external registration"
    assert event("internal registration stands").machine == "internal registration"
    assert event("address of mn").new == "bound"


def test_actions_are_told_apart_by_node_and_link(event):
    there = event("attach of mn onto cellular")
    assert there.action["link"] == "cellular"
    assert event("attach of mn onto hotspot").at_ns < there.at_ns


def test_a_run_has_two_ends(moving):
    trace, moments = moving
    assert moments.find("start of run") == 0
    assert moments.find("end of run") == len(trace.events) - 1


def test_a_key_is_held_by_somebody(event):
    assert event("first key at vpn-gw").node == "vpn-gw"
