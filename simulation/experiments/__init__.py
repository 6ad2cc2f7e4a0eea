"""Many runs at once: comparisons, sweeps, charts of them, and the speed of it all."""

from simulation.experiments.charts import charts as draw_charts
from simulation.experiments.parting import divergence

__all__ = ["divergence", "draw_charts"]
