"""What a run will cost, roughly, before it is begun: the seconds that a worker will need."""

from __future__ import annotations

from typing import Any, Final

from simulation import PARAMETERS

SECONDS_AT_LEAST: Final = 0.1
SECONDS_A_PACKET: Final = 0.001
"""Simulating, telling and writing one packet of a flow through every tunnel, measured."""
_DEFAULTS: Final = {each.key: each.default for each in PARAMETERS}


def expected_seconds(document: dict[str, Any]) -> float:
    """Return how long a worker will be busy with the scenario *document*, which was read before.

    What counts are the packets of its flows; a guess that errs by a factor of three does no harm,
    for what the run has really cost is put to its client's account.
    """
    return SECONDS_AT_LEAST + SECONDS_A_PACKET * _packets(document)


def _packets(document: dict[str, Any]) -> float:
    def value(key: str) -> Any:  # noqa: ANN401 - a parameter of any kind
        return document.get(key, _DEFAULTS[key])

    seconds = document.get("duration_ns", 0) / 1e9
    kinds = value("traffic").split("+")
    of_a_flow = 2.0 * seconds * ("ping" in kinds)
    if "flow" in kinds:
        of_a_flow += 2 * seconds * value("packets_per_second")
    if "tcp" in kinds:
        of_a_flow += 2 * value("tcp_octets") / value("tcp_segment_octets")
    return float(of_a_flow * len(document.get("flows", ())))
