"""`python -m mipviz.runs`: a worker process on the real simulation."""

from mipviz.runs.engine import Simulation
from mipviz.runs.worker import main

main(Simulation())
