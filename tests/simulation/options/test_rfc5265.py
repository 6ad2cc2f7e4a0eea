"""RFC 5265: the dual home agent with an operator's external agent."""

from tests.simulation.options.playing import play


def test_the_external_agent_stands_with_the_operator():
    run = play("5265", "leave-colocated")
    assert run.last_row("x-ha", "interfaces", "operator")["address"] == "198.51.100.20"
    assert run.delivered("cn > mn", since_s=20)


def test_the_four_access_modes():
    inside_agent = play("5265", "power-up-inside").data_stack("office", "mn", 10)
    inside_own = play("5265", "power-up-inside", care_of="colocated").data_stack("office", "mn", 10)
    outside_own = play("5265", "leave-colocated").data_stack("cellular", "mn", 20)
    outside_agent = play("5265", "leave-foreign-agent").data_stack("hotspot", "mn", 20)
    assert next(role for _, role in inside_agent) == "data"  # f
    assert next(role for _, role in inside_own) == "internal-mip"  # c
    assert [role for _, role in outside_own][:2] == ["external-mip", "ipsec"]  # cvc
    assert next(role for _, role in outside_agent) == "ipsec"  # fvc


def test_a_reply_without_the_extension_does_not_prove_the_inside():
    """RFC 5265 section 3.2.3: only code 0 with extension 149, heard in clear, says inside."""
    run = play("5265", "power-up-inside")
    assert "inside" in run.states("mn", "detection")
