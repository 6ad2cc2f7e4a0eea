"""What a stranger may write where a number, a text or a document is expected."""

from __future__ import annotations

import json

from hypothesis import strategies as st

DIGITS = st.one_of(
    st.integers(1, 6_000).map(lambda length: "9" * length),
    st.sampled_from(["0" * 5_000 + "1", "-" + "9" * 4_400, "٨" * 5_000, "\uff11" * 20, "²", "1"]),
)
"""Numbers as text, some of more digits than Python turns into an integer (4,300)."""
FLOATS = st.sampled_from(
    ["1e400", "-1e400", "1e-400", "NaN", "Infinity", "-0.0", "1e309", "9" * 400 + ".5", "1E+99999"]
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\ufeff", "a" * 5_000, "\r\n"]
    ),
    DIGITS,
    FLOATS,
)
SCALARS = st.one_of(
    DIGITS.filter(lambda text: text.isascii() and text.isdigit() and not text.startswith("0")),
    FLOATS,
    TEXTS.map(json.dumps),
    st.sampled_from(["true", "false", "null", "[" * 5_000, '{"a":' * 5_000]),
)
"""Values in JSON, as they are written: not all of them are any."""
NAMES = "option slug title description seed duration_ns start actions flows link suite dpd_s wings"
FIGURES = "payload_octets packets_per_second user_seconds"
KEYS = st.sampled_from([*NAMES.split(), *FIGURES.split(), "\x00", "\ud800"])
SETTINGS = "seed duration_ns user_seconds payload_octets link.hotspot.mtu link.x.y wings"


def _object(pairs: list[tuple[str, str]]) -> str:
    return "{" + ",".join(f"{json.dumps(key)}:{value}" for key, value in pairs) + "}"


VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda each: "[" + ",".join(each) + "]"),
        st.lists(
            st.tuples(st.sampled_from(["at_ns", "node", "do", "mn", "hotspot", "mtu"]), inner),
            max_size=3,
        ).map(_object),
    ),
    max_leaves=6,
)
DOCUMENTS = st.lists(st.tuples(KEYS, VALUES), max_size=5).map(_object)
"""Scenario documents as JSON text."""
QUERIES = st.dictionaries(
    st.sampled_from(
        [
            "option",
            "scenario",
            "seed",
            "document",
            "set.",
            *(f"set.{key}" for key in SETTINGS.split()),
        ]
    ),
    TEXTS,
    max_size=4,
)
"""Queries of addresses."""
