"""Events and traces made by hand, with a value of the right type in every field."""

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from simulation.trace import KINDS, Event, Layer, Noted, PacketRecord, Sent, Trace

SAMPLES = {"integer": 7, "string": "a word", "array": ["b", "c"], "object": {"k": 1}}
TYPES = {"integer": int, "string": str, "array": Sequence, "object": Mapping | None}
PACKET = PacketRecord(0, 42, "data a > b", "a > b", None, "")


def made(
    kind: type[Event], at_ns: int = 5, node: str = "mn", cause: int | None = None, **values: object
) -> Event:
    """Return an event of a *kind*; fields that *values* do not name get a sample."""
    fields = {each.name: values.get(each.name, SAMPLES[each.json_type]) for each in kind.fields}
    return kind(node=node, **fields).at(at_ns, cause)


def small() -> Trace:
    """Return a trace with one of everything."""
    return Trace(
        {"engine": "1", "seed": 3},
        [made(Sent, frame=0), made(Noted, at_ns=9, cause=0)],
        [PACKET],
        [(Layer("ipv4", "data", 20), Layer("udp", "data", 8))],
        [b"\x01\x02\x03"],
        {"end": "duration"},
    )


events = st.lists(
    st.builds(
        made,
        st.sampled_from(KINDS),
        at_ns=st.integers(0, 2**62),
        node=st.sampled_from(["mn", "cn"]),
        cause=st.none() | st.integers(0, 9),
    ),
    max_size=12,
)
