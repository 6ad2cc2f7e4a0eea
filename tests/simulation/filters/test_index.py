import itertools

import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.dissection import KeyRing, dissect
from simulation.filters import Index
from simulation.trace import PacketEvent, Sent, StateChanged


def run(option, preset, seconds):
    document = PRESETS[preset].document(option)
    return simulate(read_scenario({**document, "duration_ns": seconds * 1_000_000_000}))


@pytest.mark.parametrize(
    ("option", "preset"),
    [("1.1", "big-packets"), ("2", "behind-nat"), ("wireguard", "leave-colocated")],
)
def test_what_stacks_tell_of_headers_is_what_octets_show(option, preset):
    trace = run(option, preset, 14)
    index = Index(trace)
    ring = KeyRing.from_trace(trace)
    told = 0
    for _, event in itertools.islice(trace.of(Sent), 0, None, 5):
        shown = {layer.header.key for layer in dissect(trace.frames[event.frame], ring).layers}
        for key in index.told:
            says = index.tells(event, frozenset([key]))
            told += says is not None
            assert says in {None, key in shown}, (event, key)
    assert told > 1000


def test_a_frame_one_hop_further_on_is_read_as_it_is_there(leaving, index):
    ring = KeyRing.from_trace(leaving)
    for number in range(0, len(leaving.frames), 7):
        shown = [layer.header for layer in dissect(leaving.frames[number], ring).layers]
        assert [read.header for read in index.frame(number)] == shown


def test_what_was_on_links_only_within_another_is_read_without_it(leaving, index):
    read = 0
    for _, event in leaving.of(PacketEvent):
        keys = [layer.header.key for layer in index.layers_of(event)]
        if keys and keys[0] != "ethernet":
            read += 1
            stack = [layer.header for layer in leaving.stack_of(event.packet)]
            assert [key for key in keys if key in stack] == stack
    assert read > 0


def test_what_is_no_packet_has_no_layers(leaving, index):
    [(_, event), *_] = leaving.of(StateChanged)
    assert index.layers_of(event) == ()
    assert index.tells(event, frozenset(["ipv4"])) is False
