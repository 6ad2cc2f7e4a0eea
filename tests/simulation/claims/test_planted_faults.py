"""A fault that is planted in a role flips the verdicts that rest on it, and none by hand could."""

from dataclasses import replace

import pytest

from simulation.claims import CLAIMS
from simulation.claims.judging import ledger
from simulation.ike.configuration import Configuration
from simulation.ike.session import Session
from simulation.roles.home_agent import HomeAgent
from simulation.roles.mobile_node import MobileNode
from simulation.roles.vpn_client import VpnState
from simulation.tunnels.ipsec import IpsecDevice
from simulation.world import mobiles, site

BY_ID = {claim.id: claim for claim in CLAIMS}


def verdicts(*ids):
    """Return the verdicts of these claims, judged in this process, faults and all."""
    return {row["id"]: row["verdict"] for row in ledger([BY_ID[each] for each in ids], jobs=1)}


def configured(monkeypatch, **changes):
    """Have every gateway configured with *changes* to its IKE."""
    right = mobiles.gateway_ike

    def wrong(world, **values) -> Configuration:
        return replace(right(world, **values), **changes)

    monkeypatch.setattr(mobiles, "gateway_ike", wrong)


def test_without_faults_none_of_these_is_contradicted():
    ids = (
        *("1.1-pro-5", "1.1-con-5", "1.1-con-2", "1.2-con-5a", "1.2-con-6a", "1.2-con-6b"),
        *("1.2-con-6c", "3-pro-4", "3-con-1", "4-con-3", "SEC-1", "SEC-2b"),
    )
    assert "contradicted" not in verdicts(*ids).values()


def test_a_gateway_that_ignores_delete(monkeypatch):
    configured(monkeypatch, honour_delete=False)
    found = verdicts("1.2-con-6a", "1.2-con-6c", "1.2-con-5a")
    assert found == {
        "1.2-con-6a": "contradicted", "1.2-con-6c": "contradicted", "1.2-con-5a": "contradicted",
    }  # fmt: skip


def test_a_gateway_that_ignores_initial_contact(monkeypatch):
    configured(monkeypatch, honour_initial_contact=False)
    assert verdicts("1.2-con-6b") == {"1.2-con-6b": "contradicted"}


def test_a_home_agent_that_answers_no_arp_for_its_nodes(monkeypatch):
    right = HomeAgent.bind

    def bind(self, request):
        right(self, request)
        if self.config.physical is not None:
            self.config.physical.proxied.clear()

    monkeypatch.setattr(HomeAgent, "bind", bind)
    monkeypatch.setattr(HomeAgent, "_announce", lambda *_: None)
    assert verdicts("1.1-con-5") == {"1.1-con-5": "contradicted"}


def test_an_inner_layer_that_tunnels_in_gre_whatever_was_asked_for(monkeypatch):
    right = mobiles.internal_target

    def wrong(world, name, secrets, **changes):
        return right(world, name, secrets, **{**changes, "encapsulation": "gre"})

    monkeypatch.setattr(mobiles, "internal_target", wrong)
    assert verdicts("1.1-con-2") == {"1.1-con-2": "contradicted"}


def test_a_home_agent_without_the_extension_that_proves_the_inside(monkeypatch):
    right = site.add_internal_home_agent

    def wrong(world, register, **values):
        right(world, register, **{**values, "trusted": False})

    monkeypatch.setattr(site, "add_internal_home_agent", wrong)
    assert verdicts("1.1-pro-5") == {"1.1-pro-5": "contradicted"}


def test_a_gateway_that_follows_packets_before_it_checks_them(monkeypatch):
    right = IpsecDevice.open

    def wrong(self, packet, esp, outside):
        spi = int.from_bytes(esp[:4], "big")
        for pair in self.pairs:
            for follow in self.followers:
                if pair.inbound.spi == spi:
                    follow(pair, packet, 1 << 31)
        right(self, packet, esp, outside)

    monkeypatch.setattr(IpsecDevice, "open", wrong)
    assert verdicts("3-pro-4") == {"3-pro-4": "contradicted"}


def test_a_gateway_that_follows_nothing(monkeypatch):
    monkeypatch.setattr(Session, "go_after", lambda *_: None)
    assert verdicts("3-con-1") == {"3-con-1": "contradicted"}


def test_a_node_that_negotiates_anew_on_every_move(monkeypatch):
    right = MobileNode._outside

    def wrong(self):
        if self.vpn.state is VpnState.UP:
            self.vpn.disconnect("planted")
        right(self)

    monkeypatch.setattr(MobileNode, "_outside", wrong)
    assert verdicts("1.1-pro-5") == {"1.1-pro-5": "contradicted"}


def test_a_home_agent_that_denies_nat_traversal(monkeypatch):
    monkeypatch.setattr(
        HomeAgent, "judge_udp_tunnel",
        lambda self, request: 129 if request.source != request.header.care_of_address else 0,
    )  # fmt: skip
    assert verdicts("SEC-1", "SEC-2b") == {"SEC-1": "depends", "SEC-2b": "depends"}


@pytest.mark.parametrize("shared", ["with", "without"])
def test_agents_whose_credentials_are_fixed_whatever_the_scenario_says(monkeypatch, shared):
    right = Configuration.key_for

    def wrong(self, peer):
        agent = self.identity.startswith("x-fa") or str(peer) == "203.0.113.1"
        return (b"the same" if shared == "with" else None) if agent else right(self, peer)

    monkeypatch.setattr(Configuration, "key_for", wrong)
    assert verdicts("4-con-3") == {"4-con-3": "contradicted"}
