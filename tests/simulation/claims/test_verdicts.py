"""What fair runs show: the verdicts of the whole ledger, and the setting that decides each."""

import pytest

from simulation.claims import CLAIMS
from simulation.claims.claim import DEPENDS, SUPPORTED
from simulation.claims.judging import ledger

DECIDED = {
    "1.1-pro-2": "stateful_inspection=on",
    "1.1-pro-5": "dpd_s=10",
    "1.1-pro-6": "home-agent sends trusted-networks",
    "1.1-con-2": "link.cellular.rate_kbps=64",
    "1.2-pro-1": "encapsulation=minimal",
    "1.2-pro-2": "by the external agents",
    "1.2-pro-4": "content_filter=on",
    "1.2-con-4b": "private_address=failover",
    "1.2-con-4c": "private_address=failover",
    "1.2-con-5a": "hairpin=off",
    "1.3-pro-1": "ms of delay behind a NAT",
    "SEC-1": "under option 0 with nat_traversal=off",
    "SEC-2a": "registration_lifetime_outside_s=1800",
    "1.2-con-6": "under option 1.1 with dpd_s=5",
    "1.2-con-6b": "“A crash outside",
    "1.2-con-7": "dpd_s=10",
    "1.2-con-7b": "under option 1.1 with dpd_s=10",
    "2-pro-1": "its requests carry home-agent-parameter",
    "2-con-1b": "arp_lifetime_s=60",
    "2-con-2c": "117 under option 1.1",
    "2-con-2d": "124,600 octets through its home agent for 10 users",
    "2-con-3a": "under option 1.2",
    "2-con-3c": "11 under option 1.1",
    "3-pro-1": "announce_move=off",
    "3-pro-4": "attack_target=esp",
    "3-pro-5": "flow_direction=down",
    "3-open-2": "100 % delivered",
    "4-con-2": "xauth=on",
    "5-con-4": "detection left out",
    "6-open-1": "no_nats_allowed=on",
}
"""Claims that depend, and words of the figure that say on what."""
JUDGED = [each for each in CLAIMS if each.judge is not None]


def said(claims):
    """Return each claim's verdict and what its figure is compared with."""
    return {row["id"]: (row["verdict"], row["figure"]["compared_with"]) for row in ledger(claims)}


@pytest.mark.full
def test_claims_hold_but_for_those_that_a_setting_decides():
    found = said(JUDGED)
    assert {id_ for id_, (verdict, _) in found.items() if verdict == DEPENDS} == set(DECIDED)
    assert {verdict for verdict, _ in found.values()} == {SUPPORTED, DEPENDS}
    assert [id_ for id_, words in DECIDED.items() if words not in found[id_][1]] == []


def test_a_caught_packet_breaks_what_a_forged_one_cannot():
    found = said([each for each in JUDGED if each.id == "3-pro-4"])
    verdict, compared = found["3-pro-4"]
    assert verdict == DEPENDS
    assert compared.startswith("0 of ")
    assert DECIDED["3-pro-4"] in compared
