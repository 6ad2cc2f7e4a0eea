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
