"""Asks tshark about a capture, with nothing but an exported Wireshark directory to help it."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ALWAYS = (
    "frame.number",
    "frame.interface_name",
    "frame.comment",
    "frame.protocols",
    "_ws.expert.severity",
    "_ws.expert.message",
    "_ws.malformed",
)
BETWEEN_VALUES = "|"


@dataclass(frozen=True)
class Frame:
    """What tshark says of one frame; a field that it does not have is an empty list."""

    number: int
    link: str
    comment: str
    protocols: list[str]
    fields: dict[str, list[str]]

    def __getitem__(self, name: str) -> list[str]:
        return self.fields[name]

    def count(self, name: str, value: str) -> int:
        return self.fields[name].count(value)

    @property
    def fault_expected(self) -> bool:
        return self.comment.startswith("expected-fault:")


def read_frames(tshark: Path, capture: Path, directory: Path, *fields: str) -> list[Frame]:
    """Return every frame of *capture* with the values of *fields*."""
    wanted = [*ALWAYS, *fields]
    options = [part for name in wanted for part in ("-e", name)]
    lines = run_tshark(
        tshark,
        directory,
        "-r",
        str(capture),
        "-T",
        "fields",
        "-E",
        "separator=/t",
        "-E",
        f"aggregator={BETWEEN_VALUES}",
        *options,
    ).splitlines()
    return [_frame(wanted, line.split("\t")) for line in lines]


def run_tshark(tshark: Path, directory: Path, *arguments: str) -> str:
    """Return what tshark prints; fail on any complaint about the directory or the capture."""
    result = subprocess.run(
        [tshark, *arguments],
        env={
            "PATH": os.defpath,
            "HOME": str(directory),
            "WIRESHARK_CONFIG_DIR": str(directory),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    complaints = [line for line in result.stderr.splitlines() if "Running as user" not in line]
    assert result.returncode == 0, complaints
    assert complaints == []
    return result.stdout


def _frame(names: Sequence[str], values: Sequence[str]) -> Frame:
    assert len(names) == len(values)
    fields = {
        name: value.split(BETWEEN_VALUES) if value else []
        for name, value in zip(names, values, strict=True)
    }
    return Frame(
        int(fields["frame.number"][0]),
        fields["frame.interface_name"][0],
        BETWEEN_VALUES.join(fields["frame.comment"]),
        fields["frame.protocols"][0].split(":"),
        fields,
    )
