"""What routes, tunnels and addresses the facts ask for: no node, no time, no trace."""

from dataclasses import replace
from itertools import product

import pytest

from simulation.roles.access import Access
from simulation.roles.detection import DetectionConfig, Place
from simulation.roles.esp_route import EspRouteTarget
from simulation.roles.home_agent import MobilitySecurity
from simulation.roles.mobile_config import MobileConfig, VpnSetup
from simulation.roles.mobile_routes import (
    By,
    ExternalBinding,
    Facts,
    InternalBinding,
    layout,
)
from simulation.roles.registration_client import RegistrationTarget
from simulation.wire.address import ANY, Address, Prefix

INNER, CARE_OF, ROUTER, MINE, EXTERNAL_HOME, INTERNAL_AGENT, EXTERNAL_AGENT, SERVER, GATEWAY = map(
    Address.parse,
    (
        "10.9.0.5", "10.2.0.9", "10.2.0.254", "10.1.0.100", "192.0.2.129", "10.1.0.1",
        "192.0.2.20", "10.3.0.10", "192.0.2.10",
    ),
)  # fmt: skip
SECURITY = MobilitySecurity(300, bytes(range(16)), "mn and ha")
OWN = Access(CARE_OF, Prefix.parse("10.2.0.0/24"), ROUTER)
AGENT = Access(ROUTER, None, ROUTER, b"\2" * 6)
AT_HOME = Access(ANY, Prefix.parse("10.1.0.0/24"), INTERNAL_AGENT, b"", INTERNAL_AGENT)
HELD = InternalBinding(INNER, INNER, through_vpn=True)


def target(home, agent, changes):
    return RegistrationTarget(
        **{"home_address": home, "home_agent": agent, "security": SECURITY, "lifetime": 60}
        | (changes or {})
    )


def setup(*, internal=None, external=None, **changes):
    """Return a mobile node's configuration, but for *changes*; *external* may be `False`."""
    values = {
        "internal": target(MINE, INTERNAL_AGENT, internal),
        "external": None if external is False else target(EXTERNAL_HOME, EXTERNAL_AGENT, external),
        "vpn": VpnSetup(gateway=GATEWAY, ike=None, over_external=True),
        "detection": DetectionConfig(),
        "care_of": "auto",
        "home_router": ROUTER,
    }
    return MobileConfig(**values | changes)


def user(config, **facts):
    """Return where user data go: what the route leads to, and its refusal."""
    return user_of(Facts(**{"home": MINE} | facts), config)


def user_of(facts, config):
    (row,) = [
        row
        for row in layout(facts, config).rows
        if row.source == Prefix.host(MINE) and not row.destination.length
    ]
    return row.by, row.refuse


def ends(config, **facts):
    return ends_of(Facts(**{"home": MINE} | facts), config)


def ends_of(facts, config):
    return {end.name: end for end in layout(facts, config).tunnels}


def external_by(config, **facts):
    wanted = layout(Facts(**{"home": MINE} | facts), config)
    return [row.by for row in wanted.rows if row.source == Prefix.host(EXTERNAL_HOME)]


# -- user data ------------------------------------------------------------------------------


@pytest.mark.parametrize("access", [None, OWN, AGENT, AT_HOME])
@pytest.mark.parametrize("place", [Place.NOWHERE, Place.DETECTING, Place.OUTSIDE])
def test_user_data_are_refused_with_the_reason_until_something_lets_them_go(access, place):
    by, refuse = user(setup(), access=access, place=place, waits="nobody knows")
    assert (by, refuse) == (None, "nobody knows")


@pytest.mark.parametrize(
    ("access", "by"), [(OWN, By.INTERNAL), (AGENT, By.LINK), (AT_HOME, By.LINK)]
)
def test_inside_the_node_tunnels_only_what_nobody_tunnels_for_it(access, by):
    end = access.care_of if access.colocated else ANY
    held = InternalBinding(access.care_of, end)
    assert user(setup(), access=access, place=Place.INSIDE, internal=held) == (by, "")


def test_outside_the_vpn_must_be_open_and_the_home_agent_must_have_accepted_through_it():
    facts = {"access": OWN, "place": Place.OUTSIDE, "inner": INNER}
    assert user(setup(), **facts, internal=HELD)[0] is None
    assert user(setup(), **facts, vpn_open=True)[0] is None
    assert user(setup(), **facts, vpn_open=True, internal=HELD)[0] is By.INTERNAL
    assert user(setup(inner_layer="nothing"), **facts, vpn_open=True)[0] is By.VPN


def test_no_tunnel_of_a_link_inside_carries_user_data_outside():
    """A tunnel that ended at a care-of address is gone with the link that gave it."""
    inside = InternalBinding(CARE_OF, CARE_OF)
    there = replace(OWN, care_of=Address.parse("203.0.113.9"))
    facts = {"access": there, "place": Place.OUTSIDE, "inner": INNER, "vpn_open": True}
    config = setup(inner_layer="nothing")
    assert user(config, **facts, internal=inside)[0] is By.VPN
    assert By.INTERNAL not in ends(config, **facts, internal=inside)


def test_without_reverse_tunnels_the_tunnel_is_there_for_what_comes():
    config = setup(internal={"reverse_tunnel": False})
    facts = {"access": OWN, "place": Place.OUTSIDE, "inner": INNER, "vpn_open": True}
    assert user(config, **facts, internal=HELD)[0] is By.VPN
    assert By.INTERNAL in ends(config, **facts, internal=HELD)


@pytest.mark.parametrize(("access", "by"), [(AGENT, By.LINK), (OWN, None)])
def test_user_data_go_to_an_agent_as_they_are_where_it_protects_them(access, by):
    facts = {"access": access, "place": Place.OUTSIDE}
    assert user(setup(agent_protects=True), **facts)[0] is by
    assert user(setup(), **facts)[0] is None


def test_without_a_home_address_there_is_no_user_data_to_route():
    assert (
        layout(Facts(home=ANY, access=OWN), setup()).rows
        == layout(Facts(home=ANY, access=OWN, place=Place.OUTSIDE, waits="?"), setup()).rows
    )


# -- tunnels and what is below --------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "port", "by"),
    [
        ({}, 0, By.EXTERNAL),
        ({"direct_uplink": True}, 0, By.LINK),
        ({"direct_uplink": True}, 1027, By.EXTERNAL),
        ({"external": {"reverse_tunnel": False}}, 0, By.LINK),
    ],
)
def test_what_has_the_external_home_address_is_tunnelled_unless_it_may_go_straight(
    changes, port, by
):
    facts = {"access": OWN, "external": ExternalBinding(port)}
    assert external_by(setup(**changes), **facts) == [by]
    end = ends(setup(**changes), **facts)[By.EXTERNAL]
    assert (end.local, end.remote) == (CARE_OF, EXTERNAL_AGENT)
    assert end.way.name == ("mip-udp" if port else "ip-ip")


def test_through_an_agent_the_outermost_tunnel_is_the_agents():
    facts = {"access": AGENT, "external": ExternalBinding()}
    assert ends(setup(), **facts) == {}
    assert external_by(setup(), **facts) == [By.LINK]


def test_where_the_tunnel_is_an_association_there_is_no_other():
    config = setup(external={"encapsulation": "esp"})
    assert ends(config, access=OWN, external=ExternalBinding()) == {}
    assert external_by(config, access=OWN, external=ExternalBinding()) == []


def test_where_both_home_addresses_are_one_only_what_is_for_the_gateway_goes_outside():
    config = setup(external={"home_address": MINE}, inner_layer="nothing")
    wanted = layout(Facts(home=MINE, access=OWN, external=ExternalBinding()), config)
    (row,) = [row for row in wanted.rows if row.by is By.EXTERNAL]
    assert row.destination == Prefix.host(GATEWAY)


def test_broadcasts_have_a_tunnel_that_ends_at_the_home_address():
    config = setup(home_broadcast=Address.parse("10.1.0.255"))
    end = ends(config)[By.BROADCASTS]
    assert (end.local, end.remote, end.admits) == (MINE, INTERNAL_AGENT, ANY)
    assert By.BROADCASTS not in ends(config, home=ANY)


# -- addresses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("access", "station"),
    [(None, (ANY, None)), (OWN, (CARE_OF, OWN.prefix)), (AGENT, (ANY, None)),
     (AT_HOME, (MINE, AT_HOME.prefix))],
)  # fmt: skip
def test_the_interface_has_the_address_that_the_link_gives(access, station):
    assert layout(Facts(home=MINE, access=access), setup()).station == station


def test_an_agents_ethernet_address_is_known_without_asking():
    assert layout(Facts(home=MINE, access=AGENT), setup()).neighbour == (ROUTER, AGENT.agent)
    assert layout(Facts(home=MINE, access=OWN), setup()).neighbour is None


def test_home_addresses_are_held_everywhere_and_answered_for_at_home_alone():
    for access in (None, OWN, AGENT, AT_HOME):
        wanted = layout(Facts(home=MINE, access=access), setup())
        assert {MINE, EXTERNAL_HOME} == set(wanted.held)
        assert (MINE in wanted.silent) == (access is not AT_HOME)


def test_an_agents_address_is_borrowed_only_where_esp_is_routed():
    routes = setup(esp_route=EspRouteTarget(GATEWAY, SECURITY))
    assert ROUTER in layout(Facts(home=MINE, access=AGENT), routes).held
    assert ROUTER not in layout(Facts(home=MINE, access=AGENT), setup()).held
    assert CARE_OF not in layout(Facts(home=MINE, access=OWN), routes).held


def test_the_gateways_address_is_borrowed_while_a_home_address_is_asked_for():
    private = Address.parse("10.0.1.10")
    wanted = layout(Facts(home=ANY, access=OWN, asks_from=private), setup())
    assert private in wanted.held
    assert private in wanted.silent
    assert [row.by for row in wanted.rows if row.source == Prefix.host(private)] == [By.VPN]


# -- laws -----------------------------------------------------------------------------------


def every_state():
    """Return every combination of facts, likely or not."""
    bindings = (None, HELD, InternalBinding(CARE_OF, CARE_OF), InternalBinding(ROUTER))
    for access, place, inner, opened, internal, external in product(
        (None, OWN, AGENT, AT_HOME), Place, (ANY, INNER), (False, True), bindings,
        (None, ExternalBinding(), ExternalBinding(1027, 20)),
    ):  # fmt: skip
        yield Facts(
            home=MINE, access=access, place=place, inner=inner, vpn_open=opened,
            internal=internal, external=external,
        )  # fmt: skip


@pytest.mark.parametrize("inner_layer", ["tunnel", "registration", "nothing"])
def test_in_no_state_two_routes_are_for_the_same_packets_or_one_leads_nowhere(inner_layer):
    config = setup(inner_layer=inner_layer)
    for facts in every_state():
        wanted = layout(facts, config)
        keys = [row.key for row in wanted.rows]
        assert len(keys) == len(set(keys)), facts
        there = {By.LINK, By.VPN} | {end.name for end in wanted.tunnels}
        assert all(row.by in there or row.refuse for row in wanted.rows), facts


def test_in_no_state_but_inside_user_data_leave_without_the_vpn():
    for facts in every_state():
        if facts.place is not Place.INSIDE:
            by, refuse = user_of(facts, setup())
            assert refuse or by in {By.INTERNAL, By.VPN}, facts
            if by is By.INTERNAL:
                assert ends_of(facts, setup())[by].local == INNER, facts


def test_without_a_link_nothing_leads_to_it():
    for facts in every_state():
        if facts.access is None:
            assert By.LINK not in [row.by for row in layout(facts, setup()).rows]
