"""Print the browser's types: `python -m mipviz.schemas`."""

import sys

from mipviz.schemas.typescript import browser_types

sys.stdout.write(browser_types())
