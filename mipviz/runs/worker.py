"""A worker process: simulates, keeps the trace at hand, and answers questions about it.

It reads one JSON object a line from standard input and writes one a line to standard output.
Every answer bears the `id` of its request; a simulation answers many times, last with `done`.
Questions are answered between two steps of a simulation too.  Standard input closing ends it.

====================  =========================================================================
request               answers
====================  =========================================================================
simulate              ``head``, then ``span`` for each chunk, then ``done``
frame, packet         ``done`` with the dissection
capture, whole        ``done`` once the file stands in the run's folder
charts                ``done`` once the charts of several finished runs stand in a file
derive                ``done`` with what is made of one or several finished runs
cancel                none; what has that id ends with the error ``cancelled``, or never begins
====================  =========================================================================
"""

from __future__ import annotations

import contextlib
import gzip
import os
import queue
import resource
import sys
import threading
from collections import OrderedDict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Protocol

import msgspec

from mipviz.http.faults import refusal_for
from mipviz.http.refusal import RefusalError
from mipviz.runs import store
from mipviz.runs.run import interrupted
from mipviz.runs.sealed import DamagedError, keep
from simulation.errors import AskingError, ScenarioError
from simulation.trace import Lineage, Sent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.dissection import Clues
    from simulation.trace import Trace

MEMORY_LIMIT_OCTETS: Final = 2 << 30
"""What one worker may allocate; a run that needs more is refused, not the server killed."""
EVENTS_AT_HAND: Final = 400_000
"""Finished traces stay in memory up to this many events, the latest always."""

Request = dict[str, Any]


class Engine(Protocol):
    """What a worker needs of the simulation."""

    def steps(self, document: dict[str, Any]) -> Iterator[Trace]:
        """Yield the growing trace every thousand events or so, and once at the end."""

    def lines(self, trace: Trace, first_event: int) -> list[dict[str, Any]]:
        """Return the narration of the events from *first_event* on."""

    def clues(self, trace: Trace, first_event: int) -> Clues:
        """Return what decides who sees what of the frames from *first_event* on."""

    def summary(self, trace: Trace) -> dict[str, Any]:
        """Return outcome, metrics, handovers, drops and story of a finished trace."""

    def dissect(self, trace: Trace, frame: int, packet: int) -> dict[str, Any]:
        """Return the octets of *frame* taken apart."""

    def charts(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """Return charts that compare *rows*, each with `option` and `metrics`."""

    def derive(self, what: str, traces: list[Trace], arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
        """Return what one of the engine's derivations makes of finished traces."""

    def capture(self, trace: Trace) -> bytes:
        """Return the trace as a pcapng file."""


class CancelledRunError(Exception):
    """The simulation under way is no longer wanted."""


class Worker:
    """Answers requests, one after the other, and questions in between."""

    def __init__(self, engine: Engine, answers: IO[bytes]) -> None:
        self.requests: queue.SimpleQueue[Request] = queue.SimpleQueue()
        self._engine = engine
        self._answers = answers
        self._traces: OrderedDict[str, Trace] = OrderedDict()
        self._waiting: list[Request] = []
        self._running: int | None = None

    def serve(self) -> None:
        """Answer for ever."""
        while True:
            self._take_in()
            self.answer(self._waiting.pop(0) if self._waiting else self.requests.get())

    def answer(self, request: Request) -> None:
        """Do what *request* asks; whatever goes wrong becomes an answer."""
        try:
            if request["do"] == "simulate":
                self._simulate(request)
            elif request["do"] != "cancel":
                self._say(request, done=self._question(request))
        except CancelledRunError:
            self._refuse(request, RefusalError("cancelled", "nobody waits for this run", "another"))
        except ScenarioError as error:
            self._refuse(request, RefusalError.of_scenario(error))
        except AskingError as error:
            self._refuse(request, RefusalError.of_asking(error))
        except RefusalError as refusal:
            self._refuse(request, refusal)
        except MemoryError:
            self._traces.clear()
            needs = f"the run needs more than {MEMORY_LIMIT_OCTETS >> 20} MiB"
            self._refuse(request, RefusalError("limit", needs, "a shorter run or fewer packets"))
        except (DamagedError, FileNotFoundError):
            self._refuse(request, interrupted())
        except Exception as error:  # noqa: BLE001 - the boundary of the process: logged, and told
            self._refuse(request, refusal_for(error, f"worker: {request['do']}"))

    def _simulate(self, request: Request) -> None:
        self._running = request["id"]
        try:
            folder = Path(request["folder"])
            with contextlib.closing(store.RunWriter(folder, request["run"])) as writer:
                trace = self._write_all(request, writer)
                writer.end(trace, self._engine.summary(trace))
            self._keep(request["run"], trace)  # again, now that it has all its events
        except BaseException:
            self._traces.pop(request["run"], None)
            raise
        finally:
            self._running = None
        self._say(request, done={})

    def _write_all(self, request: Request, writer: store.RunWriter) -> Trace:
        """Simulate and write down each step; return the finished trace."""
        trace = None
        for trace in self._engine.steps(request["scenario"]):
            if not writer.events:
                self._keep(request["run"], trace)
                writer.head(trace)
                self._say(request, head=True)
            first = writer.events
            lines, clues = self._engine.lines(trace, first), self._engine.clues(trace, first)
            span = writer.grow(trace, lines, clues)
            if span:
                self._say(request, span=span)
            self._between_steps()
        if trace is None:
            raise RefusalError("failed", "the simulation made no trace", "another scenario")
        return trace

    def _between_steps(self) -> None:
        """Answer the questions that came in, and notice that the run is no longer wanted."""
        self._take_in()
        questions = [each for each in self._waiting if each["do"] != "simulate"]
        self._waiting = [each for each in self._waiting if each["do"] == "simulate"]
        for question in questions:
            self.answer(question)

    def _take_in(self) -> None:
        """Take in what has come; what is cancelled meanwhile is never begun."""
        while not self.requests.empty():
            request = self.requests.get_nowait()
            if request["do"] != "cancel":
                self._waiting.append(request)
            elif request["target"] == self._running:
                raise CancelledRunError
            else:
                self._waiting = [each for each in self._waiting if each["id"] != request["target"]]

    def _question(self, request: Request) -> dict[str, Any]:
        folder = Path(request["folder"])
        if request["do"] == "charts":
            rows = [store.summary(Path(each)) for each in request["folders"]]
            octets = msgspec.json.encode(self._engine.charts(rows))
            keep(folder / request["name"], octets)
            return {}
        if request["do"] == "derive":
            return self._derived(request)
        trace = self._trace(request["run"], folder)
        match request["do"]:
            case "frame":
                return self._frame(trace, request["number"])
            case "packet":
                return self._frame(trace, first_frame(trace, request["number"]))
            case "capture":
                keep(folder / store.CAPTURE, self._engine.capture(trace))
            case "whole":
                keep(folder / store.WHOLE, gzip.compress(store.whole(folder), 6, mtime=0))
        return {}

    def _derived(self, request: Request) -> dict[str, Any]:
        """Return, or keep in a file where one is named, what is made of the runs asked about."""
        traces = [self._trace(run, Path(folder)) for run, folder in request["runs"]]
        made = self._engine.derive(request["what"], traces, request["arguments"])
        if not request["name"]:
            return {"made": made}
        keep(Path(request["folder"]) / request["name"], msgspec.json.encode(made))
        return {}

    def _frame(self, trace: Trace, number: int) -> dict[str, Any]:
        if not 0 <= number < len(trace.frames):
            raise RefusalError(
                "not-found", f"frame {number} is not in this run", f"0 to {len(trace.frames) - 1}"
            )
        packet = next((packet for each, packet in sent(trace) if each == number), None)
        if packet is None:
            raise RefusalError("not-found", f"frame {number} left no station", "another frame")
        found = self._engine.dissect(trace, number, packet)
        return {**found, "frame": number, "packet": packet}

    def _trace(self, run: str, folder: Path) -> Trace:
        if run in self._traces:
            self._traces.move_to_end(run)
            return self._traces[run]
        return self._keep(run, store.restore(folder))

    def _keep(self, run: str, trace: Trace) -> Trace:
        self._traces[run] = trace
        while (
            len(self._traces) > 1
            and sum(len(each.events) for each in self._traces.values()) > EVENTS_AT_HAND
        ):
            self._traces.popitem(last=False)
        return trace

    def _say(self, request: Request, **answer: object) -> None:
        self._answers.write(msgspec.json.encode({"id": request["id"], **answer}) + b"\n")
        self._answers.flush()

    def _refuse(self, request: Request, refusal: RefusalError) -> None:
        self._say(request, error=refusal.document())


def sent(trace: Trace) -> Iterator[tuple[int, int]]:
    """Yield frame and packet for everything that was put on a link."""
    for _, event in trace.of(Sent):
        yield event.frame, event.packet


def first_frame(trace: Trace, packet: int) -> int:
    """Return the first frame that carried *packet*, itself or inside another.

    Raises `RefusalError` if it never was on a link.
    """
    carriers = Lineage(trace).around([packet])
    inside = None
    for frame, sent_packet in sent(trace):
        if sent_packet == packet:
            return frame
        if inside is None and sent_packet in carriers:
            inside = frame
    if inside is None:
        if not 0 <= packet < len(trace.packets):
            accepted = f"0 to {len(trace.packets) - 1}"
            raise RefusalError("not-found", f"packet {packet} is not in this run", accepted)
        raise RefusalError(
            "not-found", f"packet {packet} never was on a link", "a packet that was sent"
        )
    return inside


def read(requests: IO[bytes], into: queue.SimpleQueue[Request]) -> None:
    """Pass requests on until they end, then end the process, whatever it does."""
    for line in requests:
        into.put(msgspec.json.decode(line))
    os._exit(0)


def main(engine: Engine) -> None:
    """Serve standard input; nothing but answers is written to standard output."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_LIMIT_OCTETS, MEMORY_LIMIT_OCTETS))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    worker = Worker(engine, answers)
    threading.Thread(target=read, args=(sys.stdin.buffer, worker.requests), daemon=True).start()
    worker.serve()
