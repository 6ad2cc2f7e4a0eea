"""Every capture, opened by tshark, by a reader of our own and by scapy.

`make test` takes each option, preset and suite once; `make test-full` takes all of them.
"""

import itertools
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from simulation import OPTIONS, PRESETS, read_scenario, simulate
from simulation.capture import write_pcapng, write_wireshark_directory
from simulation.crypto.suites import SUITES
from simulation.trace import Trace
from tests.referees import authentication
from tests.referees.blocks import Capture, Record, read_capture
from tests.referees.complaints import FIELDS, complaints
from tests.referees.frames import Frame, read_frames
from tests.referees.layers import Layer, Reader, read_esp_keys
from tests.referees.rebuild import rebuilt

pytestmark = pytest.mark.tshark

SHOWN = 12
"""Complaints that a failed test prints."""
OF_A_SHAPE = 2
"""Packets of one shape that scapy is asked to write again."""


@dataclass(frozen=True)
class Case:
    option: str
    preset: str
    suite: str
    settings: tuple[tuple[str, Any], ...] = ()
    seed: int = 1

    def __str__(self) -> str:
        return "-".join([self.option, self.preset, self.suite, *(k for k, _ in self.settings)])


def every_case() -> list[Case]:
    return [Case(*each) for each in itertools.product(OPTIONS, PRESETS, SUITES)]


def some_cases() -> list[Case]:
    """Return cases that together take every option, preset and suite, in as few as that needs."""
    options, presets, suites = (itertools.cycle(each) for each in (OPTIONS, PRESETS, SUITES))
    count = max(len(OPTIONS), len(PRESETS), len(SUITES))
    rows = itertools.islice(zip(options, presets, suites, strict=False), count)
    quiet = (("packets_per_second", 4),)
    return [Case(*row, settings=quiet, seed=7) for row in rows]


SETTINGS = [
    Case("1.1", "leave-colocated", "aes-cbc-sha1", (("encapsulation", "minimal"),)),
    Case("1.1", "leave-colocated", "aes-cbc-sha1", (("encapsulation", "gre"),)),
]


@dataclass(frozen=True)
class Examined:
    """A run's capture as three readers see it."""

    trace: Trace
    capture: Capture
    frames: list[Frame]
    directory: Path


def examine(case: Case, tshark: Path, tmp_path: Path) -> Examined:
    document = {
        **PRESETS[case.preset].document(case.option, case.seed),
        "suite": case.suite,
        **dict(case.settings),
    }
    trace = simulate(read_scenario(document))
    file, directory = tmp_path / "run.pcapng", tmp_path / "wireshark"
    write_wireshark_directory(trace, directory)
    with file.open("wb") as stream:
        write_pcapng(trace, stream)
    frames = read_frames(tshark, file, directory, *FIELDS)
    return Examined(trace, read_capture(file.read_bytes()), frames, directory)


def judge(case: Case, tshark: Path, tmp_path: Path) -> None:
    """Fail with what any of the readers has to complain about."""
    run = examine(case, tshark, tmp_path)
    assert len(run.frames) == len(run.capture.records) == sum(1 for _ in run.trace.of_kind("sent"))
    assert complaints(run.frames)[:SHOWN] == []
    assert everything_was_opened(run) == []
    assert second_reading(run)[:SHOWN] == []


def everything_was_opened(run: Examined) -> list[str]:
    """Return what a capture with keys must show and does not, so that nothing passes by absence."""
    kinds = {event["key"].partition(":")[0] for _, event in run.trace.of_kind("key")}
    seen = Counter(name for frame in run.frames for name in set(frame.protocols))
    right_icvs = sum(frame.count("esp.icv_good", "1") for frame in run.frames)
    missing = []
    if "esp" in kinds and not right_icvs:
        missing.append("no ESP was opened")
    if kinds & {"ikev1", "ikev2"} and not seen["isakmp"]:
        missing.append("no IKE was read")
    if not seen["udp"] or not any(frame["udp.checksum.status"] for frame in run.frames):
        missing.append("no UDP was checked")
    return missing


def second_reading(run: Examined) -> list[str]:
    """Return what our own reader and scapy complain about."""
    keys = read_esp_keys(run.directory)
    mip_keys: dict[int, list[bytes]] = defaultdict(list)
    for _, event in run.trace.of_kind("key"):
        if event["key"].startswith("mip:"):
            mip_keys[int(event["binding"]["spi"], 16)].append(bytes.fromhex(event["secret"]["key"]))
    reader, shapes, found = Reader(keys), Counter[tuple[object, ...]](), []
    for number, record in enumerate(run.capture.records, 1):
        if record.comment.startswith("expected-fault:"):
            continue
        layers = _layers(reader, record, number, found)
        complained = []
        for layer in layers:
            if layer.protocol == "mip":
                complained += authentication.complaints(layer.octets, mip_keys)
        shape = tuple((layer.protocol, len(layer.octets) % 32) for layer in layers)
        shapes[shape] += 1
        if shapes[shape] <= OF_A_SHAPE:
            complained += [
                f"scapy makes another {layer.protocol}"
                for layer in layers
                if rebuilt(layer, keys) not in {None, layer.octets}
            ]
        found += [f"frame {number} on {record.interface}: {what}" for what in complained]
    return found


def _layers(reader: Reader, record: Record, number: int, found: list[str]) -> list[Layer]:
    try:
        return list(reader.layers(record.interface, record.octets))
    except (AssertionError, KeyError, IndexError) as error:
        found.append(f"frame {number} on {record.interface} ({record.comment}): {error!r}")
        return []


@pytest.mark.parametrize("case", [*some_cases(), *SETTINGS], ids=str)
def test_nothing_is_wrong_with_a_capture(case: Case, tshark: Path, tmp_path: Path):
    judge(case, tshark, tmp_path)


@pytest.mark.full
@pytest.mark.parametrize("case", every_case(), ids=str)
def test_nothing_is_wrong_with_any_capture(case: Case, tshark: Path, tmp_path: Path):
    judge(case, tshark, tmp_path)
