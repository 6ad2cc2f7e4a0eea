"""How agents, gateways and routers learn where a node is."""

from simulation.narration import telling


def told(reading, option, preset, since_ns):
    run = reading(option, preset)
    return [each for each in telling.tell(run) if run.at_ns(each.event) > since_ns]


def test_each_agent_is_told_once_in_the_order_of_the_tunnels(reading):
    found = told(reading, "1.1", "leave-colocated", 9_000_000_000)
    assert [each.focus.nodes for each in found] == [("mn", "x-ha"), ("mn", "i-ha")]
    assert [each.focus.role for each in found] == ["external-mip", "internal-mip"]


def test_a_request_through_a_foreign_agent_is_the_laptops(reading):
    found = told(reading, "1.1", "handover-outside", 19_000_000_000)
    assert found[0].focus.nodes == ("mn", "x-ha")


def test_a_sealed_tunnel_that_follows_the_node_keeps_its_keys(reading):
    found = told(reading, "5266", "handover-outside", 19_000_000_000)
    assert [each.focus.nodes for each in found] == [("mn", "vpn-gw"), ("mn", "vpn-gw")]
    assert all("keys stay" in each.headline for each in found)


def test_routers_that_learn_a_way_are_one_point_a_move(reading):
    assert len(told(reading, "5", "handover-outside", 0)) == 3


def test_a_proxy_registers_itself_in_the_laptops_name(reading):
    (proxied,) = told(reading, "2", "leave-colocated", 9_000_000_000)
    assert "registers with \x02node:mip-proxy" in proxied.headline
    assert "are sent to \x02node:mip-proxy" in proxied.headline
    assert "where it is now" not in proxied.headline


def test_an_agent_that_passes_a_request_on_tells_no_address_of_its_own(reading):
    through = told(reading, "7", "handover-outside", 19_000_000_000)[0]
    assert through.focus.nodes == ("mn", "vpn-gw")
    assert through.headline.startswith("through \x02node:x-fa")


def test_a_packet_of_wireguard_says_no_address_but_lets_it_be_seen(reading):
    found = told(reading, "wg", "handover-outside", 19_000_000_000)
    assert all("sees that sealed packets come from a new address" in e.headline for e in found)
    assert not any("security-association" in each.more[0] for each in found)


def test_a_handshake_is_no_tunnel_that_follows(reading):
    found = told(reading, "wg", "leave-colocated", 9_000_000_000)
    assert not any("keys stay" in each.headline for each in found)


def test_who_believes_an_attackers_address_is_not_said_to_follow_the_laptop(reading):
    (misled,) = told(reading, "6", "pseudo-nat-attack", 14_000_000_000)[:1]
    assert misled.focus.nodes == ("mn", "vpn-gw")
    assert "takes the address of \x02node:attacker" in misled.headline
    binding = told(reading, "1.1", "pseudo-nat-attack", 14_000_000_000)[0]
    assert "are sent to \x02node:attacker" in binding.headline


def test_a_router_sends_to_a_network_by_its_name(reading):
    path = told(reading, "5", "leave-colocated", 9_000_000_000)[0]
    assert path.more[0].endswith("to the cellular network")
