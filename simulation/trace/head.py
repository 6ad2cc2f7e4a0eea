"""The head of a trace: what stands before the first event happens, as it is published."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict


class InterfaceHead(TypedDict):
    """One Ethernet interface of a node."""

    name: str
    mac: str


class NodeHead(TypedDict):
    """One node: its name in events, what people call it, and what kind of machine it is."""

    name: str
    label: str
    kind: str
    interfaces: Sequence[InterfaceHead]


class LinkHead(TypedDict):
    """One link: its prefix, one-way delay, rate, MTU in octets, and what it does to frames.

    `loss` is the share of frames that it loses, `queue` how many wait at one station, and
    `jitter_ns` the most by which it delays one frame more than another.
    """

    id: str
    prefix: str
    delay_ns: int
    rate_bps: int
    mtu: int
    loss: float
    queue: int
    jitter_ns: int


class ChangeHead(TypedDict):
    """One entity or specification that the option makes new or modifies, and how."""

    entity: str
    kind: str
    what: str


class WorldHead(TypedDict):
    """Who stands where."""

    nodes: Sequence[NodeHead]
    links: Sequence[LinkHead]


class Head(WorldHead):
    """Which engine ran which scenario for how long, in which world."""

    engine: str
    scenario: Mapping[str, Any]
    digest: str
    duration_ns: int
    structure: Sequence[ChangeHead]
