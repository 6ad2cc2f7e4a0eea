"""Option 4: SAs as the tunnels of bindings (draft section 2.7)."""

from tests.simulation.options.playing import play


def test_there_is_no_tunnel_header_but_esp():
    stack = play("4", "leave-colocated").data_stack("cellular", "mn", 20)
    assert stack[:3] == [("ipv4", "ipsec"), ("esp", "ipsec"), ("ipv4", "data")]


def test_between_node_and_foreign_agent_data_go_in_clear():
    run = play("4", "leave-foreign-agent")
    assert run.data_stack("hotspot", "mn", 20)[0] == ("ipv4", "data")
    assert run.data_stack("isp", "internet", 20)[:2] == [("ipv4", "ipsec"), ("esp", "ipsec")]


def test_every_own_address_costs_a_whole_ike():
    run = play("4", "handover-outside", care_of="colocated")
    assert len(run.sent("IKE main mode 1$", "mn")) == 3


def test_agents_without_shared_credentials_refuse_the_registration():
    run = play("4", "leave-foreign-agent", agents_share_credentials=False)
    assert not run.delivered("cn > mn", since_s=12)
    assert run.sent("denies", "x-fa")
