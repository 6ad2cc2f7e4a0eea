"""How fast the simulation is, as ratios to limits measured in the same run.

This is the one module that looks at a clock.  Every figure is the best of several rounds,
because whatever else the machine does only ever makes it slower.
"""

import gzip
import itertools
import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import simpy
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simulation import PRESETS, read_scenario, simulate
from simulation.crypto.suites import SUITES
from simulation.experiments.table import table
from simulation.ipsec.association import SecurityAssociation
from simulation.kernel.collector import quiet
from simulation.kernel.link import Link, LinkShape
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet, Recorder, layer
from simulation.kernel.rng import Stream
from simulation.trace import Sent, Trace, chunk
from simulation.tunnels.encapsulation import IP_IN_IP
from simulation.wire import ipv4, udp
from simulation.wire.address import Address, Prefix

ROUNDS: Final = 9
ROUTERS: Final = 8
PACKETS: Final = 400
PAYLOAD_OCTETS: Final = 200
HOP_AIM: Final = 5.0
ENCAPSULATION_AIM: Final = 5.0
REAL_TIME_AIM: Final = 50.0


def measure(option: str) -> dict[str, Any]:
    """Return every figure; presets run under *option*.  Spans are in microseconds and seconds."""
    return {
        "hop": hop(),
        "encapsulation": [encapsulation(suite) for suite in ("aes-cbc-sha1", "aes-gcm")],
        "presets": [preset(option, slug) for slug in PRESETS],
        "trace": trace_size(option),
    }


def against(work: Callable[[], float], limit: Callable[[], float]) -> tuple[float, float]:
    """Return the least of what *work* and *limit* return, measured in turns.

    Both return seconds of the processor, so that whatever else the machine does matters little.
    """
    pairs = [(work(), limit()) for _ in range(ROUNDS)]
    return min(each for each, _ in pairs), min(each for _, each in pairs)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds of the processor that *work* took, with the collector quiet."""
    with quiet():
        start = time.process_time()
        work()
        return time.process_time() - start


# -- the kernel --------------------------------------------------------------------------------


def hop() -> dict[str, Any]:
    """Return what a packet's hop costs, with its trace, against a bare SimPy callback."""
    crossed, called = against(_cross, lambda: timed(_callbacks))
    hops = ROUTERS * PACKETS
    kernel, bare = crossed / hops, called / hops
    return {
        "hop_us": kernel * 1e6,
        "callback_us": bare * 1e6,
        "ratio": kernel / bare,
        "aim_ratio": HOP_AIM,
    }


def _cross() -> float:
    env, _ = _chain()
    return timed(env.run)


def _callbacks() -> None:
    """Let as many timeouts call back as packets hop, each scheduling the next as a packet would."""
    env = simpy.Environment()

    def act(left: int) -> None:
        if left:
            timeout = env.timeout(1000)
            timeout.callbacks.append(lambda _: act(left - 1))

    for _ in range(PACKETS):
        act(ROUTERS)
    env.run()


def _chain() -> tuple[simpy.Environment, Trace]:
    """Return a world of routers in a row, with ARP done and packets ready to cross it."""
    env: simpy.Environment = simpy.Environment(initial_time=0)
    trace = Trace({})
    recorder = Recorder(env, trace, 10_000_000)
    nodes = [Node(env, recorder, f"r{number}", 1) for number in range(ROUTERS + 1)]
    for node in nodes:
        node.forwards = True
    end = Prefix(Address.parse("10.99.0.0"), 24)
    for number, (left, right) in enumerate(itertools.pairwise(nodes)):
        prefix = Prefix(Address.parse(f"10.{number}.0.0"), 24)
        shape = LinkShape(
            id=f"l{number}", prefix=prefix, delay_ns=1000, rate_bps=10**9, queue=10**6
        )
        link = Link(env, recorder, shape, Stream(1, f"l{number}"))
        stations = []
        for node, host in ((left, 1), (right, 2)):
            station = node.add_interface(f"{link.id}-{host}")
            station.attach(link)
            station.configure(Address(prefix.network + host), prefix)
            stations.append(station)
        far = Address(prefix.network + 2)
        left.route(end, stations[0], far)
        stations[0].learn(far, bytes(stations[1].mac))
    nodes[-1].hold(Address(end.network + 1), "the end")
    nodes[-1].sockets[0, 9] = lambda *_: None
    trace.events.clear()
    _send(env, nodes[0], Address(end.network + 1))
    return env, trace


def _send(env: simpy.Environment, node: Node, destination: Address) -> None:
    source = next(iter(node.interfaces.values())).address
    payload = bytes(PAYLOAD_OCTETS)
    inside = (layer("flow", "data", PAYLOAD_OCTETS),)
    octets = ipv4.packet(
        source, destination, ipv4.UDP, udp.datagram(source, destination, 9, 9, payload)
    )
    layers = (layer("ipv4", "data", 20), layer("udp", "data", 8), *inside)
    for number in range(PACKETS):
        packet = node.recorder.packet(octets, layers, f"packet {number}")
        timeout = env.timeout(number * 10_000)
        assert timeout.callbacks is not None
        timeout.callbacks.append(partial(_launch, node, packet))


def _launch(node: Node, packet: Packet, _: simpy.Event) -> None:
    node.send(packet)


# -- encapsulation -----------------------------------------------------------------------------


def encapsulation(slug: str, packets: int = 2000) -> dict[str, Any]:
    """Return what IP/IP/ESP/IP/IP/UDP costs to build, against the raw `cryptography` calls.

    The raw calls are those that the suite cannot do without, over octets of the same length.
    """
    suite = SUITES[slug]
    key = Stream(1, "bench").octets(suite.encryption_octets)
    authentication = Stream(1, "bench/mac").octets(suite.authentication_octets)
    salt = Stream(1, "bench/salt").octets(suite.salt_octets)
    association = SecurityAssociation(0x80000001, suite, key, authentication, salt)
    a, b, c, d = (Address.parse(f"192.0.2.{host}") for host in (1, 2, 3, 4))
    payload = bytes(PAYLOAD_OCTETS)

    def build() -> None:
        for number in range(packets):
            user = ipv4.packet(a, b, ipv4.UDP, udp.datagram(a, b, 5004, 5004, payload))
            inner = IP_IN_IP.wrap(user, c, d, number & 0xFFFF)
            sealed = association.seal(inner, ipv4.IPIP)
            outer = ipv4.packet(a, d, ipv4.ESP, sealed, identification=number & 0xFFFF)
            IP_IN_IP.wrap(outer, b, c, number & 0xFFFF)

    length = PAYLOAD_OCTETS + 48
    sealed_octets = length + association.tail_octets(length) - suite.icv_octets
    raw = _raw_gcm if slug == "aes-gcm" else _raw_cbc
    built, least = against(
        lambda: timed(build),
        lambda: timed(lambda: raw(key, authentication, sealed_octets, packets)),
    )
    built, least = built / packets, least / packets
    return {
        "suite": slug,
        "build_us": built * 1e6,
        "raw_us": least * 1e6,
        "ratio": built / least,
        "aim_ratio": ENCAPSULATION_AIM,
    }


def _raw_cbc(key: bytes, authentication: bytes, octets: int, packets: int) -> None:
    """Encrypt with one persistent CBC encryptor and authenticate with copies of one HMAC."""
    encryptor = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
    mac = hmac.HMAC(authentication, hashes.SHA1())  # noqa: S303 RFC 2404 has it
    plain = bytes(octets)
    for _ in range(packets):
        sealed = encryptor.update(plain)
        each = mac.copy()
        each.update(sealed)
        each.finalize()


def _raw_gcm(key: bytes, authentication: bytes, octets: int, packets: int) -> None:  # noqa: ARG001
    """Seal with one reused AESGCM object."""
    seal = AESGCM(key)
    plain, nonce, head = bytes(octets), bytes(12), bytes(8)
    for _ in range(packets):
        seal.encrypt(nonce, plain, head)


# -- presets and traces ------------------------------------------------------------------------


def preset(option: str, slug: str) -> dict[str, Any]:
    """Return how long a preset takes, and how much faster than real time it runs.

    `run_s` is on the clock; the ratio is to seconds of the processor, which are the same on a
    machine that does nothing else.  The better of two runs counts.
    """
    scenario = read_scenario(PRESETS[slug].document(option))
    spans = []
    trace = Trace({})
    for _ in range(2):
        clock, processor = time.perf_counter(), time.process_time()
        trace = simulate(scenario)
        spans.append((time.perf_counter() - clock, time.process_time() - processor))
    run, busy = min(each for each, _ in spans), min(each for _, each in spans)
    hops = sum(1 for _ in trace.of(Sent))
    return {
        "option": option,
        "preset": slug,
        "events": len(trace.events),
        "run_s": run,
        "processor_s": busy,
        "real_time_ratio": scenario.duration_ns / 1e9 / busy,
        "aim_ratio": REAL_TIME_AIM,
        "hop_us": busy / hops * 1e6 if hops else None,
    }


def trace_size(option: str) -> dict[str, Any]:
    """Return the octets of a trace per 1,000 events: columns as JSON, and those compressed."""
    trace = simulate(read_scenario(PRESETS["leave-colocated"].document(option)))
    columns = json.dumps(chunk(trace, 0, 0, 0), separators=(",", ":")).encode()
    thousands = len(trace.events) / 1000
    return {
        "events": len(trace.events),
        "json_octets": len(columns) / thousands,
        "gzip_octets": len(gzip.compress(columns, 6, mtime=0)) / thousands,
        "frames_octets": sum(map(len, trace.frames)) / thousands,
    }


# -- words -------------------------------------------------------------------------------------


def text(found: dict[str, Any]) -> str:
    """Return what *measure* found as tables."""
    rows = [
        (
            "kernel per hop",
            found["hop"]["hop_us"],
            "bare SimPy callback",
            found["hop"]["callback_us"],
            found["hop"]["ratio"],
            _aim(found["hop"], least=False),
        )
    ]
    rows += [
        (
            f"five layers, {each['suite']}",
            each["build_us"],
            "raw calls",
            each["raw_us"],
            each["ratio"],
            _aim(each, least=False),
        )
        for each in found["encapsulation"]
    ]
    first = table(("what", "us", "against", "us", "ratio", "aim"), rows)
    second = table(
        ("option", "preset", "events", "s", "processor s", "times real time", "aim"),
        [
            (
                each["option"],
                each["preset"],
                each["events"],
                each["run_s"],
                each["processor_s"],
                each["real_time_ratio"],
                _aim({**each, "ratio": each["real_time_ratio"]}, least=True),
            )
            for each in found["presets"]
        ],
    )
    size = found["trace"]
    third = (
        f"a trace per 1,000 events: {size['json_octets']:,.0f} octets as columns of JSON, "
        f"{size['gzip_octets']:,.0f} compressed; its frames {size['frames_octets']:,.0f}"
    )
    return f"{first}\n\n{second}\n\n{third}"


def _aim(row: dict[str, Any], *, least: bool) -> str:
    met = row["ratio"] >= row["aim_ratio"] if least else row["ratio"] <= row["aim_ratio"]
    bound = "at least" if least else "at most"
    return f"{bound} {row['aim_ratio']:g}: {'met' if met else 'missed'}"
