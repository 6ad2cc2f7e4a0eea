"""The parts of the reference world: who stands where."""

from tests.simulation.options.playing import play


def addresses(run, node):
    return {
        row.key: row.new["address"] for row in run.rows(node, "interfaces") if row.new["address"]
    }


def test_routers_and_firewalls_have_the_documented_addresses():
    run = play("1.1", "leave-colocated")
    assert addresses(run, "internet") == {
        "isp": "192.0.2.65",
        "operator": "198.51.100.1",
        "hotspot": "203.0.113.2",
        "cellular": "203.0.113.129",
        "hotel-wan": "198.51.100.65",
    }
    assert addresses(run, "outer-fw") == {"isp": "192.0.2.66", "dmz": "192.0.2.1"}
    assert addresses(run, "inner-fw") == {
        "core": "10.0.0.2",
        "vpn-inside": "10.0.1.2",
        "dmz": "192.0.2.2",
    }
    assert addresses(run, "vpn-gw") == {"dmz": "192.0.2.10", "vpn-inside": "10.0.1.10"}


def test_renumbering_is_known_to_every_router():
    run = play("1.1", "gateway-renumbering")
    assert addresses(run, "vpn-gw")["vpn-inside"] == "10.0.1.11"
    assert run.delivered("cn > mn", since_s=25)
