"""`python -m mipviz.traces`: a worker process on the real simulation."""

from mipviz.traces.engine import Simulation
from mipviz.traces.worker import main

main(Simulation())
