"""Exports of a trace for other tools: a pcapng file and the Wireshark directory that opens it."""

from simulation.capture.pcapng import write_pcapng
from simulation.capture.wireshark import write_wireshark_directory

__all__ = ["write_pcapng", "write_wireshark_directory"]
