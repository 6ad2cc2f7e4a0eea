"""``python -m simulation``: the command line without the web."""

import sys

from simulation.command.cli import main

sys.exit(main())
