"""The command line: arguments in, tables and files out."""

from simulation.command.cli import main

__all__ = ["main"]
