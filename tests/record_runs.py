"""Record runs for the tests of the browser code, in the very octets that a visitor is sent.

`python -m tests.record_runs FOLDER OPTION/PRESET...` writes ``OPTION-PRESET.json`` with head,
chunks and end for each run that FOLDER does not hold yet, and ``catalogue.json``.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from mipviz.catalogue import catalogue
from mipviz.runs import sealed, store
from mipviz.runs.engine import Simulation
from simulation import PRESETS
from simulation.narration import story


def record(option: str, preset: str) -> bytes:
    """Return a finished run as ``{"head", "chunks", "end"}``, with its story but no metrics."""
    engine = Simulation()
    with TemporaryDirectory() as name:
        writer = store.RunWriter(Path(name), "recorded")
        trace = None
        for trace in engine.steps(PRESETS[preset].document(option)):
            if not writer.events:
                writer.head(trace)
            first = writer.events
            writer.grow(trace, engine.lines(trace, first), engine.clues(trace, first))
        if trace is None:
            raise RuntimeError(f"{preset} under {option} made no trace")
        writer.end(trace, {"story": story(trace).as_json()})
        return store.whole(Path(name))


def main(folder: Path, runs: list[str]) -> None:
    """Write what is missing in *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    sealed.write(folder / "catalogue.json", catalogue.encoded())
    for run in runs:
        option, preset = run.split("/")
        path = folder / f"{option}-{preset}.json"
        if not path.exists():
            sealed.write(path, record(option, preset))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
