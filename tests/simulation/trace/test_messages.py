"""The kinds of message, beside what runs send."""

import pytest

from simulation.trace import MESSAGES, relayed_by
from tests.simulation.options.playing import play


@pytest.fixture(scope="module")
def packets():
    return play("1.1", "leave-foreign-agent").trace.packets


def test_whatever_is_no_users_data_is_of_a_known_kind(packets):
    kinds = {record.message for record in packets if not record.flow}
    assert {"registration-request", "arp", "agent-advertisement"} < kinds <= MESSAGES


def test_users_data_are_no_message(packets):
    assert {record.message for record in packets if record.flow} == {""}


def test_what_a_foreign_agent_passes_on_stays_what_it_is_and_names_who_passed_it_on(packets):
    relayed = [record for record in packets if record.relayed]
    assert {record.message for record in relayed} == {"registration-request", "registration-reply"}
    ends = (relayed_by("x-fa"), relayed_by("i-fa"))
    assert all(record.purpose.endswith(ends) for record in relayed)
