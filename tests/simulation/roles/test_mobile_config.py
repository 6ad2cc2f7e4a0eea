"""How a mobile node is set up."""

import dataclasses

import pytest

from simulation.roles.mobile_config import MobileConfig, VpnSetup
from simulation.wire.address import Address

GATEWAY = Address.parse("192.0.2.10")


def test_a_new_outer_address_asks_for_a_new_negotiation_unless_told_otherwise():
    setup = VpnSetup(gateway=GATEWAY, ike=None, over_external=False)
    assert setup.on_move == "renegotiate"
    assert not setup.delete_inside


def test_a_setup_cannot_change_while_the_node_runs():
    setup = VpnSetup(gateway=GATEWAY, ike=None, over_external=False)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setup.on_move = "show"  # type: ignore[misc]


def test_whatever_an_option_must_decide_has_no_default():
    needed = {
        each.name
        for each in dataclasses.fields(MobileConfig)
        if each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
    }
    assert {"internal", "external", "vpn", "detection", "care_of", "home_router"} <= needed
