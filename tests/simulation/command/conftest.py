"""The command line at hand."""

import pytest

from simulation.command.cli import main


@pytest.fixture
def run(capsys):
    """Return a function that runs a command and returns exit code, output and complaint."""

    def command(*arguments):
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command
