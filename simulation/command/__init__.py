"""The command line: arguments in, tables and files out."""

from simulation.command.cli import main
from simulation.command.link import Lab
from simulation.command.output import InputError

__all__ = ["InputError", "Lab", "main"]
