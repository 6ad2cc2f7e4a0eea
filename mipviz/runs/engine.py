"""What a worker needs of the simulation, from its front rooms."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from simulation import Trace, read_scenario, simulate_in_steps
from simulation.capture import write_pcapng
from simulation.dissection import ClueReader, KeyRing, to_json
from simulation.dissection import dissect as take_apart
from simulation.experiments import divergence
from simulation.filters import Searcher
from simulation.lessons import evaluated
from simulation.metrics import journeys, ribbons, series, summary
from simulation.narration import Narrator, story
from simulation.predictions import graded, predictions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from simulation.dissection import Clues

    Derivation = Callable[[list[Trace], dict[str, Any]], Any]
    """Makes JSON of finished traces and arguments; raises `AskingError` for what makes no sense."""

_searcher = Searcher()
"""Keeps what was read of the run that was searched last, for the next word that is typed."""

DERIVATIONS: Mapping[str, Derivation] = {
    "predictions": predictions,
    "grade": graded,
    "lesson": evaluated,
    "divergence": lambda traces, _arguments: divergence(*traces),
    "ribbons": lambda traces, _arguments: ribbons(traces[0]),
    "series": lambda traces, _arguments: series(traces[0]),
    "search": _searcher.search,
    "complete": _searcher.complete,
    "journeys": lambda traces, _arguments: journeys(traces[0]),
}
"""What can be made of finished runs, by name; each row is imported from a front room."""


class Simulation:
    """The real engine; keys and narrator of the trace that was asked about last stay at hand."""

    def __init__(self) -> None:
        self._keys: tuple[Trace, int, KeyRing] | None = None
        self._narrator: Narrator | None = None
        self._clues: ClueReader | None = None

    def steps(self, document: dict[str, Any]) -> Iterator[Trace]:
        """Yield the growing trace every thousand events or so, and once at the end."""
        return simulate_in_steps(read_scenario(document))

    def lines(self, trace: Trace, first_event: int) -> list[dict[str, Any]]:
        """Return the narration of the events from *first_event* on."""
        if self._narrator is None or self._narrator.trace is not trace:
            self._narrator = Narrator(trace)
        return self._narrator.lines(first_event)

    def clues(self, trace: Trace, first_event: int) -> Clues:
        """Return what decides who sees what of the frames from *first_event* on."""
        if self._clues is None or self._clues.trace is not trace:
            self._clues = ClueReader(trace)
        return self._clues.since(first_event)

    def summary(self, trace: Trace) -> dict[str, Any]:
        """Return outcome, metrics, handovers, drops and story of a finished trace."""
        self._narrator = self._clues = None  # they have told everything
        return {**summary(trace), "story": story(trace).as_json()}

    def dissect(self, trace: Trace, frame: int, packet: int) -> dict[str, Any]:
        """Return the octets of *frame* taken apart, with every key that the run has made."""
        octets = trace.frames[frame]
        return to_json(take_apart(octets, self._ring(trace)), trace.stack_of(packet))

    def charts(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """Return charts that compare *rows*; only this needs plotly."""
        from simulation.experiments import draw_charts  # noqa: PLC0415 - plotly is large

        return draw_charts({"rows": rows})

    def derive(self, what: str, traces: list[Trace], arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
        """Return what the derivation called *what* makes of finished traces."""
        return DERIVATIONS[what](traces, arguments)

    def capture(self, trace: Trace) -> bytes:
        """Return the trace as a pcapng file."""
        stream = io.BytesIO()
        write_pcapng(trace, stream)
        return stream.getvalue()

    def _ring(self, trace: Trace) -> KeyRing:
        known = self._keys
        if known is None or known[0] is not trace or known[1] != len(trace.events):
            known = self._keys = (trace, len(trace.events), KeyRing.from_trace(trace))
        return known[2]
