"""Many runs at once: comparisons, sweeps, charts of them, and the speed of it all."""

from simulation.experiments.charts import charts as draw_charts

__all__ = ["draw_charts"]
