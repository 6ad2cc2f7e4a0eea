"""The ledger: every pro, con, open question and concern of the draft, judged by running it.

Nothing here is a verdict.  A claim says what to run, what to measure and how to compare.
"""

from simulation.claims.judging import judge
from simulation.claims.sections import CLAIMS

__all__ = ["CLAIMS", "judge"]
