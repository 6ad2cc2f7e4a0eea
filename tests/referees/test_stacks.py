"""The headers around the measured flow, on every link, as tables made from the documents say.

The tables hold outermost header first: `A>B` an IP header, `U434` and `U4500` a UDP tunnel, `E`
what ESP protects, `G` GRE, `M` a minimal header.
"""

from collections import defaultdict
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.capture import write_wireshark_directory
from simulation.trace import Sent
from tests.referees.layers import Layer, Reader, read_esp_keys

SECOND = 1_000_000_000
UP, DOWN = 0, 1

NAMES = {
    "10.1.0.1": "iHA",
    "10.1.0.100": "iHoA",
    "10.2.0.1": "iFA",
    "10.3.0.10": "CN",
    "192.0.2.10": "GWo",
    "10.0.1.10": "GWi",
    "192.0.2.20": "xHA",
    "198.51.100.20": "xHA",
    "192.0.2.129": "xHoA",
    "198.51.100.129": "xHoA",
    "192.0.2.30": "MIPPo",
    "10.0.1.30": "MIPPi",
    "10.9.0.5": "TIA",
    "203.0.113.1": "FAc",
    "198.51.100.77": "NATp",
}
POOLS = {
    "203.0.113.192/26": "CoA",
    "203.0.113.64/26": "CoA",
    "192.168.1.0/24": "pCoA",
    "10.2.0.0/24": "iCoA",
}


@dataclass(frozen=True)
class Table:
    """What is on each link between two moments (s), by direction, under each of *options*."""

    options: str
    preset: str
    since: int
    until: int
    up: dict[str, set[str]]
    down: dict[str, set[str]]
    encapsulations: str = "ip-ip"


def on(links: str, *stacks: str) -> dict[str, set[str]]:
    return {link: set(stacks) for link in links.split()}


INTRANET_UP = (
    on("vpn-inside core", "TIA>iHA iHoA>CN")
    | on("home", "TIA>iHA iHoA>CN", "iHoA>CN")
    | on("servers", "iHoA>CN")
)
INTRANET_DOWN = (
    on("servers", "CN>iHoA")
    | on("home", "CN>iHoA", "iHA>TIA CN>iHoA")
    | on("core vpn-inside", "iHA>TIA CN>iHoA")
)
"""What is on the inside of the gateway wherever the internal Mobile IP tunnel ends at the TIA."""

TABLES = [
    # RFC 4093 section 2.1: Mobile IP inside ESP, whose outer address is the care-of address.
    Table(
        "0 6 5266",
        "leave-colocated",
        25,
        39,
        up=on("cellular isp dmz", "CoA>GWo E TIA>iHA iHoA>CN") | INTRANET_UP,
        down=INTRANET_DOWN | on("dmz isp cellular", "GWo>CoA E iHA>TIA CN>iHoA"),
    ),
    # Access mode f of RFC 5265: one tunnel, which the foreign agent ends.
    Table(
        "1.1",
        "power-up-inside",
        12,
        19,
        up=on("office", "iHoA>CN", "iFA>iHA iHoA>CN")
        | on("home", "iFA>iHA iHoA>CN", "iHoA>CN")
        | on("servers", "iHoA>CN"),
        down=on("servers", "CN>iHoA")
        | on("home", "CN>iHoA", "iHA>iFA CN>iHoA")
        | on("office", "iHA>iFA CN>iHoA", "CN>iHoA"),
    ),
    # Access mode cvc, with each way to put one IP packet into another.
    Table(
        "1.1",
        "leave-colocated",
        25,
        39,
        encapsulations="ip-ip minimal gre",
        up=on("cellular isp", "CoA>xHA xHoA>GWo E TIA>iHA iHoA>CN")
        | on("dmz", "CoA>xHA xHoA>GWo E TIA>iHA iHoA>CN", "xHoA>GWo E TIA>iHA iHoA>CN")
        | INTRANET_UP,
        down=INTRANET_DOWN
        | on("dmz", "GWo>xHoA E iHA>TIA CN>iHoA", "xHA>CoA GWo>xHoA E iHA>TIA CN>iHoA")
        | on("isp cellular", "xHA>CoA GWo>xHoA E iHA>TIA CN>iHoA"),
    ),
    # Access mode fvc: direct delivery, reverse tunnelling; agent and router share the hotspot.
    Table(
        "1.1",
        "leave-foreign-agent",
        25,
        39,
        up=on("hotspot", "xHoA>GWo E TIA>iHA iHoA>CN", "FAc>xHA xHoA>GWo E TIA>iHA iHoA>CN")
        | on("isp", "FAc>xHA xHoA>GWo E TIA>iHA iHoA>CN")
        | on("dmz", "FAc>xHA xHoA>GWo E TIA>iHA iHoA>CN", "xHoA>GWo E TIA>iHA iHoA>CN")
        | INTRANET_UP,
        down=INTRANET_DOWN
        | on("dmz", "GWo>xHoA E iHA>TIA CN>iHoA", "xHA>FAc GWo>xHoA E iHA>TIA CN>iHoA")
        | on("isp", "xHA>FAc GWo>xHoA E iHA>TIA CN>iHoA")
        | on("hotspot", "xHA>FAc GWo>xHoA E iHA>TIA CN>iHoA", "GWo>xHoA E iHA>TIA CN>iHoA"),
    ),
    # The outer Mobile IP tunnel hides the NAT from IPsec.
    Table(
        "1.1",
        "behind-nat",
        35,
        59,
        up=on("hotel", "pCoA>xHA U434 xHoA>GWo E TIA>iHA iHoA>CN")
        | on("hotel-wan isp", "NATp>xHA U434 xHoA>GWo E TIA>iHA iHoA>CN")
        | on("dmz", "NATp>xHA U434 xHoA>GWo E TIA>iHA iHoA>CN", "xHoA>GWo E TIA>iHA iHoA>CN")
        | INTRANET_UP,
        down=INTRANET_DOWN
        | on("dmz", "GWo>xHoA E iHA>TIA CN>iHoA", "xHA>NATp U434 GWo>xHoA E iHA>TIA CN>iHoA")
        | on("isp hotel-wan", "xHA>NATp U434 GWo>xHoA E iHA>TIA CN>iHoA")
        | on("hotel", "xHA>pCoA U434 GWo>xHoA E iHA>TIA CN>iHoA"),
    ),
    # Draft 2.3: one encapsulating layer; the way in does not pass the internal home agent.
    Table(
        "1.2",
        "leave-colocated",
        25,
        39,
        up=on("cellular isp", "CoA>xHA xHoA>GWo E iHoA>CN")
        | on("dmz", "CoA>xHA xHoA>GWo E iHoA>CN", "xHoA>GWo E iHoA>CN")
        | on("vpn-inside core servers", "iHoA>CN"),
        down=on("servers", "CN>iHoA")
        | on("home", "CN>iHoA", "iHA>GWi CN>iHoA")
        | on("core vpn-inside", "iHA>GWi CN>iHoA")
        | on("dmz", "GWo>xHoA E CN>iHoA", "xHA>CoA GWo>xHoA E CN>iHoA")
        | on("isp cellular", "xHA>CoA GWo>xHoA E CN>iHoA"),
    ),
    # Draft 2.4: the gateway tunnels straight to the care-of address; up goes without a tunnel.
    Table(
        "1.3",
        "leave-colocated",
        25,
        39,
        up=on("cellular isp dmz", "xHoA>GWo E TIA>iHA iHoA>CN") | INTRANET_UP,
        down=INTRANET_DOWN | on("dmz isp cellular", "GWo>CoA GWo>xHoA E iHA>TIA CN>iHoA"),
    ),
    # Draft 2.5: home address and tunnel inner address are one; the way is not symmetric.
    Table(
        "2",
        "leave-colocated",
        25,
        39,
        up=on("cellular isp", "CoA>MIPPo iHoA>GWo E iHoA>CN")
        | on("dmz", "CoA>MIPPo iHoA>GWo E iHoA>CN", "iHoA>GWo E iHoA>CN")
        | on("vpn-inside core servers", "iHoA>CN"),
        down=on("servers", "CN>iHoA")
        | on("home", "CN>iHoA", "iHA>MIPPi CN>iHoA")
        | on("core", "iHA>MIPPi CN>iHoA")
        | on("vpn-inside", "iHA>MIPPi CN>iHoA", "CN>iHoA")
        | on("dmz", "GWo>iHoA E CN>iHoA", "MIPPo>CoA GWo>iHoA E CN>iHoA")
        | on("isp cellular", "MIPPo>CoA GWo>iHoA E CN>iHoA"),
    ),
    # Draft 2.6, with UDP encapsulation from the start, so that a NAT may come later.
    Table(
        "3",
        "leave-colocated",
        25,
        39,
        up=on("cellular isp dmz", "CoA>GWo U4500 E TIA>iHA iHoA>CN") | INTRANET_UP,
        down=INTRANET_DOWN | on("dmz isp cellular", "GWo>CoA U4500 E iHA>TIA CN>iHoA"),
    ),
    # Draft 2.7: ESP is the Mobile IP tunnel; home agent and gateway are one box.
    Table(
        "4",
        "leave-colocated",
        25,
        39,
        up=on("cellular isp dmz", "CoA>GWo E iHoA>CN") | on("vpn-inside core servers", "iHoA>CN"),
        down=on("servers core vpn-inside", "CN>iHoA") | on("dmz isp cellular", "GWo>CoA E CN>iHoA"),
    ),
    # The same with the foreign agent as IPsec peer: in clear between the node and the agent.
    Table(
        "4",
        "leave-foreign-agent",
        25,
        39,
        up=on("hotspot", "iHoA>CN", "FAc>GWo E iHoA>CN")
        | on("isp dmz", "FAc>GWo E iHoA>CN")
        | on("vpn-inside core servers", "iHoA>CN"),
        down=on("servers core vpn-inside", "CN>iHoA")
        | on("dmz isp", "GWo>FAc E CN>iHoA")
        | on("hotspot", "GWo>FAc E CN>iHoA", "CN>iHoA"),
    ),
    # Draft 2.10: the agent's address is the outer one, all the way.
    Table(
        "7",
        "leave-foreign-agent",
        25,
        39,
        up=on("hotspot isp dmz", "FAc>GWo E TIA>iHA iHoA>CN") | INTRANET_UP,
        down=INTRANET_DOWN | on("dmz isp hotspot", "GWo>FAc E iHA>TIA CN>iHoA"),
    ),
    # Draft 2.8: nothing but ESP in transport mode, from end to end.
    Table(
        "5",
        "leave-colocated",
        25,
        39,
        up=on("cellular isp dmz core servers", "iHoA>CN E"),
        down=on("cellular isp dmz core servers", "CN>iHoA E"),
    ),
    # RFC 5265, access mode cvc, with another party's external home agent.
    Table(
        "5265",
        "leave-colocated",
        25,
        39,
        up=on("cellular", "CoA>xHA xHoA>GWo E TIA>iHA iHoA>CN")
        | on("operator", "CoA>xHA xHoA>GWo E TIA>iHA iHoA>CN", "xHoA>GWo E TIA>iHA iHoA>CN")
        | on("isp dmz", "xHoA>GWo E TIA>iHA iHoA>CN")
        | INTRANET_UP,
        down=INTRANET_DOWN
        | on("dmz isp", "GWo>xHoA E iHA>TIA CN>iHoA")
        | on("operator", "GWo>xHoA E iHA>TIA CN>iHoA", "xHA>CoA GWo>xHoA E iHA>TIA CN>iHoA")
        | on("cellular", "xHA>CoA GWo>xHoA E iHA>TIA CN>iHoA"),
    ),
    # ESP in UDP once a NAT is found, wherever no Mobile IP tunnel hides it.
    Table(
        "0 3 6 5266",
        "behind-nat",
        35,
        59,
        up=on("hotel", "pCoA>GWo U4500 E TIA>iHA iHoA>CN")
        | on("hotel-wan isp dmz", "NATp>GWo U4500 E TIA>iHA iHoA>CN")
        | INTRANET_UP,
        down=INTRANET_DOWN
        | on("dmz isp hotel-wan", "GWo>NATp U4500 E iHA>TIA CN>iHoA")
        | on("hotel", "GWo>pCoA U4500 E iHA>TIA CN>iHoA"),
    ),
]


def by(encapsulation: str, tables: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return tables of IP in IP as another encapsulation makes them."""
    return {link: {_by(encapsulation, each) for each in stacks} for link, stacks in tables.items()}


def _by(encapsulation: str, stack: str) -> str:
    """Write an IP header that stands right behind another as the encapsulation has it.

    RFC 2004 keeps the original addresses in a header of its own; RFC 2784 has the whole packet.
    """
    written: list[str] = []
    before = ""
    for part in stack.split():
        tunnelled = ">" in before and ">" in part
        if tunnelled and encapsulation == "gre":
            written.append("G")
        written.append("M" if tunnelled and encapsulation == "minimal" else part)
        before = part
    return " ".join(written)


def name_of(address: bytes) -> str:
    written = str(ip_address(address))
    pools = (name for pool, name in POOLS.items() if ip_address(address) in ip_network(pool))
    return NAMES.get(written) or next(pools, written)


def written(layers: list[Layer]) -> str:
    """Return the headers around a flow's datagram, outermost first."""
    parts = []
    for layer in layers[1:-2]:
        match layer.protocol:
            case "ip":
                parts.append(f"{name_of(layer.source)}>{name_of(layer.destination)}")
            case "udp":
                ports = {int.from_bytes(layer.octets[at : at + 2], "big") for at in (0, 2)}
                parts.append(f"U{min(ports & {434, 4500})}")
            case protocol:
                parts.append({"esp": "E", "gre": "G", "minimal": "M"}[protocol])
    return " ".join(parts)


@pytest.mark.parametrize(
    ("option", "table", "encapsulation"),
    [
        pytest.param(option, table, each, id=f"{option}-{table.preset}-{each}")
        for table in TABLES
        for option in table.options.split()
        for each in table.encapsulations.split()
    ],
)
def test_the_flow_wears_the_headers_of_the_table(
    option: str, table: Table, encapsulation: str, tmp_path: Path
):
    document = PRESETS[table.preset].document(option, seed=5)
    settings = {"packets_per_second": 4, "encapsulation": encapsulation}
    trace = simulate(read_scenario({**document, **settings}))
    write_wireshark_directory(trace, tmp_path)
    reader = Reader(read_esp_keys(tmp_path))
    seen: dict[int, dict[str, set[str]]] = {UP: defaultdict(set), DOWN: defaultdict(set)}
    for _, event in trace.of(Sent):
        layers = list(reader.layers(event.link, trace.frames[event.frame]))
        if layers[-1].protocol == "flow" and _within(table, event.at_ns):
            seen[layers[-1].octets[4]][event.link].add(written(layers))
    assert dict(seen[UP]) == by(encapsulation, table.up)
    assert dict(seen[DOWN]) == by(encapsulation, table.down)


def _within(table: Table, at_ns: int) -> bool:
    return table.since * SECOND <= at_ns <= table.until * SECOND
