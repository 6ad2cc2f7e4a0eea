"""Every capture, opened by tshark, by a reader of our own and by scapy.

`make test` takes each option, preset and suite once; `make test-full` takes all of them.
"""

import itertools
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from simulation import OPTIONS, PRESETS, read_scenario, simulate, with_settings
from simulation.capture import write_pcapng, write_wireshark_directory
from simulation.crypto.suites import SUITES
from simulation.scenario import ACTIONS, ATTACKER
from simulation.trace import KeyHeld, Sent, Trace
from tests.referees import authentication
from tests.referees.blocks import Capture, Record, read_capture
from tests.referees.complaints import FIELDS, TRUE, complaints
from tests.referees.frames import Frame, read_frames
from tests.referees.layers import Layer, Reader, read_esp_keys
from tests.referees.rebuild import rebuilt
from tests.simulation.options import timelines

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
        settings = (f"{key}={value}" for key, value in self.settings)
        return "-".join([self.option, self.preset, self.suite, *settings])

    def document(self) -> dict[str, Any]:
        preset = PRESETS[self.preset].document(self.option, self.seed)
        return with_settings({**preset, "suite": self.suite}, dict(self.settings))


QUIET = (("packets_per_second", 4),)
"""A flow that is thin, so that a run is cheap; every kind of packet is still there."""


def every_case() -> list[Case]:
    """Return all options, presets and suites; the flow is as it comes under one suite."""
    return [
        Case(option, preset, suite, () if suite == "aes-cbc-sha1" else QUIET)
        for option, preset, suite in itertools.product(OPTIONS, PRESETS, SUITES)
    ]


def some_cases() -> list[Case]:
    """Return cases that together take every option, preset and suite, in as few as that needs."""
    options, presets, suites = (itertools.cycle(each) for each in (OPTIONS, PRESETS, SUITES))
    count = max(len(OPTIONS), len(PRESETS), len(SUITES))
    rows = itertools.islice(zip(options, presets, suites, strict=False), count)
    return [Case(*row, settings=QUIET, seed=7) for row in rows]


def unusual_cases() -> list[Case]:
    """Return settings that put other headers, sizes and orders on the links."""

    def case(option: str, preset: str, suite: str, **settings: Any) -> Case:
        return Case(option, preset, suite, (*QUIET, *settings.items()), seed=3)

    narrow = {"link.hotel-wan.mtu": 1400, "link.hotel-wan.jitter_ms": 30}
    congested = {"link.cellular.mark_from": 1, "link.cellular.rate_kbps": 32}
    forgotten = {"nat_timeout_s": 5, "mip_keepalive_s": 10, "flow_direction": "down"}
    lossy = {"link.cellular.loss": 0.2, "link.cellular.jitter_ms": 50, "link.isp.loss": 0.05}
    full = {"traffic": "flow+tcp", "tcp_segment_octets": 1460, "dont_fragment": True}
    full |= {"payload_octets": 1440, "tcp_octets": 100_000, "link.isp.mtu": 1300}
    return [
        case("1.1", "grand-tour", "aes-gcm", encapsulation="minimal"),
        case("1.1", "grand-tour", "aes-cbc-sha1", encapsulation="gre", **full),
        case("7", "leave-foreign-agent", "aes-gcm", **full),
        case(
            "1.1", "behind-nat", "3des-sha1", encapsulation="minimal", icmp_quotes="rfc792", **full
        ),
        case("wg", "grand-tour", "aes-cbc-sha1", mss_clamp_octets=1000, plpmtud="always", **full),
        case("1.1", "grand-tour", "3des-sha1", encapsulation="gre", x_ha="operator"),
        case("1.1", "grand-tour", "aes-cbc-sha1", reverse_tunnel=False),
        case("0", "behind-nat", "3des-sha1", nat_timeout_s=5, xauth=True),
        case("0", "behind-nat", "aes-cbc-sha1", payload_octets=1440, **narrow),
        case("0", "big-packets", "aes-gcm", payload_octets=4000, dont_fragment=False),
        case("1.1", "leave-foreign-agent", "aes-cbc-sha1", **{"link.hotspot.mtu": 300}),
        case("1.1", "handover-outside", "aes-cbc-sha1", **lossy),
        case("1.1", "return-inside", "aes-cbc-sha1", clock_offset_s=100, payload_octets=18),
        case("1.3", "two-outside", "3des-sha1", traffic="flow+tcp", tcp_octets=200_000, dpd_s=3),
        case("3", "behind-nat", "aes-cbc-sha1", nat_traversal=False),
        case("0", "behind-nat", "aes-gcm", nat_timeout_s=5, dpd_s=8, flow_direction="down"),
        case("1.1", "behind-nat", "3des-sha1", mip_keepalive_adapts=True, **forgotten),
        case("6", "behind-nat", "aes-cbc-sha1", no_nats_allowed=True),
        case("5", "big-packets", "3des-sha1", payload_octets=1440, dont_fragment=False),
        case("6", "handover-outside", "aes-gcm", traffic="flow+tcp+ping", tcp_octets=200_000),
        case("wg", "grand-tour", "aes-cbc-sha1", traffic="flow+ping"),
        case("1.1", "handover-outside", "aes-gcm", traffic="tcp+ping", tcp_octets=100_000),
        case("0", "pseudo-nat-attack", "3des-sha1", traffic="flow+tcp", tcp_segment_octets=1460),
        case("3", "pseudo-nat-attack", "aes-cbc-sha1", redirect_to="victim"),
        case("1.1", "leave-colocated", "aes-gcm", dscp=46, ecn=True, **congested),
        case("1.3", "behind-nat", "3des-sha1", dscp=46, tunnel_dscp="pipe", bleaches_dscp=True),
        case("wg", "leave-colocated", "aes-gcm", dscp=8, ecn=True, **congested),
        case("0", "behind-nat", "aes-cbc-sha1", hotel_network="servers"),
    ]


@dataclass(frozen=True)
class Acting:
    """A timeline in which everybody who can do an action does it."""

    option: str
    do: str

    def __str__(self) -> str:
        return f"{self.option}-{self.do}"

    def document(self) -> dict[str, Any]:
        return timelines.document(self.option, self.do)


def acting_cases() -> list[Acting]:
    """Return every action once, under one option after another."""
    return [Acting(*each) for each in zip(itertools.cycle(OPTIONS), ACTIONS, strict=False)]


@dataclass(frozen=True)
class Examined:
    """A run's capture as three readers see it."""

    trace: Trace
    capture: Capture
    frames: list[Frame]
    directory: Path


def examine(case: Case | Acting, tshark: Path, tmp_path: Path) -> Examined:
    trace = simulate(read_scenario(case.document()))
    file, directory = tmp_path / "run.pcapng", tmp_path / "wireshark"
    write_wireshark_directory(trace, directory)
    with file.open("wb") as stream:
        write_pcapng(trace, stream)
    frames = read_frames(tshark, file, directory, *FIELDS)
    return Examined(trace, read_capture(file.read_bytes()), frames, directory)


def judge(case: Case | Acting, tshark: Path, tmp_path: Path) -> None:
    """Fail with what any of the readers has to complain about."""
    run = examine(case, tshark, tmp_path)
    assert len(run.frames) == len(run.capture.records) == sum(1 for _ in run.trace.of(Sent))
    assert complaints(run.frames)[:SHOWN] == []
    assert everything_was_seen(run) == []
    assert excuses(run)[:SHOWN] == []
    assert second_reading(run)[:SHOWN] == []


def everything_was_seen(run: Examined) -> list[str]:
    """Return what our own reader found and tshark did not, so that nothing passes by absence.

    Fragments are left out: tshark joins them across links, where they are copies in disorder.
    """
    reader, ours = Reader(read_esp_keys(run.directory)), Counter[str]()
    for record in run.capture.records:
        layers = _layers(reader, record, 0, [])
        if not any(layer.is_fragment for layer in layers):
            ours.update({layer.protocol for layer in layers})
    theirs = Counter(name for frame in run.frames for name in set(frame.protocols))
    copies = sum(bool(frame["mipviz.copy_of"]) for frame in run.frames)
    right_icvs = sum(not TRUE.isdisjoint(frame["esp.icv_good"]) for frame in run.frames)
    counted = {
        "arp": theirs["arp"],
        "udp": sum(bool(frame["udp.checksum.status"]) for frame in run.frames),
        "esp": right_icvs,
        "ike": theirs["isakmp"] + copies,
        "dhcp": theirs["dhcp"],
        "minimal": theirs["minenc"],
        "gre": theirs["gre"],
    }
    return [
        f"{ours[name]} frames with {name}, tshark saw {count}"
        for name, count in counted.items()
        if count < ours[name]
    ]


def excuses(run: Examined) -> list[Frame]:
    """Return the frames that say they are faulty in a run where nobody forges or translates."""
    scenario = run.trace.head["scenario"]
    links = {*scenario["start"].values(), *(each.get("link") for each in scenario["actions"])}
    attacked = any(each["node"] == ATTACKER for each in scenario["actions"])
    if attacked or "hotel" in links or scenario.get("gateway_nat"):
        return []
    return [frame for frame in run.frames if frame.fault_expected]


def second_reading(run: Examined) -> list[str]:
    """Return what our own reader and scapy complain about."""
    keys = read_esp_keys(run.directory)
    mip_keys: dict[int, list[bytes]] = defaultdict(list)
    for _, event in run.trace.of(KeyHeld):
        if event.key.startswith("mip:"):
            mip_keys[int(event.binding["spi"], 0)].append(bytes.fromhex(event.secret["key"]))
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


@pytest.mark.parametrize("case", [*some_cases(), *unusual_cases(), *acting_cases()], ids=str)
def test_nothing_is_wrong_with_a_capture(case: Case | Acting, tshark: Path, tmp_path: Path):
    judge(case, tshark, tmp_path)


@pytest.mark.full
@pytest.mark.parametrize("case", every_case(), ids=str)
def test_nothing_is_wrong_with_any_capture(case: Case, tshark: Path, tmp_path: Path):
    judge(case, tshark, tmp_path)
