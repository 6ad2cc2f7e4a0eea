"""Octets around an 84-octet user packet, as worked out by hand from the headers' sizes."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from simulation import OPTIONS, PRESETS, read_scenario, simulate
from simulation.capture import write_wireshark_directory
from simulation.crypto.suites import SUITES
from simulation.trace import Sent
from tests.referees.layers import Reader, read_esp_keys

SECOND = 1_000_000_000
SINCE_NS = 35 * SECOND
USER_OCTETS = 84
UP, DOWN = 0, 1


@dataclass(frozen=True)
class Overhead:
    """What a link adds in one direction once the node has settled, by suite in their order.

    Where a link carries the packet twice (to an agent and on from it), *nth* says which.
    """

    option: str
    preset: str
    link: str
    direction: int
    octets: tuple[int, int, int]
    nth: int = 0


EXPECTED = [
    Overhead("0", "leave-colocated", "cellular", UP, (76, 84, 76)),
    Overhead("1.1", "leave-colocated", "cellular", UP, (96, 104, 96)),
    Overhead("1.1", "leave-colocated", "cellular", DOWN, (96, 104, 96)),
    Overhead("1.1", "leave-colocated", "core", DOWN, (20, 20, 20)),
    Overhead("1.1", "leave-foreign-agent", "hotspot", UP, (76, 84, 76)),
    Overhead("1.1", "leave-foreign-agent", "hotspot", UP, (96, 104, 96), nth=1),
    Overhead("1.1", "leave-foreign-agent", "hotspot", DOWN, (76, 84, 76)),
    Overhead("1.1", "behind-nat", "hotel", UP, (108, 116, 108)),
    Overhead("1.2", "leave-colocated", "cellular", UP, (72, 88, 76)),
    Overhead("1.2", "leave-colocated", "cellular", DOWN, (72, 88, 76)),
    Overhead("1.2", "behind-nat", "hotel", UP, (84, 100, 88)),
    Overhead("1.3", "leave-colocated", "cellular", UP, (76, 84, 76)),
    Overhead("1.3", "leave-colocated", "cellular", DOWN, (96, 104, 96)),
    Overhead("2", "leave-colocated", "cellular", UP, (72, 88, 76)),
    Overhead("2", "behind-nat", "hotel", DOWN, (84, 100, 88)),
    Overhead("3", "leave-colocated", "cellular", UP, (84, 92, 84)),
    Overhead("4", "leave-colocated", "cellular", UP, (52, 68, 56)),
    Overhead("4", "leave-foreign-agent", "hotspot", UP, (0, 0, 0)),
    Overhead("4", "leave-foreign-agent", "isp", UP, (52, 68, 56)),
    Overhead("5", "leave-colocated", "cellular", DOWN, (36, 52, 36)),
    Overhead("6", "leave-colocated", "cellular", DOWN, (76, 84, 76)),
    Overhead("6", "behind-nat", "hotel", DOWN, (84, 92, 84)),
    Overhead("7", "leave-foreign-agent", "hotspot", UP, (76, 84, 76)),
    Overhead("5265", "leave-colocated", "cellular", UP, (96, 104, 96)),
    Overhead("5266", "leave-colocated", "cellular", UP, (76, 84, 76)),
]


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize(
    "expected",
    [each for each in EXPECTED if each.option in OPTIONS],
    ids=lambda each: f"{each.option}-{each.preset}-{each.link}-{each.direction}-{each.nth}",
)
def test_a_user_packet_grows_by_what_its_headers_weigh(
    expected: Overhead, suite: str, tmp_path: Path
):
    document = PRESETS[expected.preset].document(expected.option, seed=2)
    settings = {"suite": suite, "payload_octets": USER_OCTETS - 28, "packets_per_second": 2}
    trace = simulate(read_scenario({**document, **settings}))
    write_wireshark_directory(trace, tmp_path)
    reader = Reader(read_esp_keys(tmp_path))
    lengths: list[int] = []
    for _, event in trace.of(Sent):
        if event.at_ns >= SINCE_NS and event.link == expected.link:
            *_, flow = layers = list(reader.layers(expected.link, trace.frames[event.frame]))
            if flow.protocol == "flow" and flow.octets[4] == expected.direction:
                lengths.append(len(layers[1].octets))
    wanted = USER_OCTETS + expected.octets[list(SUITES).index(suite)]
    assert lengths
    assert wanted in lengths
    assert sorted(set(lengths)).index(wanted) == expected.nth
