"""Write tests/fingerprints.json anew: `make fingerprints`, then read the diff.

Every change of an existing line says that a scenario which people saved now shows something
else; `ENGINE` in simulation/trace is raised with it.
"""

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from simulation import OPTIONS, PRESETS, read_scenario, simulate

PATH = Path(__file__).with_name("fingerprints.json")
SEED = 1


def fingerprint(option: str, preset: str, seed: int = SEED) -> str:
    """Return the fingerprint of one option under one preset."""
    return simulate(read_scenario(PRESETS[preset].document(option, seed))).fingerprint()


def combinations() -> list[tuple[str, str]]:
    """Return every option with every preset, in the registers' order."""
    return [(option, preset) for option in OPTIONS for preset in PRESETS]


def recorded() -> dict[str, dict[str, str]]:
    """Return what the file holds: fingerprints by option and preset."""
    read: dict[str, dict[str, str]] = json.loads(PATH.read_text("utf-8"))
    return read


def main() -> None:
    """Run everything and write the file."""
    pairs = combinations()
    with ProcessPoolExecutor() as pool:
        prints = list(pool.map(fingerprint, *zip(*pairs, strict=True)))
    table: dict[str, dict[str, str]] = {}
    for (option, preset), found in zip(pairs, prints, strict=True):
        table.setdefault(option, {})[preset] = found
    PATH.write_text(json.dumps(table, indent=2) + "\n", "utf-8")
    sys.stdout.write(f"{len(pairs)} fingerprints in {PATH.name}\n")


if __name__ == "__main__":
    main()
