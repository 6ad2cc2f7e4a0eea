import pytest

from simulation.ike.v1.rules import MAIN_MODE
from simulation.ike.v1.task import DONE, WAIT, Task, attributes
from simulation.wire import ikev1
from simulation.wire.isakmp import join


class Passive(Task):
    exchange = 2
    rules = MAIN_MODE

    def process(self, message, now_ns):
        return DONE


def test_rules_advance_with_every_turn_and_the_last_one_stays():
    task = Passive()
    names = []
    for task.turn in range(8):
        names.append(task.rule.name)
    assert names[0] == "main mode 1"
    assert names[5:] == ["main mode 6"] * 3


def test_what_a_task_does_unless_it_says_otherwise():
    task = Passive()
    assert task.seed(b"id") == b"id"
    assert task.resume(0) == WAIT
    with pytest.raises(NotImplementedError, match="Passive"):
        task.build(0)


def test_attributes_of_either_length_are_numbers():
    parts = [
        ikev1.TransformPayload(),
        ikev1.BasicAttribute(attribute=1, value=7),
        ikev1.LongAttribute(attribute=12, size=4, value=b"\0\1\0\0"),
        ikev1.BasicAttribute(attribute=1, value=5),
    ]
    proposal = join([[ikev1.ProposalPayload(protocol=1, transforms=1), join([parts])[1]]])[1]
    octets = join([[ikev1.SecurityAssociationPayload(), proposal]])[1]
    node = ikev1.payloads(1, octets, 0)[0].inside[0].inside[0]
    assert attributes(node) == {1: 7, 12: 65536}
