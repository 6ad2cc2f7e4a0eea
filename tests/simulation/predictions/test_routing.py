"""Which route matched, held against what the nodes' own tables found."""

from simulation.predictions.routing import Ends, ends, matching
from simulation.wire.address import Address

ROWS = {
    "0.0.0.0/0": {"destination": "0.0.0.0/0", "source": None, "inbound": None},
    "10.1.0.0/16": {"destination": "10.1.0.0/16", "source": None, "inbound": None},
    "0.0.0.0/0 from 10.1.0.100/32": {
        "destination": "0.0.0.0/0", "source": "10.1.0.100/32", "inbound": None,
    },
    "0.0.0.0/0 in by hotspot": {
        "destination": "0.0.0.0/0", "source": None, "inbound": "hotspot",
    },
}  # fmt: skip


def found(source, destination, inbound=None):
    outer = Ends(Address.parse(source), Address.parse(destination))
    return matching(ROWS, outer, inbound)


def test_the_longest_match_wins_a_source_beats_it_and_an_interface_beats_both():
    assert found("10.9.9.9", "10.1.2.3") == "10.1.0.0/16"
    assert found("10.9.9.9", "192.0.2.1") == "0.0.0.0/0"
    assert found("10.1.0.100", "10.1.2.3") == "0.0.0.0/0 from 10.1.0.100/32"
    assert found("10.1.0.100", "10.1.2.3", "hotspot") == "0.0.0.0/0 in by hotspot"


def test_a_frame_that_is_not_ipv4_has_no_ends(leaving):
    assert ends(bytes(12) + b"\x08\x06" + bytes(28)) is None
    assert any(ends(frame) for frame in leaving.frames[:200])
