"""What sections of the ledger share."""

import pytest

from simulation.claims import common
from simulation.claims.evidence import Evidence
from simulation.claims.reading import Reading
from simulation.claims.scenes import outside_only
from simulation.options import NAMES
from simulation.scenario import Scenario
from simulation.simulate import simulate


def test_data_come_through_from_one_share_on_and_not_up_to_another():
    assert common.through(0.95)
    assert not common.through(0.9)
    assert common.stopped(0.05)
    assert not common.stopped(0.1)


@pytest.mark.parametrize(
    ("one", "other", "more"), [(118, 117, 0), (11, 11, 0), (13, 12, 1), (1, 0, 1)]
)
def test_more_is_what_is_above_by_over_five_per_cent(one, other, more):
    assert common.more(one, other) == bool(more)
    assert not common.more(other, one)


def test_what_grows_with_a_number_is_nearly_as_many_times_as_much():
    assert common.grows_with(10, 95, 10)
    assert not common.grows_with(10, 94, 10)
    assert not common.grows_with(10, 0, 0)


def test_overheads_are_asked_for_every_suite_and_remainder():
    asked = common.overheads("ours", "1.1")
    assert len(asked) == sum(len(sizes) for sizes in common.SIZES.values())
    suites = {document.get("suite") for document, _ in asked.values()}
    assert suites <= {"3des-sha1", "aes-cbc-sha1", "aes-gcm", None}


def test_differences_are_those_of_the_readings():
    run = Evidence(simulate(Scenario.from_document(outside_only("1.1"), NAMES)))
    got = {
        f"{name} {suite} {octets}": run.reading(value)
        for name, value in (("more", 9), ("less", 4))
        for suite, sizes in common.SIZES.items()
        for octets in sizes
    }
    found = common.differences(got, "more", "less")
    assert {difference for each in found.values() for difference in each} == {5}
    assert common.spread(found) == "; ".join(f"{suite} 5" for suite in common.SIZES)
    assert common.mean([1, 2, 6]) == 3


def test_the_attacker_is_tried_with_every_number_of_packets_from_one_on():
    asked = common.costs("mip", "1.1", "mip", "redirect_to=victim")
    limits = [document["attack_packets"] for document, _ in asked.values()]
    assert limits == list(range(1, len(limits) + 1))
    assert {document["redirect_to"] for document, _ in asked.values()} == {"victim"}


def test_the_cost_of_an_attack_is_the_least_number_that_did_it():
    got = {
        f"mip {limit}": Reading(value=limit >= 3, scenario={}, at_ns=0, event=0, packet=0)
        for limit in common.LIMITS
    }
    assert common.told(common.cost(got, "mip")) == "3"


def test_what_no_tried_number_did_is_told_as_more_than_what_was_tried():
    got = {
        f"ike {limit}": Reading(value=0, scenario={}, at_ns=0, event=0, packet=0)
        for limit in common.LIMITS
    }
    assert common.told(common.cost(got, "ike")) == f"more than {common.LIMITS[-1]}"
