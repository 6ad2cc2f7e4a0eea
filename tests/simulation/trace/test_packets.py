"""Layers and records of packets, as a run leaves them."""

from simulation.trace import ROLES
from tests.simulation.options.playing import play


def test_every_packet_of_a_run_has_layers_in_roles_that_are_known():
    trace = play("1.1", "leave-colocated").trace
    assert all(0 <= each.stack < len(trace.stacks) for each in trace.packets)
    assert {layer.role for stack in trace.stacks for layer in stack} <= set(ROLES)


def test_a_packet_is_recorded_after_the_one_that_it_carries():
    packets = play("1.1", "leave-colocated").trace.packets
    carried = [
        (number, each.inner) for number, each in enumerate(packets) if each.inner is not None
    ]
    assert carried
    assert all(inner < number for number, inner in carried)
