"""Option 3: the gateway follows authentic packets (draft section 2.6)."""

from tests.simulation.options.playing import play


def test_a_move_needs_no_message_but_one_packet():
    run = play("3", "handover-outside")
    assert not run.sent("IKE", since_s=6)
    assert run.gap_ms("cn > mn", 19, 30) < 400
    assert run.last_row("vpn-gw", "sad", " out")["destination"].startswith("203.0.113.")


def test_esp_is_in_udp_from_the_start():
    stack = play("3", "leave-colocated").data_stack("cellular", "mn", 20)
    assert stack[:3] == [("ipv4", "ipsec"), ("udp", "nat-traversal"), ("esp", "ipsec")]


def test_a_node_without_uplink_is_lost_unless_it_announces_itself():
    silent = play("3", "handover-outside", flow_direction="down", announce_move=False)
    told = play("3", "handover-outside", flow_direction="down")
    assert not silent.delivered("cn > mn", 21, 39)
    assert told.delivered("cn > mn", 21, 39)


def test_strict_rfc_2401_associations_do_not_survive_a_move():
    run = play("3", "handover-outside", strict_triple=True)
    assert not run.delivered("cn > mn", 21, 39)
    assert run.drops("no-sa", "mn")
