"""Option 7: foreign agents deliver ESP by SPI (draft section 2.10)."""

from tests.simulation.options.playing import play


def test_the_agent_learns_spi_and_cookie():
    run = play("7", "leave-foreign-agent")
    keys = {row.key.split()[0] for row in run.rows("x-fa", "esp-routes")}
    assert keys == {"IKE", "192.0.2.10"}
    assert run.delivered("cn > mn", since_s=20)


def test_ipsec_grows_by_nothing():
    run = play("7", "leave-foreign-agent")
    for link, sender in (("hotspot", "mn"), ("isp", "internet")):
        assert run.data_stack(link, sender, 20)[:3] == [
            ("ipv4", "ipsec"),
            ("esp", "ipsec"),
            ("ipv4", "internal-mip"),
        ]


def test_a_move_is_one_request_without_ike():
    run = play("7", "handover-outside")
    assert not run.sent("IKE", since_s=6)
    assert run.sent("ESP Route Request", "mn", since_s=19)
    assert run.gap_ms("cn > mn", 19, 30) < 400


def test_behind_a_nat_the_gateway_refuses_and_ike_begins_anew():
    run = play("7", "behind-nat")
    assert run.sent("ESP Route Reply.*code 77", "vpn-gw")
    assert len(run.sent("IKE main mode 1$", "mn")) == 2
    assert run.delivered("cn > mn", since_s=30)
