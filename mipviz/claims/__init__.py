"""The ledger: every claim of the draft, judged by running its evidence."""
