"""`python -m mipviz.traces`: a worker process on the real simulation."""

from mipviz.traces import engine
from mipviz.traces.worker import main

main(engine)
